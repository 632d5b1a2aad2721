"""Which entries of the ledger one line of Stripe's books stands for, and what they move there.

A line has one entry of its own kind, and beside it at most one for the fee and one for the
conversion, which bear the line's number. Together they must move on the clearing account exactly
what the line moved at Stripe: its amount less its fee.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q

from campaigns.funds.accounts import CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Posting
from campaigns.payments.stripe_records import BalanceLine


class Key(NamedTuple):
    """What the ledger knows an entry by."""

    kind: str
    external_id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.external_id}"


# https://docs.stripe.com/reports/balance-transaction-types
_KIND_OF = {
    "charge": Kind.CHARGE,
    "payment": Kind.CHARGE,
    "refund": Kind.REFUND,
    "payment_refund": Kind.REFUND,
    "payment_failure_refund": Kind.REFUND,
    "refund_failure": Kind.REFUND_FAILED,
    "payout": Kind.PAYOUT,
    "payout_failure": Kind.PAYOUT_FAILED,
    "payout_cancel": Kind.PAYOUT_FAILED,
}
# A fee of Stripe's own, for no gift in particular.
_FEES = frozenset({"stripe_fee", "stripe_fx_fee", "tax_fee"})


@dataclass(frozen=True, slots=True)
class Moved:
    """What an entry moves on the clearing account."""

    sums: dict[str, int]
    donation: str


def entry_of(line: BalanceLine) -> Key | None:
    """The entry that a line stands for; None for a line of a kind that we do not enter."""
    if line.type in _KIND_OF:
        return Key(_KIND_OF[line.type].value, line.source_id)
    if line.category.startswith("dispute"):
        kind = Kind.DISPUTE if line.amount < 0 else Kind.DISPUTE_WON
        return Key(kind.value, line.source_id)
    if line.type in _FEES:
        return Key(Kind.FEE.value, line.id)
    return None


def keys_of(line: BalanceLine) -> set[Key]:
    """Every entry that may belong to a line."""
    beside = {Key(Kind.FEE.value, line.id), Key(Kind.CONVERSION.value, line.id)}
    main = entry_of(line)
    return beside | {main} if main else beside


def moved_by(keys: Iterable[Key]) -> dict[Key, Moved]:
    """The entries of `keys` that stand: there, and not reversed. One query."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(key.kind, []).append(key.external_id)
    if not by_kind:
        return {}
    wanted = reduce(or_, (Q(entry__kind=k, entry__external_id__in=v) for k, v in by_kind.items()))
    rows = Posting.objects.filter(
        wanted, account=CLEARING, entry__reversed_by__isnull=True
    ).values_list("entry__kind", "entry__external_id", "entry__donation", "currency", "amount_tiyn")
    found: dict[Key, Moved] = {}
    for kind, external_id, donation, currency, amount in rows:
        moved = found.setdefault(Key(kind, external_id), Moved(Counter(), str(donation or "")))
        moved.sums[currency] += amount
    return found


def moved_for(line: BalanceLine, entries: dict[Key, Moved]) -> dict[str, int]:
    """What the entries of a line move on the clearing account, by currency."""
    sums: Counter[str] = Counter()
    for key in keys_of(line):
        if key in entries:
            sums.update(entries[key].sums)
    return {currency: amount for currency, amount in sums.items() if amount}


def moved_at_stripe(line: BalanceLine) -> dict[str, int]:
    """What a line moved at Stripe: its amount less its fee."""
    net = line.amount - line.fee
    return {line.currency: net} if net else {}
