"""The first of two people says what the money should do, and puts the paper to it."""

from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.funds.deciding.rules import DecisionError
from campaigns.funds.models import Allocation, Apartment, Decision, Fund, FundKind, Purchase
from users.models import User

D = TypeVar("D", bound=Decision)


class NotForHomes(DecisionError):
    def __init__(self) -> None:
        super().__init__(_("This fund is for a wish: apartments are paid from other funds."))


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
        {"fund": fund.slug},
    )


def propose_purchase(
    apartment: Apartment, amount_tiyn: int, *, decided_on: date, paper: File, by: User
) -> Purchase:
    return _propose(
        Purchase(apartment=apartment, amount_tiyn=amount_tiyn, decided_on=decided_on), paper, by, {}
    )


@transaction.atomic
def _propose(decision: D, paper: File, by: User, facts: dict[str, Any]) -> D:
    decision.proposed_by = by
    decision.document_digest = sha256(b"".join(paper.chunks())).hexdigest()
    decision.document = paper
    decision.save()
    facts |= {"apartment": decision.apartment.code, "amount_tiyn": decision.amount_tiyn}
    record(f"{decision._meta.model_name}.propose", decision, by, facts)
    return decision
