"""`{% part section %}`: a template that a stage names, with the page's values and its own.

`{% tight %}` … `{% endtight %}`: what stands on many lines in the template goes out on one, where there is much of it.
"""

import re
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_IN_CELL = re.compile(r"(<t[dh]\b[^>]*>) | (</t[dh]>)")


@register.simple_tag(takes_context=True)
def part(context: Any, section: Any) -> SafeString:
    """The section as its template writes it."""
    with context.push(**section.values):
        return context.template.engine.get_template(section.template).render(context)


@register.tag
def tight(parser: Parser, token: Token) -> "Tight":
    """Runs of white space become a single space."""
    inside = parser.parse(("endtight",))
    parser.delete_first_token()
    return Tight(inside)


class Tight(template.Node):
    """What is inside, on one line."""

    def __init__(self, inside: NodeList) -> None:
        self.inside = inside

    def render(self, context: Any) -> SafeString:
        """HTML reads a run of white space as one space; a cell that holds nothing else must be empty."""
        text = re.sub(r"\s+", " ", self.inside.render(context))
        return mark_safe(_IN_CELL.sub(r"\1\2", text))  # escaped already
