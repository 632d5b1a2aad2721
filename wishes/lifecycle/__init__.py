"""Every change of a wish's state: one function each, which checks, changes and records.

The table of what may follow what is `wishes.states.TRANSITIONS`; a wrong step raises `WrongState`.
Each function locks the wish's row, writes one audit entry, and brings the public catalogue along in
the same transaction. Letters are written by `wishes.notices`, called from here so that none is
forgotten; they are sent after the commit.
"""

from wishes.lifecycle.closing import anonymise
from wishes.lifecycle.consents import (
    apply_consents,
    count_overdue,
    overdue_consents,
    withdraw,
)
from wishes.lifecycle.giving import claim, deliver, fulfil, receive, release
from wishes.lifecycle.moderating import (
    NotLetThrough,
    approve,
    ask_changes,
    open_review,
    reject,
    resubmit,
    safeguard,
)
from wishes.lifecycle.moving import PUBLIC_STATUS, locked
from wishes.lifecycle.narrowing import NothingToNarrow, narrow
from wishes.lifecycle.opting_in import (
    NothingToOptInto,
    ToldByThem,
    ask_to_opt_in,
    may_opt_in,
    opt_in,
    refuse_opt_in,
)
from wishes.lifecycle.showing import expire, pause, publish, reopen
from wishes.states import LifecycleError

__all__ = [
    "PUBLIC_STATUS",
    "LifecycleError",
    "NotLetThrough",
    "NothingToNarrow",
    "NothingToOptInto",
    "ToldByThem",
    "anonymise",
    "apply_consents",
    "approve",
    "ask_changes",
    "ask_to_opt_in",
    "claim",
    "count_overdue",
    "deliver",
    "expire",
    "fulfil",
    "locked",
    "may_opt_in",
    "narrow",
    "open_review",
    "opt_in",
    "overdue_consents",
    "pause",
    "publish",
    "receive",
    "refuse_opt_in",
    "reject",
    "release",
    "reopen",
    "resubmit",
    "safeguard",
    "withdraw",
]
