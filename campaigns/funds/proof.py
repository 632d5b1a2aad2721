"""Everything that must be true of the books, told by the apps themselves.

`LEDGER_INVARIANTS` names their modules. Each has `violations()`, `warnings()` (what a person should
look at though no rule is broken) or `figures()` (what was looked at), or several of them.
"""

from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings

from campaigns.funds.invariants import Violation


@dataclass
class Proof:
    violations: list[Violation] = field(default_factory=list)
    warnings: list[Violation] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)


def prove() -> Proof:
    proof = Proof()
    for name in settings.LEDGER_INVARIANTS:
        module = import_module(name)
        proof.violations += _told(module, "violations")
        proof.warnings += _told(module, "warnings")
        proof.figures.update(_told(module, "figures"))
    return proof


def _told(module: ModuleType, what: str) -> Any:
    return getattr(module, what)() if hasattr(module, what) else ()
