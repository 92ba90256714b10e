"""`{% paper as told %}`: what a sheet of paper tells of itself; `{{ told|as_css }}`: the same for its margin."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from yipanqi.web.page import say as words

register = template.Library()


@register.simple_tag(takes_context=True)
def paper(context: Any) -> str:
    """The programme, whether its figures are invented, its version, the plan; the product, now, and who prints."""
    return " · ".join(_told(context))


@register.filter
def as_css(text: str) -> SafeString:
    """The text as a string of a style sheet; whatever could end it, or the element around it, is written by number."""
    return mark_safe("".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text))


def _told(context: Any) -> Iterator[str]:
    run = context.get("run")
    entry = getattr(run, "entry", None) or context.get("entry")
    if entry is None and "entry" in context:
        entry = context.get("working") or None  # a page of programmes that names none of its own
    if hasattr(entry, "is_synthetic"):
        yield entry.name
        if entry.is_synthetic:
            yield words.say("示例数据", "Synthetic data")
        version = getattr(run, "version", None) or entry.current_version
        if run:
            yield run.name
        if version:
            yield f"V{version.number}"
    yield words.say("一盘棋", "Yipanqi")
    yield f"{timezone.localtime():%Y-%m-%d %H:%M}"
    user = getattr(context.get("request"), "user", None)
    if user is not None and user.is_authenticated:
        yield user.display_name
