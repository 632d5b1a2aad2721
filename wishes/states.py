"""The life of a wish as one table: event, where it may start, where it ends."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    SUBMITTED = "submitted", _("told, waiting to be read")
    IN_REVIEW = "in_review", _("being read")
    CHANGES_REQUESTED = "changes_requested", _("changes asked for")
    REJECTED = "rejected", _("not accepted")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("on the site")
    CLAIMED = "claimed", _("somebody is getting it")
    RECEIVED = "received", _("the gift is at the hub")
    DELIVERED = "delivered", _("handed over")
    FULFILLED = "fulfilled", _("came true")
    ANONYMISED = "anonymised", _("closed, personal data removed")
    PAUSED = "paused", _("taken off the site for now")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("its time has run out")


S = State
WAITING = frozenset({S.SUBMITTED, S.IN_REVIEW})
IN_MODERATION = WAITING | {S.CHANGES_REQUESTED, S.APPROVED}
ON_THE_SITE = frozenset({S.PUBLISHED, S.CLAIMED, S.RECEIVED, S.DELIVERED, S.FULFILLED})
CLOSED = frozenset({S.REJECTED, S.FULFILLED, S.WITHDRAWN, S.EXPIRED})
OPEN = frozenset(S) - CLOSED - {S.ANONYMISED}

TRANSITIONS: dict[str, tuple[frozenset[State], State]] = {
    "open_review": (frozenset({S.SUBMITTED}), S.IN_REVIEW),
    "ask_changes": (WAITING, S.CHANGES_REQUESTED),
    "resubmit": (frozenset({S.CHANGES_REQUESTED}), S.IN_REVIEW),
    "reject": (WAITING, S.REJECTED),
    "approve": (WAITING, S.APPROVED),
    "publish": (frozenset({S.APPROVED, S.PAUSED}), S.PUBLISHED),
    # A correction: off the site, and through both approvals again.
    "reopen": (frozenset({S.PUBLISHED, S.PAUSED}), S.IN_REVIEW),
    "claim": (frozenset({S.PUBLISHED}), S.CLAIMED),
    # What came to the hub may turn out to be another thing than was wished for.
    "release": (frozenset({S.CLAIMED, S.RECEIVED}), S.PUBLISHED),
    "receive": (frozenset({S.CLAIMED}), S.RECEIVED),
    "deliver": (frozenset({S.RECEIVED}), S.DELIVERED),
    "fulfil": (frozenset({S.DELIVERED}), S.FULFILLED),
    "pause": (frozenset({S.PUBLISHED, S.CLAIMED}), S.PAUSED),
    # A wish that came true or was refused too: consent can be taken back at any time.
    "withdraw": (frozenset(S) - {S.WITHDRAWN, S.ANONYMISED}, S.WITHDRAWN),
    "expire": (OPEN, S.EXPIRED),
    # The young adult agrees for themselves, after a birthday ended the guardian's consent.
    "come_back": (frozenset({S.WITHDRAWN}), S.IN_REVIEW),
    "show_again": (frozenset({S.WITHDRAWN}), S.FULFILLED),
    "anonymise": (CLOSED, S.ANONYMISED),
}


class LifecycleError(Exception):
    """Something was asked of a wish that its state, or a rule of the house, does not allow."""


class WrongState(LifecycleError):
    def __init__(self, event: str, state: str) -> None:
        self.event, self.state = event, state
        super().__init__(f"A wish that is '{state}' cannot '{event}'.")


def state_after(event: str, state: str) -> State:
    """Where `event` leads from `state`; raises WrongState."""
    sources, target = TRANSITIONS[event]
    if state not in sources:
        raise WrongState(event, state)
    return target
