from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.funds import ledger, locks
from campaigns.funds.deciding.moves import demand_money, draft_of
from campaigns.funds.deciding.rules import demand_another, next_state
from campaigns.funds.models import Decision
from users.models import User

D = TypeVar("D", bound=Decision)


@transaction.atomic
def approve(decision: D, by: User) -> D:
    """The second person agrees, and the money moves. Raises `DecisionError`.

    What is left is asked under the lock that every rival needs as well, so no two approvals spend
    the same tenge.
    """
    decision = locks.hold_decision(decision)
    decision.state = next_state(decision, "approve")
    demand_another(decision.proposed_by_id, by)
    demand_money(decision)
    decision.decided_by, decision.decided_at = by, timezone.now()
    record(f"{decision._meta.model_name}.approve", decision, by, {"number": decision.number})
    [decision.entry] = ledger.post(draft_of(decision, decision.decided_at))
    decision.save(update_fields=["state", "decided_by", "decided_at", "entry"])
    return decision
