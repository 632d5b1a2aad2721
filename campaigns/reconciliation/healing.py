"""What a comparison may put right by itself: only by the ways in which it would have been entered
anyway, had Stripe's message come."""

import logging

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from campaigns.payments import books, gateway
from campaigns.payments.handlers import attempt_named
from campaigns.payments.settlement import settle
from campaigns.payments.states import WrongTransition
from campaigns.payments.stripe_records import BalanceLine
from campaigns.reconciliation.lines import Key, entry_of

logger = logging.getLogger(__name__)


def heal(line: BalanceLine) -> bool:
    """Enter what a line stands for; whether that could be tried to the end.

    Nothing of what may go wrong is raised: the line is then told as what it still is, and the lines
    after it are read.
    """
    try:
        _enter(line)
    except (gateway.GatewayError, ledger.LedgerError, WrongTransition) as error:
        logger.warning("%s was not entered: %s", line.id, type(error).__name__)
        return False
    return True


def _enter(line: BalanceLine) -> None:
    key = entry_of(line)
    if key is None or key.kind != Kind.CHARGE:
        return
    if _entry(key) is None:
        attempt = attempt_named(line.donation_id, line.attempt)
        if attempt is not None:
            settle(attempt)
    _add_missing_fee(line, key)


def _add_missing_fee(line: BalanceLine, key: Key) -> None:
    """A fee or conversion that Stripe had not worked out when the gift was settled."""
    entry = _entry(key)
    if entry is None:
        return
    leg = entry.postings.get(account=CLEARING)
    if leg.currency == line.currency and leg.amount_tiyn != line.amount:
        return  # A person has to look first.
    gift = Draft(
        Kind.CHARGE,
        entry.external_id,
        (Leg(CLEARING, leg.amount_tiyn, leg.currency),),
        entry.happened_at,
        entry.donation,
    )
    for draft in books.settlement_drafts(gift, line):
        if _entry(Key(draft.kind, draft.external_id)) is None:
            ledger.post(draft)


def _entry(key: Key) -> Entry | None:
    return Entry.objects.filter(
        kind=key.kind, external_id=key.external_id, reversed_by__isnull=True
    ).first()
