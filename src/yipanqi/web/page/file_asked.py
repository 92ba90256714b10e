"""Which file an address asks for: `?as=csv`, `?as=xlsx`; `?format=` is an older spelling of the same."""

from collections.abc import Collection

from django.http import QueryDict

ASK, OLD_ASK = "as", "format"


def file_asked(asked: QueryDict, kinds: Collection[str] = ("csv", "xlsx")) -> str:
    """The kind of file that is asked for, of those that there are; none: the page, or what is given unasked."""
    return next((asked[name] for name in (ASK, OLD_ASK) if asked.get(name) in kinds), "")
