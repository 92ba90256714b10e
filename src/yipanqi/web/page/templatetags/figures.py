"""Figures as tables show them: separators between thousands in both languages."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def figure(value: int | float | Decimal | None, places: int = 0) -> str:
    """`12,345.67`; nothing where there is no figure."""
    return "" if value is None else f"{value:,.{places}f}"
