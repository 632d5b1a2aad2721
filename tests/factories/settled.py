"""Gifts that have arrived, and what may happen to them afterwards, by the books alone."""

from datetime import UTC, datetime
from itertools import count

from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, CASH, CLEARING, CONTESTED, OPERATIONS, WITHHELD, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from tests.factories.money import make_fund, make_gift

_numbers = count(1)
# The evening of 31 March in London is the first of April in Almaty.
PAID_AT = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)
WAYS = {
    "card": (Kind.CHARGE, CLEARING),
    "transfer": (Kind.BANK_RECEIPT, BANK),
    "cash": (Kind.CASH, CASH),
}


def settled_gift(method: str = "card", *, reference: str = "", **fields) -> Donation:
    """A gift that is paid and entered, `cover_tiyn` of it for fees."""
    gift = make_gift(fields.pop("fund", None) or make_fund())
    kind, holder = WAYS[method]
    wanted = {"state": DonationState.PAID, "paid_at": PAID_AT, "method": method} | fields
    Donation.objects.filter(pk=gift.pk).update(**wanted)
    gift.refresh_from_db()
    _enter(gift, kind, gift.amount_tiyn, gift.cover_tiyn, holder, reference=reference)
    return gift


def give_back(gift: Donation, tiyn: int, *, cover: int = 0, state: str = "") -> None:
    """A refund of `tiyn`, `cover` of it from the part for fees."""
    _enter(gift, Kind.REFUND, -tiyn, -cover, CLEARING)
    _move(gift, state or DonationState.PARTLY_REFUNDED)


def refund_comes_back(gift: Donation, tiyn: int) -> None:
    _enter(gift, Kind.REFUND_FAILED, tiyn, 0, CLEARING)
    _move(gift, DonationState.PAID)


def dispute(gift: Donation) -> None:
    _contest(gift, Kind.DISPUTE, 1, DonationState.DISPUTED)


def win_dispute(gift: Donation) -> None:
    _contest(gift, Kind.DISPUTE_WON, -1, DonationState.PAID)


def _contest(gift: Donation, kind: Kind, sign: int, state: str) -> None:
    held = sign * gift.amount_tiyn
    legs = (
        Leg(CLEARING, -held),
        Leg(WITHHELD, held),
        Leg(of_fund(gift.fund_id), held),
        Leg(CONTESTED, -held),
    )
    ledger.post(Draft(kind, f"dp_{next(_numbers)}", legs, PAID_AT, gift.pk))
    _move(gift, state)


def _enter(
    gift: Donation, kind: Kind, tiyn: int, cover: int, holder: str, *, reference: str = ""
) -> None:
    legs = [Leg(holder, tiyn), Leg(of_fund(gift.fund_id), cover - tiyn)]
    if cover:
        legs.append(Leg(OPERATIONS, -cover))
    source = reference or f"{kind}_{next(_numbers)}"
    ledger.post(Draft(kind, source, tuple(legs), PAID_AT, gift.pk))


def _move(gift: Donation, state: str) -> None:
    Donation.objects.filter(pk=gift.pk).update(state=state)
    gift.refresh_from_db()
