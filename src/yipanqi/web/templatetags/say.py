"""`{% say "总览" "Overview" %}`: a text in both languages, where it is said."""

from django import template

from yipanqi.web.say import say as said

register = template.Library()


@register.simple_tag
def say(zh: str, en: str) -> str:
    """The text in the language of the request."""
    return said(zh, en)
