from django import template

from money.amounts import format_tenge

register = template.Library()


@register.filter
def tenge(tiyn: int | None) -> str:
    """A sum of tiyn in the reader's language; nothing for nothing."""
    return "" if tiyn is None else format_tenge(tiyn)
