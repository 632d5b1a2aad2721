"""Which way a decision about money may go, and who may take it there."""

from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Decision, DecisionState
from money.amounts import format_tenge
from users.models import User

_S = DecisionState

# Action: from which state, to which.
TRANSITIONS = {
    "approve": (_S.PROPOSED, _S.APPROVED),
    "reject": (_S.PROPOSED, _S.REJECTED),
    "ask_recall": (_S.APPROVED, _S.RECALL_ASKED),
    "keep": (_S.RECALL_ASKED, _S.APPROVED),
    "recall": (_S.RECALL_ASKED, _S.REVERSED),
}


class DecisionError(Exception):
    """The action was refused and nothing changed; the text is for whoever tried."""


class WrongState(DecisionError):
    def __init__(self, decision: Decision) -> None:
        super().__init__(
            _("%(number)s is %(state)s: this can no longer be done.")
            % {"number": decision.number, "state": decision.get_state_display()}
        )


class SamePerson(DecisionError):
    def __init__(self) -> None:
        super().__init__(_("Two people decide: somebody else has to do this."))


class NotEnough(DecisionError):
    def __init__(self, held_tiyn: int) -> None:
        super().__init__(
            _("There is not enough money: %(held)s is left.") % {"held": format_tenge(held_tiyn)}
        )


class GivenUp(DecisionError):
    def __init__(self) -> None:
        super().__init__(
            _("This wish was given up: what was given for it goes on to another fund.")
        )


class AlreadyPaidOut(DecisionError):
    def __init__(self) -> None:
        super().__init__(_("The apartment was paid with this money: take the payment back first."))


def next_state(decision: Decision, action: str) -> DecisionState:
    """Raises `WrongState`."""
    start, end = TRANSITIONS[action]
    if decision.state != start:
        raise WrongState(decision)
    return end


def demand_another(asked_by: int | None, now: User) -> None:
    """Raises `SamePerson` where `now` would approve what `now` asked for."""
    if asked_by == now.pk:
        raise SamePerson
