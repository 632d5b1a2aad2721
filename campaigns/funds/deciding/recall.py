"""Taking back what was approved: asked by one person, done by another."""

from typing import TypeVar, cast

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.funds import ledger, locks
from campaigns.funds.deciding.moves import demand_untouched
from campaigns.funds.deciding.rules import demand_another, next_state
from campaigns.funds.models import Decision, Entry
from users.models import User

D = TypeVar("D", bound=Decision)

_ASKING = ["state", "recall_reason", "recall_asked_by", "recall_asked_at"]


@transaction.atomic
def ask_recall(decision: D, by: User, reason: str) -> D:
    """Raises `WrongState`."""
    decision = locks.hold_decision(decision)
    decision.state = next_state(decision, "ask_recall")
    decision.recall_reason = reason
    decision.recall_asked_by, decision.recall_asked_at = by, timezone.now()
    decision.save(update_fields=_ASKING)
    record(f"{decision._meta.model_name}.ask_recall", decision, by, {"number": decision.number})
    return decision


@transaction.atomic
def keep(decision: D, by: User) -> D:
    """It stays in force after all. Raises `WrongState`."""
    decision = locks.hold_decision(decision)
    decision.state = next_state(decision, "keep")
    decision.recall_reason, decision.recall_asked_by, decision.recall_asked_at = "", None, None
    decision.save(update_fields=_ASKING)
    record(f"{decision._meta.model_name}.keep", decision, by, {"number": decision.number})
    return decision


@transaction.atomic
def recall(decision: D, by: User) -> D:
    """The money goes back to where it was. Raises `DecisionError`."""
    decision = locks.hold_decision(decision)
    decision.state = next_state(decision, "recall")
    demand_another(decision.recall_asked_by_id, by)
    demand_untouched(decision)
    decision.recalled_by, decision.recalled_at = by, timezone.now()
    decision.save(update_fields=["state", "recalled_by", "recalled_at"])
    record(f"{decision._meta.model_name}.recall", decision, by, {"number": decision.number})
    # Whatever may be recalled has its entry: a constraint holds it.
    entry = cast(Entry, decision.entry)
    ledger.reverse(entry, reason=decision.recall_reason, happened_at=decision.recalled_at)
    return decision
