from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.funds import locks
from campaigns.funds.deciding.rules import next_state
from campaigns.funds.models import Decision
from users.models import User

D = TypeVar("D", bound=Decision)


@transaction.atomic
def reject(decision: D, by: User) -> D:
    """Nothing comes of it; whoever proposed may also withdraw so. Raises `WrongState`."""
    decision = locks.hold_decision(decision)
    decision.state = next_state(decision, "reject")
    decision.decided_by, decision.decided_at = by, timezone.now()
    decision.save(update_fields=["state", "decided_by", "decided_at"])
    record(f"{decision._meta.model_name}.reject", decision, by, {"number": decision.number})
    return decision
