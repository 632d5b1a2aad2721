"""Letters that bring a receipt; the paper is made when the letter leaves.

The first receipt comes with the letter of thanks, which is written when the gift is settled.
"""

from uuid import UUID

from django.conf import settings

from campaigns.payments.models import Donation
from campaigns.receipts import papers
from campaigns.receipts.models import Receipt
from campaigns.receipts.standing import is_current, is_owed
from money.amounts import format_tenge
from outbox.attachments import Attachment, NotReady
from outbox.mail import post
from outbox.models import Mail


class NobodyToWriteTo(Exception):
    """The gift came without an e-mail, or the donor was erased."""


def receipt_paper(key: str, language: str) -> Attachment | None:
    """The receipt of the gift `key`, as the gift stands. Raises `NotReady` until it is issued."""
    donation = Donation.objects.get(pk=UUID(key))
    receipt = Receipt.objects.valid().filter(donation=donation).first()
    if receipt is not None and is_current(receipt, donation):
        return Attachment(
            papers.filename(receipt), papers.receipt_pdf(receipt, language), "application/pdf"
        )
    if is_owed(donation):
        raise NotReady
    return None


def was_thanked(donation: Donation) -> bool:
    """Whether the letter of thanks has left, so that no other one will bring a receipt."""
    return Mail.objects.filter(key=f"gift_thanks:{donation.pk}", sent_at__isnull=False).exists()


def tell_of_replacement(receipt: Receipt) -> None:
    """The donor holds a receipt that is void by now: here is the one in its place."""
    if receipt.donation.donor_email:
        _post(receipt, key=f"receipt:{receipt.number}", template="receipt_replaced")


def resend(receipt: Receipt) -> Mail:
    """Send a valid receipt once more. Raises `NobodyToWriteTo`."""
    if not receipt.donation.donor_email:
        raise NobodyToWriteTo(receipt.number)
    key = f"receipt_again:{receipt.number}:"
    times = Mail.objects.filter(key__startswith=key).count()
    return _post(receipt, key=f"{key}{times + 1}", template="receipt_again")


def _post(receipt: Receipt, *, key: str, template: str) -> Mail:
    donation = receipt.donation
    context = {
        "number": receipt.number,
        "replaces": getattr(receipt, "replaces", None),
        "amount": format_tenge(receipt.amount_tiyn, donation.language),
        "gift_url": settings.SITE_URL + donation.get_absolute_url(),
    }
    return post(
        key=key,
        to=donation.donor_email,
        template=template,
        context=context,
        language=donation.language,
        attachment=f"receipt:{donation.pk}",
    )
