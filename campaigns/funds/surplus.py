"""What a fund holds beyond its need goes on to the fund that donors were told of.

A fund's need is its goal, or nothing once its wish is given up. Money only moves between the two
funds: what both hold together never changes, and no gift is counted twice.
"""

import logging

from django.db import transaction
from django.db.models import BigIntegerField, Case, Q, Sum, When
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.locks import hold_fund
from campaigns.funds.models import Entry, Fund, FundTotal
from campaigns.funds.models.fund import FundQuerySet

logger = logging.getLogger(__name__)


def move_surplus() -> int:
    """Move what is over, and back what is missing again; returns how many funds it touched.

    Safe at any time and from several places at once: each fund is looked at under its lock.
    """
    return sum(
        _level(fund, fund.surplus_to_id)
        for fund in _out_of_level()
        if fund.surplus_to_id is not None
    )


def _out_of_level() -> list[Fund]:
    """Funds with something over, or short of their need after they gave something on."""
    gave_on = Entry.objects.filter(kind=Kind.SURPLUS).values("postings__account__fund")
    # NULL where there is no goal: neither more nor less than that.
    given_up = When(given_up_on__isnull=False, then=0)
    need = Case(given_up, default="goal_tiyn", output_field=BigIntegerField())
    over, short = Q(total__raised_tiyn__gt=need), Q(total__raised_tiyn__lt=need)
    funds = Fund.objects.filter(surplus_to__isnull=False)
    found = funds.filter(over | (short & Q(pk__in=gave_on))).order_by("pk")
    return [fund for fund in found if not _leads_back(fund)]


def _leads_back(fund: Fund) -> bool:
    """Whether funds name each other in a ring: money would go round in it for ever, so it stays."""
    seen: set[int | None] = {None}
    on, names = fund.surplus_to_id, Fund.objects.values_list("surplus_to", flat=True)
    while on not in seen and on != fund.pk:
        seen.add(on)
        on = names.filter(pk=on).first()
    return on == fund.pk


@transaction.atomic
def _level(fund: Fund, other: int) -> bool:
    """Whether anything had to be moved between `fund` and the fund `other`."""
    # In the order in which `ledger.post` takes them.
    held = {fund_id: hold_fund(fund_id) for fund_id in sorted((fund.pk, other))}
    fund.refresh_from_db(fields=["goal_tiyn", "given_up_on"])
    # What the other fund has spent meanwhile comes back when it has it again: no tenge buys twice.
    tiyn = max(_over(fund, held[fund.pk], _given_on(fund, other)), -max(held[other], 0))
    if not tiyn:
        return False
    _post(fund, other, tiyn)
    logger.info("fund %s: %s tiyn to fund %s", fund.pk, tiyn, other)
    return True


def _over(fund: Fund, held: int, moved: int) -> int:
    """What is to go on, in tiyn; below zero what is to come back."""
    need = 0 if fund.given_up_on else fund.goal_tiyn
    if need is None:
        return 0
    over = FundTotal.objects.get(fund=fund).raised_tiyn - need
    if over < 0:
        # After refunds: no more comes back than went on.
        return max(over, -moved)
    # What is set aside already is on its way to its purpose.
    return max(min(over, held), 0)


def _given_on(fund: Fund, other: int) -> int:
    """What went on so far to where it goes now, less what came back, in tiyn.

    Not what came from other funds, nor what went where the rest went before: that comes back from
    nobody who never had it.
    """
    return sum(gone_on(fund).filter(pk=other).values_list("went_tiyn", flat=True))


def gone_on(fund: Fund) -> FundQuerySet:
    """The funds to which something of `fund` went on: `went_tiyn` of each, less what came back."""
    every = Entry.objects.filter(kind=Kind.SURPLUS)
    # Whole numbers are found by their index; of most funds nothing went on.
    if not every.filter(external_id=f"{_stem(fund)}1").exists():
        return Fund.objects.none().annotate(went_tiyn=Sum("account__postings__amount_tiyn"))
    moves = every.filter(external_id__startswith=_stem(fund))
    # By their numbers: the other fund's postings may be very many.
    own = moves.values("pk").union(Entry.objects.filter(reverses__in=moves).values("pk"))
    others = Fund.objects.filter(account__postings__entry__in=own).exclude(pk=fund.pk)
    return others.annotate(went_tiyn=-Sum("account__postings__amount_tiyn")).order_by("pk")


def _stem(fund: Fund) -> str:
    """A fund's moves are numbered, so that a rival who got past the lock is refused."""
    return f"fund:{fund.pk}:"


def _post(fund: Fund, other: int, tiyn: int) -> None:
    stem = _stem(fund)
    number = Entry.objects.filter(kind=Kind.SURPLUS, external_id__startswith=stem).count() + 1
    draft = Draft(
        kind=Kind.SURPLUS,
        external_id=f"{stem}{number}",
        legs=(Leg(of_fund(fund.pk), tiyn), Leg(of_fund(other), -tiyn)),
        happened_at=timezone.now(),
    )
    ledger.post(draft)
