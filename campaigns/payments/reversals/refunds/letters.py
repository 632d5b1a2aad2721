"""Letters about money given back. Each is written in the transaction of what it tells."""

from typing import Any

from django.conf import settings

from campaigns.payments.models import Donation, Refund
from money.amounts import format_tenge
from outbox.mail import post, take_back

_RETURNED = "gift_refund_returned"


def tell_given_back(donation: Donation, refund: Refund) -> None:
    """The money is on its way to the donor: how much, and what of the gift is left. Once."""
    _tell("gift_given_back", donation, refund)


def tell_came_back(donation: Donation, refund: Refund, number: str = "") -> None:
    """The donor's bank did not take it: we have it again, and ask for another way.

    Once for each coming back: `number` is that of its entry, the refund's own where none is given.
    """
    _tell(_RETURNED, donation, refund, number)


def keep_back(number: str) -> None:
    """It had not come back after all: a letter that says so and has not left, does not leave."""
    take_back(f"{_RETURNED}:{number}")


def _tell(template: str, donation: Donation, refund: Refund, number: str = "") -> None:
    if not donation.donor_email:
        return  # A gift without an address, or one whose donor asked to be forgotten.
    post(
        key=f"{template}:{number or refund.pk}",
        to=donation.donor_email,
        template=template,
        context=_context(donation, refund),
        language=donation.language,
    )


def _context(donation: Donation, refund: Refund) -> dict[str, Any]:
    return {
        "donor_name": donation.donor_name,
        "fund": donation.fund,
        "amount": format_tenge(refund.amount_tiyn, donation.language),
        "left": format_tenge(donation.standing_tiyn, donation.language),
        "is_all": donation.standing_tiyn == 0,
        "way": refund.kind,
        "gift_url": settings.SITE_URL + donation.get_absolute_url(),
    }
