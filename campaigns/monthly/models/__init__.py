from campaigns.monthly.models.held import HeldInvoice
from campaigns.monthly.models.instruction import Instruction
from campaigns.monthly.models.monthly_gift import MonthlyGift
from campaigns.monthly.models.renewal import Renewal

__all__ = ["HeldInvoice", "Instruction", "MonthlyGift", "Renewal"]
