"""`{% say "总览" "Overview" %}`: a text in both languages, where it is said; `{{ changes|in_turn }}`: several texts.

A long one on lines of its own: `{% text %}` 中文…… `{% english %}` English … `{% endtext %}`.
"""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token

from yipanqi.web.page import say as words

register = template.Library()
_WIDE = "[\u2e80-\u9fff\uff00-\uffef]"
_LITERAL = re.compile(r'say "([^"\\]*)" "([^"\\]*)"')
_NO_SPACE = re.compile(f"(?<={_WIDE}) (?={_WIDE})")


@register.simple_tag(name="say")
def _of_values(zh: str, en: str) -> str:
    """The text in the language of the request."""
    return words.say(zh, en)


_usual = register.tags["say"]


@register.tag
def say(parser: Parser, token: Token) -> template.Node:
    """The same; of two texts that stand in the template nothing is left to be worked out, and a list has hundreds."""
    found = _LITERAL.fullmatch(token.contents)
    return Said(*found.groups()) if found else _usual(parser, token)


class Said(template.Node):
    """A text in both languages, as the template writes it."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en

    def render(self, context: Any) -> str:
        """As it stands there, which is HTML already."""
        return words.say(self.zh, self.en)


@register.tag
def text(parser: Parser, token: Token) -> "Text":
    """The text in the language of the request, from lines of its own."""
    zh = parser.parse(("english",))
    parser.delete_first_token()
    en = parser.parse(("endtext",))
    parser.delete_first_token()
    return Text(zh, en)


class Text(template.Node):
    """Lines joined to one: with a space, but between two Chinese characters with none."""

    def __init__(self, zh: NodeList, en: NodeList) -> None:
        self.zh, self.en = zh, en

    def render(self, context: Any) -> str:
        """The reader's language in one line."""
        lines = words.say(self.zh, self.en).render(context).split("\n")
        return _NO_SPACE.sub("", " ".join(line for line in map(str.strip, lines) if line))


@register.filter
def in_turn(parts: Iterable[object]) -> str:
    """One after the other, with the mark of the reader's language between them."""
    return words.in_turn(parts)
