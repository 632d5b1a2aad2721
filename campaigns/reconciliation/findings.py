"""What a comparison found, before it is kept."""

from dataclasses import dataclass, field
from datetime import datetime

from campaigns.reconciliation.models import DifferenceKind
from money.amounts import CURRENCY, format_tenge


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not match; `source` says which (see `DifferenceKind`)."""

    kind: DifferenceKind
    source: str
    detail: str = ""
    donation: str = ""
    about_at: datetime | None = None


@dataclass(slots=True)
class Report:
    """What a comparison looked at, put right and found."""

    lines: int = 0
    healed: int = 0
    differences: list[Finding] = field(default_factory=list)


def as_text(sums: dict[str, int]) -> str:
    """Sums by currency, for staff: tenge as people write it, others in their smallest unit."""
    parts = [
        format_tenge(amount, "en") if currency == CURRENCY else f"{amount} {currency}"
        for currency, amount in sorted(sums.items())
    ]
    return " + ".join(parts) or "0"
