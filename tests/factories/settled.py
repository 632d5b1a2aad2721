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


def give_back(gift: Donation, tiyn: int) -> None:
    """A refund of `tiyn`: from the fund's part first, then from the part for fees."""
    _enter(gift, Kind.REFUND, -tiyn, -max(tiyn - gift.fund_tiyn, 0), CLEARING)
    _counts(gift, refunded_tiyn=gift.refunded_tiyn + tiyn)


def refund_comes_back(gift: Donation, tiyn: int) -> None:
    _enter(gift, Kind.REFUND_FAILED, tiyn, 0, CLEARING)
    _counts(gift, refunded_tiyn=gift.refunded_tiyn - tiyn)


def dispute(gift: Donation) -> None:
    _contest(gift, Kind.DISPUTE, 1)
    _counts(gift, contested_tiyn=gift.amount_tiyn)


def win_dispute(gift: Donation) -> None:
    _contest(gift, Kind.DISPUTE_WON, -1)
    _counts(gift, contested_tiyn=0)


def lose_dispute(gift: Donation) -> None:
    legs = (Leg(CONTESTED, gift.amount_tiyn), Leg(WITHHELD, -gift.amount_tiyn))
    ledger.post(Draft(Kind.DISPUTE_LOST, f"dp_{next(_numbers)}", legs, PAID_AT, gift.pk))
    _counts(gift, contested_tiyn=0, lost_tiyn=gift.amount_tiyn)


def _contest(gift: Donation, kind: Kind, sign: int) -> None:
    held = sign * gift.amount_tiyn
    legs = (
        Leg(CLEARING, -held),
        Leg(WITHHELD, held),
        Leg(of_fund(gift.fund_id), held),
        Leg(CONTESTED, -held),
    )
    ledger.post(Draft(kind, f"dp_{next(_numbers)}", legs, PAID_AT, gift.pk))


def _counts(gift: Donation, **sums: int) -> None:
    """Note what has left the gift, and what that makes of its state."""
    for name, tiyn in sums.items():
        setattr(gift, name, tiyn)
    gift.state = _state(gift)
    gift.save(update_fields=["state", *sums])


def _state(gift: Donation) -> DonationState:
    if gift.contested_tiyn:
        return DonationState.DISPUTED
    if gift.lost_tiyn:
        return DonationState.LOST
    if gift.refunded_tiyn == gift.amount_tiyn:
        return DonationState.REFUNDED
    return DonationState.PARTLY_REFUNDED if gift.refunded_tiyn else DonationState.PAID


def _enter(
    gift: Donation, kind: Kind, tiyn: int, cover: int, holder: str, *, reference: str = ""
) -> None:
    legs = [Leg(holder, tiyn), Leg(of_fund(gift.fund_id), cover - tiyn)]
    if cover:
        legs.append(Leg(OPERATIONS, -cover))
    source = reference or f"{kind}_{next(_numbers)}"
    ledger.post(Draft(kind, source, tuple(legs), PAID_AT, gift.pk))
