"""Letters about a promised transfer. Each is written in the transaction of what it tells."""

from django.conf import settings

from campaigns.bank.models import Pledge
from campaigns.bank.payee import payee, purpose
from campaigns.bank.references import grouped
from campaigns.payments.models import Donation
from money.amounts import format_tenge
from outbox.mail import post, post_asked
from outbox.models import Mail


def tell_details(pledge: Pledge) -> None:
    _write(pledge, "bank_pledge")


def remind(pledge: Pledge) -> None:
    _write(pledge, "bank_reminder")


def tell_of_mistake(donation: Donation, amount_tiyn: int) -> None:
    """The gift that we thanked for was another's money. Told each time that it happens."""
    if not donation.donor_email:
        return
    pledge = getattr(donation, "pledge", None)
    context = {
        "donor_name": donation.donor_name,
        "amount": format_tenge(amount_tiyn, donation.language),
        "fund": donation.fund,
        "reference": grouped(pledge.reference) if pledge else "",
        "gift_url": settings.SITE_URL + donation.get_absolute_url(),
    }
    told = Mail.objects.filter(key__startswith=f"bank_mistake:{donation.pk}:").count()
    post(
        key=f"bank_mistake:{donation.pk}:{told + 1}",
        to=donation.donor_email,
        template="bank_mistake",
        context=context,
        language=donation.language,
    )


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
    # Anybody can promise a transfer with anybody's address.
    post_asked(
        key=f"{template}:{donation.pk}",
        to=donation.donor_email,
        template=template,
        context=context,
        language=donation.language,
    )
