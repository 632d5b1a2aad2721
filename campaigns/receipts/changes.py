"""What finance may do with a receipt by hand, each with a reason, each written down."""

from django.db import transaction

from audit.record import record
from campaigns.payments.locks import lock_gift
from campaigns.receipts import issuing, letters
from campaigns.receipts.models import Receipt, VoidReason
from campaigns.receipts.standing import DECIDED, standing_of
from users.models import User


class ReceiptError(Exception):
    """This cannot be done with this receipt as it stands; nothing has changed."""


class NotValid(ReceiptError):
    """The receipt is void already."""


class NothingStands(ReceiptError):
    """The gift went back or is disputed: there is nothing to state."""


class AlreadyIssued(ReceiptError):
    """The gift has a valid receipt."""


@transaction.atomic
def take_back(receipt: Receipt, actor: User, note: str) -> Receipt:
    """Declare a receipt void for good: none is issued in its place by itself. Raises `NotValid`."""
    receipt = _locked(receipt)
    issuing.void(receipt, VoidReason.MISTAKEN, actor=actor, note=note)
    return receipt


@transaction.atomic
def replace(receipt: Receipt, actor: User, note: str) -> Receipt:
    """Void a receipt and state anew how the gift stands; the new one, which the donor is sent.

    Raises `NotValid`, `NothingStands`.
    """
    receipt = _locked(receipt)
    gift = standing_of(receipt.donation)
    if receipt.donation.state not in DECIDED or gift.amount_tiyn <= 0:
        raise NothingStands(receipt.number)
    issuing.void(receipt, VoidReason.CORRECTED, actor=actor, note=note)
    new = issuing.issue(receipt.donation, gift, instead_of=receipt, actor=actor)
    letters.tell_of_replacement(new)
    return new


@transaction.atomic
def issue_again(receipt: Receipt, actor: User, note: str) -> Receipt:
    """Give a gift a receipt again after its last one was taken back.

    Raises `AlreadyIssued`, `NothingStands`.
    """
    donation = lock_gift(receipt.donation_id)
    last = donation.receipts.latest("pk")
    if last.is_valid:
        raise AlreadyIssued(last.number)
    gift = standing_of(donation)
    if donation.state not in DECIDED or gift.amount_tiyn <= 0:
        raise NothingStands(last.number)
    new = issuing.issue(donation, gift, instead_of=last, actor=actor, note=note)
    record("receipt.issued_again", new, actor, {"number": new.number})
    letters.tell_of_replacement(new)
    return new


@transaction.atomic
def send_again(receipt: Receipt, actor: User | None) -> Receipt:
    """Send a valid receipt to its donor once more.

    Raises `NotValid`, `letters.NobodyToWriteTo`.
    """
    receipt = _locked(receipt)
    letters.resend(receipt)
    record("receipt.sent_again", receipt, actor, {"number": receipt.number})
    return receipt


def _locked(receipt: Receipt) -> Receipt:
    """The receipt as it stands, with its gift locked."""
    donation = lock_gift(receipt.donation_id)
    receipt = Receipt.objects.get(pk=receipt.pk)
    receipt.donation = donation
    if not receipt.is_valid:
        raise NotValid(receipt.number)
    return receipt
