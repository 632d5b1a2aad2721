from django import template

from campaigns.reconciliation.public import Reconciled, last_reconciled

register = template.Library()


@register.inclusion_tag("components/reconciled.html")
def books_reconciled() -> dict[str, Reconciled]:
    """When the books last agreed with Stripe's; a warning where that is too long ago."""
    return {"reconciled": last_reconciled()}
