import re

from django import template

from campaigns.reconciliation.public import Reconciled, last_reconciled
from money.amounts import format_tenge

register = template.Library()

# As `findings.as_text` keeps them, whoever reads: two comparisons must word one difference alike.
_KEPT_SUM = re.compile(r"₸([\d,]+(?:\.\d\d)?)")


@register.inclusion_tag("components/reconciled.html")
def books_reconciled() -> dict[str, Reconciled]:
    """When the books last agreed with Stripe's; a warning where that is too long ago."""
    return {"reconciled": last_reconciled()}


@register.filter
def own_sums(detail: str) -> str:
    """What a comparison found, with its sums of tenge written as in the reader's language."""
    return _KEPT_SUM.sub(lambda kept: format_tenge(_tiyn(kept[1])), detail)


def _tiyn(kept: str) -> int:
    whole, _, part = kept.replace(",", "").partition(".")
    return int(whole) * 100 + int(part or 0)
