"""`{% part section %}`: a template that a stage names, with the page's values and its own."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def part(context: Any, section: Any) -> SafeString:
    """The section as its template writes it."""
    with context.push(**section.values):
        return context.template.engine.get_template(section.template).render(context)
