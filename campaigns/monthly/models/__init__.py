from campaigns.monthly.models.instruction import Instruction
from campaigns.monthly.models.monthly_gift import MonthlyGift
from campaigns.monthly.models.renewal import Renewal

__all__ = ["Instruction", "MonthlyGift", "Renewal"]
