from campaigns.reconciliation.models.difference import Difference, DifferenceKind, Outcome
from campaigns.reconciliation.models.held import HeldDecision
from campaigns.reconciliation.models.run import Run, Scope

__all__ = [
    "Difference",
    "DifferenceKind",
    "HeldDecision",
    "Outcome",
    "Run",
    "Scope",
]
