"""The one place where monthly gifts are locked: a monthly gift comes before the donations that its
renewals are, and those before the ledger (see `campaigns.payments.locks`)."""

from uuid import UUID

from django.db.models import QuerySet

from campaigns.monthly.models import Instruction, MonthlyGift


def lock_monthly(gift_id: UUID) -> MonthlyGift:
    """The monthly gift's row, ours until the transaction ends."""
    return _locked().get(pk=gift_id)


def lock_instruction(instruction_id: int) -> tuple[MonthlyGift, Instruction]:
    """An instruction and its monthly gift: whatever changes one of them holds the gift's lock."""
    gift = _locked().get(instructions=instruction_id)
    instruction = Instruction.objects.get(pk=instruction_id)
    instruction.monthly_gift = gift
    return gift, instruction


def _locked() -> QuerySet[MonthlyGift]:
    return MonthlyGift.objects.select_for_update(of=("self",)).select_related("fund")
