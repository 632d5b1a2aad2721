"""Letters to donors. Each is written in the transaction of what it tells."""

from django.conf import settings

from campaigns.payments.models import Donation
from money.amounts import format_tenge
from outbox.mail import post


def thank(donation: Donation) -> None:
    """Thank for a paid gift, once, in the donor's language."""
    context = {
        "donor_name": donation.donor_name,
        "amount": format_tenge(donation.amount_tiyn, donation.language),
        "fund": donation.fund,
        "paid_at": donation.paid_at,
        "gift_url": settings.SITE_URL + donation.get_absolute_url(),
    }
    post(
        key=f"gift_thanks:{donation.pk}",
        to=donation.donor_email,
        template="gift_thanks",
        context=context,
        language=donation.language,
    )
