"""What Stripe was told, came out otherwise and is held: a person has looked, and it waits no more.

One person is enough, as for a stop: no money is entered or hidden by it. Each invoice is compared
with what the donor agreed to, and a charge that is of none stands among what differs from Stripe's
books; about those two decide.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.monthly.instructions import close, move
from campaigns.monthly.locks import lock_instruction
from campaigns.monthly.models import Instruction
from campaigns.monthly.states import InstructionState, MonthlyHappening, MonthlyState, StoppedBy
from users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CannotSetAside(Exception):
    """It waits on, or waits no more; its text is for the person who tried."""

    def __init__(self, why: "StrOrPromise"):
        super().__init__(str(why))


def set_aside(instruction_id: int, reason: str, by: User) -> Instruction:
    """A gift that was held at its beginning, and of which we know no subscription, ends with it.

    Raises `CannotSetAside`.
    """
    with transaction.atomic(durable=True):
        gift, instruction = lock_instruction(instruction_id)
        if instruction.state != InstructionState.QUARANTINED:
            raise CannotSetAside(_("This is not held any more."))
        is_held = gift.state == MonthlyState.QUARANTINED
        if is_held and gift.can_be_stopped:
            raise CannotSetAside(_("Stripe may take money for this gift: stop it first."))
        instruction.actor, instruction.reason = by, reason
        close(instruction, InstructionState.ASIDE, instruction.error_code)
        facts = {"instruction": instruction.n, "held": instruction.error_code}
        record("monthly.set_aside", gift, actor=by, facts=facts)
        if is_held:
            gift.cancelled_at, gift.cancelled_by = timezone.now(), StoppedBy.STAFF
            # No letter: of a subscription that we do not know nobody can say that it takes no more.
            move(gift, MonthlyHappening.CANCELLED)
        return instruction
