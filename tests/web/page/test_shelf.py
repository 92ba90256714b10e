"""The few things that a process keeps in memory."""

from yipanqi.web.page.shelf import Shelf


def test_what_was_asked_for_longest_ago_goes_first():
    """A thing is made once, until so many others were asked for since."""
    made, shelf = [], Shelf(2)

    def take(key):
        return shelf.take(key, lambda: made.append(key) or key.upper())

    assert [take(it) for it in "abacb"] == list("ABACB")
    assert made == ["a", "b", "c", "b"]

    shelf.clear()
    take("b")
    assert made[-1] == "b" and len(made) == 5
