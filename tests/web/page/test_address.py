"""An address told without a look at the routes is the one that Django tells."""

from django.urls import reverse, set_script_prefix

from yipanqi.web.page.address import address_of


def test_addresses_are_those_of_the_routes():
    """Of keys that are digits and of names that have to be quoted, wherever the platform lies."""
    names = ("E-1", "新村 1", "a&b;c'd", "100%", "x/y?z#w", '<"甲">')

    for prefix in ("/", "/yipanqi/"):
        set_script_prefix(prefix)
        try:
            assert address_of("delivery:task", 12) == reverse("delivery:task", args=[12])
            assert address_of("estates:estate", 777_777_777_777) == reverse("estates:estate", args=[777_777_777_777])
            for name in names:
                assert address_of("delivery:estate", name) == reverse("delivery:estate", args=[name])
        finally:
            set_script_prefix("/")
