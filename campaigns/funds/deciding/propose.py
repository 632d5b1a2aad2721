"""The first of two people says what the money should do, and puts the paper to it."""

from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.funds.deciding.rules import DecisionError
from campaigns.funds.models import (
    Allocation,
    Apartment,
    Decision,
    Fund,
    FundKind,
    Purchase,
    WishPurchase,
)
from campaigns.funds.models.fund import PAYING_WISHES
from users.models import User

D = TypeVar("D", bound=Decision)


class NotForHomes(DecisionError):
    def __init__(self) -> None:
        super().__init__(_("This fund is for a wish: apartments are paid from other funds."))


class NotForWishes(DecisionError):
    def __init__(self) -> None:
        super().__init__(_("This fund is for homes: wishes are paid from other funds."))


class AnotherWish(DecisionError):
    def __init__(self, code: str | None) -> None:
        super().__init__(_("This fund is for the wish %(code)s alone.") % {"code": code})


def propose_allocation(
    fund: Fund, apartment: Apartment, amount_tiyn: int, *, decided_on: date, paper: File, by: User
) -> Allocation:
    """Raises `NotForHomes`. Whether the fund holds so much is asked when it is approved."""
    if fund.kind == FundKind.WISH:
        raise NotForHomes
    return _propose(
        Allocation(fund=fund, apartment=apartment, amount_tiyn=amount_tiyn, decided_on=decided_on),
        paper,
        by,
        {"fund": fund.slug, "apartment": apartment.code},
    )


def propose_purchase(
    apartment: Apartment, amount_tiyn: int, *, decided_on: date, paper: File, by: User
) -> Purchase:
    return _propose(
        Purchase(apartment=apartment, amount_tiyn=amount_tiyn, decided_on=decided_on),
        paper,
        by,
        {"apartment": apartment.code},
    )


def propose_wish_purchase(
    fund: Fund, wish_code: str, amount_tiyn: int, *, decided_on: date, paper: File, by: User
) -> WishPurchase:
    """`wish_code` is the public one. Raises `NotForWishes`, `AnotherWish`.

    Whether the fund holds so much is asked when it is approved.
    """
    if fund.kind not in PAYING_WISHES:
        raise NotForWishes
    if fund.kind == FundKind.WISH and fund.wish_code != wish_code:
        raise AnotherWish(fund.wish_code)
    return _propose(
        WishPurchase(
            fund=fund, wish_code=wish_code, amount_tiyn=amount_tiyn, decided_on=decided_on
        ),
        paper,
        by,
        {"fund": fund.slug, "wish": wish_code},
    )


@transaction.atomic
def _propose(decision: D, paper: File, by: User, facts: dict[str, Any]) -> D:
    decision.proposed_by = by
    decision.document_digest = sha256(b"".join(paper.chunks())).hexdigest()
    decision.document = paper
    decision.save()
    facts |= {"amount_tiyn": decision.amount_tiyn}
    record(f"{decision._meta.model_name}.propose", decision, by, facts)
    return decision
