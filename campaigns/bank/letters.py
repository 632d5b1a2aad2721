"""Letters about a promised transfer. Each is written in the transaction of what it tells."""

from django.conf import settings

from campaigns.bank.models import Pledge
from campaigns.bank.payee import payee, purpose
from campaigns.bank.references import grouped
from money.amounts import format_tenge
from outbox.mail import post


def tell_details(pledge: Pledge) -> None:
    _write(pledge, "bank_pledge")


def remind(pledge: Pledge) -> None:
    _write(pledge, "bank_reminder")


def _write(pledge: Pledge, template: str) -> None:
    donation = pledge.donation
    context = {
        "donor_name": donation.donor_name,
        "amount": format_tenge(donation.amount_tiyn, donation.language),
        "fund": donation.fund,
        "reference": grouped(pledge.reference),
        "purpose": purpose(pledge.reference, donation.language),
        "payee": payee(donation.language),
        "due_on": pledge.due_on,
        "gift_url": settings.SITE_URL + donation.get_absolute_url(),
    }
    post(
        key=f"{template}:{donation.pk}",
        to=donation.donor_email,
        template=template,
        context=context,
        language=donation.language,
    )
