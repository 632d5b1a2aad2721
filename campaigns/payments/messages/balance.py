"""From a line of Stripe's own books to our entry for it, by the way in which a message would have
entered it: reconciliation heals by this and by nothing else."""

from collections.abc import Callable

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from campaigns.payments import books
from campaigns.payments.messages.origins import charged_gift
from campaigns.payments.reversals import books as reversal_books
from campaigns.payments.reversals.disputes import settle_dispute
from campaigns.payments.reversals.payouts import settle_payout
from campaigns.payments.reversals.refunds import settle_refund
from campaigns.payments.stripe_movements import ChargeRef
from campaigns.payments.stripe_records import BalanceLine


def enter(line: BalanceLine) -> bool:
    """Enter what `line` stands for, if that can be; whether we know what it is.

    True does not say that the sums are right: compare afterwards. Raises `GatewayError`,
    `LedgerError`, `WrongTransition`.
    """
    way = _WAYS.get(line.type)
    if way is None and line.category.startswith("dispute"):
        way = _enter_dispute
    return way(line) if way else False


def _enter_charge(line: BalanceLine) -> bool:
    charge = ChargeRef(line.source_id, line.intent_id, line.donation_id, line.attempt)
    if charged_gift(charge) is None:
        return False
    entry = Entry.objects.get(
        kind=Kind.CHARGE, external_id=line.source_id, reversed_by__isnull=True
    )
    _add_missing(_settlement_of(entry, line))
    return True


def _settlement_of(entry: Entry, line: BalanceLine) -> list[Draft]:
    """The fee and the conversion, which Stripe may have worked out only after the charge."""
    leg = entry.postings.get(account=CLEARING)
    main = Draft(
        Kind(entry.kind),
        entry.external_id,
        (Leg(CLEARING, leg.amount_tiyn, leg.currency),),
        entry.happened_at,
        entry.donation,
    )
    return books.settlement_drafts(main, line)


def _enter_refund(line: BalanceLine) -> bool:
    return settle_refund(line.source_id) is not None


def _enter_dispute(line: BalanceLine) -> bool:
    return settle_dispute(line.source_id) is not None


def _enter_payout(line: BalanceLine) -> bool:
    settle_payout(line.source_id)
    return True


def _enter_fee(line: BalanceLine) -> bool:
    if line.fee - line.amount:
        _add_missing([reversal_books.stripe_fee_draft(line)])
    return True


def _add_missing(drafts: list[Draft]) -> None:
    for draft in drafts:
        known = Entry.objects.filter(kind=draft.kind, external_id=draft.external_id)
        if not known.exists():
            ledger.post(draft)


# https://docs.stripe.com/reports/balance-transaction-types
_WAYS: dict[str, Callable[[BalanceLine], bool]] = {
    "charge": _enter_charge,
    "payment": _enter_charge,
    "refund": _enter_refund,
    "payment_refund": _enter_refund,
    "refund_failure": _enter_refund,
    "payment_failure_refund": _enter_refund,
    "payout": _enter_payout,
    "payout_failure": _enter_payout,
    "payout_cancel": _enter_payout,
    "stripe_fee": _enter_fee,
    "stripe_fx_fee": _enter_fee,
    "tax_fee": _enter_fee,
}
