from campaigns.funds.models.apartment import Apartment, Source
from campaigns.funds.models.close import DailyClose
from campaigns.funds.models.decisions import (
    Allocation,
    Decision,
    DecisionState,
    Purchase,
    WishPurchase,
)
from campaigns.funds.models.fund import Fund, FundKind, FundPreset, FundTotal
from campaigns.funds.models.ledger import Account, CurrentTransaction, Entry, Posting

__all__ = [
    "Account",
    "Allocation",
    "Apartment",
    "CurrentTransaction",
    "DailyClose",
    "Decision",
    "DecisionState",
    "Entry",
    "Fund",
    "FundKind",
    "FundPreset",
    "FundTotal",
    "Posting",
    "Purchase",
    "Source",
    "WishPurchase",
]
