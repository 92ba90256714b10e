"""What an office wrote itself, kept to the HTML that a public page allows: no script, no style, no address but of the
web or of the page's own files."""

import re
from html import unescape

import nh3

TAGS = frozenset(
    {"p", "br", "strong", "em", "sub", "sup", "h2", "h3", "ul", "ol", "li", "blockquote", "a", "table", "caption"}
    | {"thead", "tbody", "tfoot", "tr", "th", "td"}
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_BREAK = re.compile(r"<br\s*/?>|</(?:p|h2|h3|li|tr|caption|blockquote)>", re.IGNORECASE)
_CELL = re.compile(r"</t[hd]>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def cleaned(html: str) -> str:
    """The text without what the allow-list does not name; the same text always gives the same."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def words(html: str) -> str:
    """What is read of it: a line for each paragraph, heading, point and row."""
    lined = _CELL.sub(" ", _BREAK.sub("\n", cleaned(html)))
    return unescape(_TAG.sub("", lined)).strip()
