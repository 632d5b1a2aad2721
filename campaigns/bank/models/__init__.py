from campaigns.bank.models.asked import Act, Asked
from campaigns.bank.models.cash import CashDeposit, CashRecord, Decision
from campaigns.bank.models.opening import OpeningBalance
from campaigns.bank.models.pledge import Pledge
from campaigns.bank.models.statement import (
    BY_ITSELF,
    AsideReason,
    BankLine,
    LineState,
    StatementFile,
)

__all__ = [
    "BY_ITSELF",
    "Act",
    "AsideReason",
    "Asked",
    "BankLine",
    "CashDeposit",
    "CashRecord",
    "Decision",
    "LineState",
    "OpeningBalance",
    "Pledge",
    "StatementFile",
]
