"""Receipts follow the books: each gift that stands has one valid receipt that says how it stands.

Nothing waits for a receipt and nothing is lost without one: `bring_up_to_date` looks at what the
ledger says and puts right what differs, so it may run twice, late, or on two machines at once.
"""

import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.payments.locks import lock_gift, lock_gift_if_free
from campaigns.payments.models import Donation
from campaigns.receipts import letters
from campaigns.receipts.models import Receipt, VoidReason
from campaigns.receipts.numbering import next_serial, number_of
from campaigns.receipts.standing import (
    DECIDED,
    Standing,
    is_current,
    is_owed,
    out_of_date,
    standing_of,
)
from users.models import User

logger = logging.getLogger(__name__)


def bring_up_to_date(limit: int = 200) -> int:
    """Put right the receipts of the gifts that the newest ledger entries are about.

    Returns how many gifts changed. What it does not look at is found by `look_everywhere`.
    """
    return _put_right(limit, everywhere=False)


def look_everywhere(limit: int = 5000) -> int:
    """The same for all gifts there are: seldom, for what the quick look has missed."""
    return _put_right(limit, everywhere=True)


def receipt_of(donation: Donation) -> Receipt | None:
    """The receipt of a gift as it stands, issued now if need be; None if it should have none."""
    receipt = Receipt.objects.valid().filter(donation=donation.pk).first()
    if donation.state not in DECIDED or (receipt and is_current(receipt, donation)):
        return receipt
    with transaction.atomic():
        return align(lock_gift(donation.pk))


def align(donation: Donation) -> Receipt | None:
    """Make a gift's receipts say how it stands; the valid one. Call it with the gift's lock."""
    last = donation.receipts.order_by("-pk").first()
    valid = last if last is not None and last.is_valid else None
    if donation.erased_at is not None:
        forget_payer(donation)
    if not donation.is_settled:
        if valid is not None:
            void(valid, VoidReason.UNMATCHED)
        return None
    if donation.state not in DECIDED:
        return valid
    gift = standing_of(donation)
    if valid is None:
        # What a person has taken back, a person gives again.
        return _issue_owed(donation, gift, last) if is_owed(donation) else None
    if valid.amount_tiyn == gift.amount_tiyn:
        return valid
    if gift.amount_tiyn <= 0:
        void(valid, VoidReason.RETURNED)
        return None
    has_grown = gift.amount_tiyn > valid.amount_tiyn
    void(valid, VoidReason.GROWN if has_grown else VoidReason.PART_RETURNED)
    receipt = issue(donation, gift, instead_of=valid)
    letters.tell_of_replacement(receipt)
    return receipt


def _issue_owed(donation: Donation, gift: Standing, last: Receipt | None) -> Receipt:
    receipt = issue(donation, gift, instead_of=last)
    was_unmatched = last is not None and last.void_reason == VoidReason.UNMATCHED
    if was_unmatched and letters.was_thanked(donation):
        # For money that was another's: the new paper has a letter of its own.
        letters.tell_of_replacement(receipt)
    return receipt


def void(
    receipt: Receipt, reason: VoidReason, *, actor: User | None = None, note: str = ""
) -> None:
    """Declare a receipt void. Call it with the gift's lock held."""
    receipt.voided_at, receipt.void_reason = timezone.now(), reason
    receipt.void_note = note
    receipt.save(update_fields=["voided_at", "void_reason", "void_note"])
    record("receipt.voided", receipt, actor, {"number": receipt.number, "reason": reason})


def issue(
    donation: Donation,
    gift: Standing,
    *,
    instead_of: Receipt | None = None,
    actor: User | None = None,
    note: str = "",
) -> Receipt:
    """State how a gift stands, under the next number. Call it with the gift's lock held."""
    fund, now = donation.fund, timezone.now()
    year = timezone.localdate(now).year
    is_known = donation.erased_at is None
    serial = next_serial(year)
    receipt = Receipt.objects.create(
        number=number_of(year, serial),
        year=year,
        serial=serial,
        donation=donation,
        issued_at=now,
        payer_name=donation.donor_name if is_known else "",
        company_name=donation.company_name if is_known else "",
        company_bin=donation.company_bin if is_known else "",
        amount_tiyn=gift.amount_tiyn,
        cover_tiyn=gift.cover_tiyn,
        returned_tiyn=gift.returned_tiyn,
        issue_note=note,
        **{f"purpose_{code}": fund.name_in(code) for code in settings.ORGANISATION_NAME},
        method=donation.method,
        provider_reference=gift.reference,
        paid_on=timezone.localdate(donation.paid_at),
        **{f"organisation_name_{code}": text for code, text in settings.ORGANISATION_NAME.items()},
        organisation_bin=settings.ORGANISATION_BIN,
    )
    if instead_of is not None:
        Receipt.objects.filter(pk=instead_of.pk, replaced_by=None).update(replaced_by=receipt)
    record("receipt.issued", receipt, actor, {"number": receipt.number})
    return receipt


def forget_payer(donation: Donation) -> int:
    """Take the name off all receipts of a gift; numbers and sums stay. How many had one."""
    named = Receipt.objects.naming().filter(donation=donation.pk)
    return named.update(payer_name="", company_name="", company_bin="")


def _put_right(limit: int, *, everywhere: bool) -> int:
    found = list(out_of_date(everywhere=everywhere).values_list("pk", flat=True)[:limit])
    done = 0
    for pk in found:
        try:
            done += _put_right_one(pk)
        except Exception:
            # The next ones must have theirs; this one is found again at the next turn.
            logger.exception("the receipt of gift %s was not brought up to date", pk)
    return done


def _put_right_one(pk: UUID) -> bool:
    with transaction.atomic():
        donation = lock_gift_if_free(pk)
        if donation is None:
            return False
        before = list(donation.receipts.values_list("pk", "voided_at", "payer_name"))
        align(donation)
        return before != list(donation.receipts.values_list("pk", "voided_at", "payer_name"))
