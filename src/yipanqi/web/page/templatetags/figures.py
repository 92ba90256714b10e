"""Figures as tables show them: separators between thousands in both languages."""

from decimal import Decimal

from django import template

from yipanqi.domain.money import wan_in_full as in_full
from yipanqi.domain.money import wan_text

register = template.Library()


@register.filter
def figure(value: int | float | Decimal | None, places: int = 0) -> str:
    """`12,345.67`; nothing where there is no figure."""
    return "" if value is None else f"{value:,.{places}f}"


@register.filter
def wan(fen: int | None) -> str:
    """10⁴ yuan, `12,345.67`; nothing where there is no figure."""
    return "" if fen is None else wan_text(fen)


@register.filter
def wan_in_full(fen: int | None) -> str:
    """The same of what somebody wrote, with all its places."""
    return "" if fen is None else in_full(fen)
