"""`{% say "总览" "Overview" %}`: a text in both languages, where it is said; `{{ changes|in_turn }}`: several texts."""

from collections.abc import Iterable

from django import template

from yipanqi.web.page import say as words

register = template.Library()


@register.simple_tag
def say(zh: str, en: str) -> str:
    """The text in the language of the request."""
    return words.say(zh, en)


@register.filter
def in_turn(parts: Iterable[object]) -> str:
    """One after the other, with the mark of the reader's language between them."""
    return words.in_turn(parts)
