"""Cash: one person of finance records it, another one confirms it, and only then it counts."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.entering import Source, day_began, enter_gift
from campaigns.bank.locks import Recorded, lock_recorded
from campaigns.bank.models import CashDeposit, CashRecord, Decision
from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, CASH
from campaigns.funds.cash_box import cash_in_box, lock_cash_box
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.open_data.unconfirmed import Reported
from campaigns.payments.models import Donation, Method
from campaigns.payments.states import DonationState
from money.amounts import format_tenge
from users.models import User


class NotDecided(Exception):
    """This cannot be confirmed so; its text is for the person who tried. Nothing changed."""


def write_down(record_: Recorded, by: User) -> Recorded:
    """Keep what `by` recorded, for another person to confirm."""
    with transaction.atomic():
        record_.recorded_by = by
        record_.save()
        record(f"cash.{_word(record_)}_recorded", record_, by, {"tiyn": record_.amount_tiyn})
    return record_


def reported() -> Iterator[Reported]:
    """Gifts that nobody has confirmed so far."""
    waiting = CashRecord.objects.filter(state=Decision.PENDING)
    for told in waiting.values_list("fund", "received_on", "amount_tiyn"):
        yield Reported(*told)


def confirm_gift(found: CashRecord, by: User) -> Donation:
    """The cash is there: it is a gift now. Raises `NotDecided`."""
    with transaction.atomic(durable=True):
        cash = _to_decide(found)
        _demand_another_person(cash, by)
        donation = Donation.objects.create(
            fund=cash.fund,
            amount_tiyn=cash.amount_tiyn,
            method=Method.CASH,
            state=DonationState.OPEN,
            donor_name=cash.donor_name,
            donor_email=cash.donor_email,
            company_name=cash.company_name,
            company_bin=cash.company_bin,
            is_anonymous=cash.is_anonymous,
            language=cash.language,
        )
        cash.donation = donation
        _decide(cash, Decision.CONFIRMED, by)
        source = Source(Kind.CASH, source_of(cash), CASH, cash.received_on)
        enter_gift(donation, source, by, {"cash": cash.pk, "recorded_by": cash.recorded_by_id})
        return donation


def confirm_deposit(found: CashDeposit, by: User) -> CashDeposit:
    """The bank has the cash: it moves from the box to the account. Raises `NotDecided`."""
    with transaction.atomic(durable=True):
        deposit = _to_decide(found)
        _demand_another_person(deposit, by)
        lock_cash_box()
        if (held := cash_in_box()) < deposit.amount_tiyn:
            raise NotDecided(
                _("By the books the cash box holds only %(sum)s.") % {"sum": format_tenge(held)}
            )
        _decide(deposit, Decision.CONFIRMED, by)
        record("cash.deposit_confirmed", deposit, by, {"recorded_by": deposit.recorded_by_id})
        ledger.post(
            Draft(
                kind=Kind.CASH_BANKED,
                external_id=source_of(deposit),
                legs=(Leg(BANK, deposit.amount_tiyn), Leg(CASH, -deposit.amount_tiyn)),
                happened_at=day_began(deposit.banked_on),
            )
        )
        return deposit


def reject(found: Recorded, reason: str, by: User) -> Recorded:
    """It was not so. Whoever recorded it may take it back as well. Raises `NotDecided`."""
    with transaction.atomic(durable=True):
        recorded = _to_decide(found)
        recorded.reject_reason = reason
        _decide(recorded, Decision.REJECTED, by)
        record(f"cash.{_word(recorded)}_rejected", recorded, by, {"tiyn": recorded.amount_tiyn})
        return recorded


def source_of(recorded: CashRecord | CashDeposit) -> str:
    """The number by which the ledger knows it."""
    return f"{_word(recorded)}:{recorded.pk}"


def _word(recorded: CashRecord | CashDeposit) -> str:
    return "gift" if isinstance(recorded, CashRecord) else "deposit"


def _to_decide(found: Recorded) -> Recorded:
    recorded = lock_recorded(found)
    if recorded.state != Decision.PENDING:
        raise NotDecided(_("Somebody has decided about this meanwhile."))
    return recorded


def _demand_another_person(recorded: Recorded, by: User) -> None:
    if recorded.recorded_by_id == by.pk:
        raise NotDecided(_("You recorded this yourself: another person has to confirm it."))


def _decide(recorded: Recorded, state: Decision, by: User) -> None:
    recorded.state, recorded.decided_by, recorded.decided_at = state, by, timezone.now()
    recorded.save()
