"""What an approved decision does to the money, and whether there is money for it."""

from datetime import datetime
from functools import singledispatch

from campaigns.funds import locks
from campaigns.funds.accounts import BANK, of_apartment, of_fund
from campaigns.funds.deciding.rules import AlreadyPaidOut, GivenUp, NotEnough
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Allocation, Decision, Fund, Purchase, WishPurchase


@singledispatch
def demand_money(decision: Decision) -> None:
    """Lock what pays for `decision`; raises `NotEnough`, `GivenUp`."""
    raise TypeError(type(decision))


@demand_money.register
def _(decision: Allocation) -> None:
    _demand(decision.amount_tiyn, locks.hold_fund(decision.fund_id))


@demand_money.register
def _(decision: Purchase) -> None:
    _demand(decision.amount_tiyn, locks.hold_apartment(decision.apartment_id))


@demand_money.register
def _(decision: WishPurchase) -> None:
    _demand(decision.amount_tiyn, locks.hold_fund(decision.fund_id))
    # Read under the lock: what is over moves on under it as well.
    if Fund.objects.filter(pk=decision.fund_id, given_up_on__isnull=False).exists():
        raise GivenUp


@singledispatch
def demand_untouched(decision: Decision) -> None:
    """Lock what `decision` paid for; raises `AlreadyPaidOut` where the money went on from there."""
    raise TypeError(type(decision))


@demand_untouched.register
def _(decision: Allocation) -> None:
    if locks.hold_apartment(decision.apartment_id) < decision.amount_tiyn:
        raise AlreadyPaidOut


@demand_untouched.register
def _(decision: Purchase) -> None:
    """The bank's own books say whether the money came back."""


@demand_untouched.register
def _(decision: WishPurchase) -> None:
    """As of an apartment: the shop gave the money back, and the bank's books say so."""


@singledispatch
def draft_of(decision: Decision, happened_at: datetime) -> Draft:
    raise TypeError(type(decision))


@draft_of.register
def _(decision: Allocation, happened_at: datetime) -> Draft:
    sum_tiyn, home = decision.amount_tiyn, of_apartment(decision.apartment_id)
    legs = (Leg(of_fund(decision.fund_id), sum_tiyn), Leg(home, -sum_tiyn))
    return Draft(Kind.ALLOCATION, decision.number, legs, happened_at)


@draft_of.register
def _(decision: Purchase, happened_at: datetime) -> Draft:
    sum_tiyn, home = decision.amount_tiyn, of_apartment(decision.apartment_id)
    legs = (Leg(home, sum_tiyn), Leg(BANK, -sum_tiyn))
    return Draft(Kind.PURCHASE, decision.number, legs, happened_at)


@draft_of.register
def _(decision: WishPurchase, happened_at: datetime) -> Draft:
    sum_tiyn = decision.amount_tiyn
    legs = (Leg(of_fund(decision.fund_id), sum_tiyn), Leg(BANK, -sum_tiyn))
    return Draft(Kind.WISH_PURCHASE, decision.number, legs, happened_at)


def _demand(wanted_tiyn: int, held_tiyn: int) -> None:
    if wanted_tiyn > held_tiyn:
        raise NotEnough(held_tiyn)
