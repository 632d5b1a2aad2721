"""What holds rivals back while money is set aside and paid out.

Always in this order: the decision, the apartment, the fund's total (which `ledger.post` locks by
itself as well). Call within a transaction; what is locked stays so until its end.
"""

from typing import TypeVar, cast

from django.db.models import Sum

from campaigns.funds import accounts
from campaigns.funds.models import Apartment, Decision, FundTotal, Posting
from money.amounts import CURRENCY

D = TypeVar("D", bound=Decision)


def hold_decision(decision: D) -> D:
    """`decision` as it stands now, to be changed by nobody else."""
    return cast(D, type(decision)._default_manager.select_for_update().get(pk=decision.pk))


def hold_apartment(apartment_id: int) -> int:
    """What is set aside for the apartment and not paid yet, in tiyn."""
    # Not FOR UPDATE: rows that only point to the apartment may still be written.
    Apartment.objects.select_for_update(no_key=True).get(pk=apartment_id)
    return set_aside(apartment_id)


def set_aside(apartment_id: int) -> int:
    """The same without the lock: good for showing, not for deciding."""
    legs = Posting.objects.filter(account_id=accounts.of_apartment(apartment_id), currency=CURRENCY)
    return -(legs.aggregate(sum=Sum("amount_tiyn"))["sum"] or 0)


def hold_fund(fund_id: int) -> int:
    """What the fund has raised and neither set aside nor spent, in tiyn."""
    total = FundTotal.objects.select_for_update().filter(fund_id=fund_id).first()
    return total.raised_tiyn - total.allocated_tiyn if total else 0
