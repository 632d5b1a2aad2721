from campaigns.bank.models.cash import CashDeposit, CashRecord, Decision
from campaigns.bank.models.pledge import Pledge
from campaigns.bank.models.statement import AsideReason, BankLine, LineState, StatementFile

__all__ = [
    "AsideReason",
    "BankLine",
    "CashDeposit",
    "CashRecord",
    "Decision",
    "LineState",
    "Pledge",
    "StatementFile",
]
