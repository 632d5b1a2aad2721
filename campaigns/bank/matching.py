"""Which pledge a line is the money of: for sure, by the site itself; perhaps, for a person."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.bank.doubts import names_stripe, payouts_like
from campaigns.bank.models import BankLine, Pledge
from campaigns.bank.payouts import know_payout
from campaigns.bank.references import found_in, near
from campaigns.bank.settlement import NotMatched, settle_transfer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

MOST_PROPOSALS = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pledge that may be meant, why, and whether the sum is the promised one."""

    pledge: Pledge
    reason: "StrOrPromise"
    is_same_sum: bool


def match_waiting() -> int:
    """For the clock: match what was taken over and not looked at, or what waits for its pledge."""
    return match_new(BankLine.objects.unmatched())


def match_new(lines: Iterable[BankLine]) -> int:
    """Settle each line that names one waiting pledge and brings its very sum; returns how many.

    What Stripe says to have paid out is known as that.

    Each in a transaction of its own, so that a fund's total is never held for a whole file.
    """
    # What people have taken back, people match anew: else it would be the same mistake again. And
    # of two lines that one person told apart, two people say that both are gifts.
    lines = [line for line in lines if not line.turn and line.told_apart_from_id is None]
    for line in lines:
        _know_payout(line)
    named = {line: _named(line) for line in lines if line.may_be_a_gift and not line.twin_id}
    wanted = {reference for found in named.values() for reference in found}
    pledges = Pledge.objects.payable().select_related("donation").filter(reference__in=wanted)
    by_reference = {pledge.reference: pledge for pledge in pledges}
    matched = 0
    for line, found in named.items():
        meant = [by_reference[reference] for reference in found if reference in by_reference]
        if len(meant) == 1 and meant[0].donation.amount_tiyn == line.amount_tiyn:
            matched += _settled(line, meant[0])
    return matched


def _settled(line: BankLine, pledge: Pledge) -> bool:
    try:
        settle_transfer(line.pk, pledge.donation_id)
    except NotMatched as reason:
        # Somebody was quicker, or the pledge had its money from another line: a person looks.
        logger.info("line %s stays on the desk: %s", line.pk, reason)
        return False
    return True


def _named(line: BankLine) -> list[str]:
    return found_in(f"{line.text} {line.reference}")


def _know_payout(line: BankLine) -> None:
    """Where the line names Stripe and one payout of its sum was to arrive about that day."""
    if not line.may_be_a_payout or line.twin_id is not None:
        return
    if not names_stripe(line):
        return
    payouts = payouts_like(line)[:2]
    if len(payouts) == 1:
        try:
            know_payout(line.pk, payouts[0])
        except NotMatched as reason:
            logger.info("line %s stays on the desk: %s", line.pk, reason)


def proposals(line: BankLine) -> list[Proposal]:
    """Pledges that may be meant, the likeliest first. A paid one is never proposed."""
    text = f"{line.text} {line.reference}"
    payable = Pledge.objects.payable().select_related("donation__fund")
    same_sum = payable.filter(donation__amount_tiyn=line.amount_tiyn)
    sources = [
        (_("the code is in the text"), payable.filter(reference__in=found_in(text))),
        (_("the code is one slip away"), payable.filter(reference__in=near(text))),
        (_("the company and the sum"), _of_company(same_sum, line)),
        (_("the payer's name and the sum"), _of_name(same_sum, line)),
        (_("the company"), _of_company(payable, line)),
        (_("the payer's name"), _of_name(payable, line)),
        (_("the sum"), same_sum.order_by("-pk")),
    ]
    found: dict[int, Proposal] = {}
    for reason, pledges in sources:
        for pledge in pledges[:MOST_PROPOSALS]:
            is_same_sum = pledge.donation.amount_tiyn == line.amount_tiyn
            found.setdefault(pledge.pk, Proposal(pledge, reason, is_same_sum))
    return list(found.values())[:MOST_PROPOSALS]


def _of_company(pledges: QuerySet[Pledge], line: BankLine) -> QuerySet[Pledge]:
    if not line.payer_bin:
        return pledges.none()
    return pledges.filter(donation__company_bin=line.payer_bin)


def _of_name(pledges: QuerySet[Pledge], line: BankLine) -> QuerySet[Pledge]:
    """Banks write names in capitals, with a patronymic, in another order: one word is enough."""
    words = [word for word in line.payer_name.split() if len(word) > 3]
    named = pledges.none()
    for word in words[:4]:
        named |= pledges.filter(donation__donor_name__icontains=word)
        named |= pledges.filter(donation__company_name__icontains=word)
    return named
