"""The shares of colours as a bar: each with its shape in it, so that black on white tells them apart."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from yipanqi.domain.progress.told import COLOURS, percent_of, plain
from yipanqi.web.page.say import say

from .rolled import Rolled

_ROOM, _WIDE = 4.0, 9.0  # per cent of the width that a shape needs, and a shape with its share
_HATCHES = (
    '<pattern id="share-yellow" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="paper" width="7" height="7"/><rect class="ink" width="3" height="7"/></pattern>'
    '<pattern id="share-grey" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="paper" width="5" height="5"/><rect class="ink" width="1.5" height="5"/></pattern>'
)


def shares_bar(one: Rolled) -> SafeString:
    """The bar, and its shares in words for who hears it."""
    found, x = [], 0.0
    for colour in one.share.weights:
        width = 100 * float(one.share.of(colour))
        told = f"{plain(percent_of(one.share, colour))}%"
        title = f"<title>{escape(say(*COLOURS[colour].names))} {told}</title>"
        found.append(f'<rect class="{colour}" x="{x:.2f}%" y="0" width="{width:.2f}%" height="100%">{title}</rect>')
        if width >= _ROOM:
            words = f"{COLOURS[colour].shape} {told}" if width >= _WIDE else COLOURS[colour].shape
            found.append(f'<text class="on-{colour}" x="{x:.2f}%" dx="6" y="16">{words}</text>')
        x += width
    return mark_safe(
        f'<svg class="shares" width="100%" height="22" role="img" aria-label="{escape(one.share_said)}">'
        f"<defs>{_HATCHES}</defs>{''.join(found)}</svg>"
    )  # every part is escaped
