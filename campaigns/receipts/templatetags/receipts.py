from django import template

from campaigns.payments.models import Donation
from campaigns.receipts.standing import Paper, paper_of

register = template.Library()


@register.inclusion_tag("receipts/link.html")
def receipt_link(gift: Donation, style: str = "") -> dict[str, Donation | Paper | str]:
    """The way to a gift's receipt; where it has none, why. `style` is the link's class."""
    return {"gift": gift, "paper": paper_of(gift), "style": style}
