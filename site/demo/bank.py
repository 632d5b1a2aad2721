"""A promised transfer, a line of the bank that may be it, and cash: each waits for finance."""

from django.utils import timezone

from campaigns.bank import cash, pledging
from campaigns.bank.importing import import_statement
from campaigns.bank.models import CashRecord, StatementFile
from campaigns.funds.models import Fund
from campaigns.payments.giving.checkout import Gift
from campaigns.payments.giving.ways import takes_transfers
from campaigns.payments.models import Method
from users.models import User

FILE = "demo.csv"
# The donor forgot the code, so the site proposes and a person decides.
STATEMENT = """date;amount;reference;payer;text
2026-03-02;15000,00;DEMO-1;СЕРІКОВА АЙГҮЛ (ДЕМО);Баспана үшін
2026-03-02;-150,00;DEMO-2;;Комиссия
"""


def build_bank(staff: dict[str, User], fund: Fund) -> int:
    """How many things wait for finance now that did not before; totals stay as they are."""
    if StatementFile.objects.filter(name=FILE).exists() or not takes_transfers():
        return 0
    pledging.keep(
        Gift(
            method=Method.TRANSFER,
            fund=fund,
            amount_tiyn=15_000_00,
            donor_email="serikova@demo.invalid",
            donor_name="Айгүл Серікова (демо)",
            language="kk",
            form_key="demo-transfer",
        )
    )
    import_statement(STATEMENT.encode(), FILE, by=staff["finance"])
    slip = CashRecord(
        fund=fund,
        amount_tiyn=3_000_00,
        received_on=timezone.localdate(),
        paper_number="DEMO-1",
        note="demo",
    )
    cash.write_down(slip, staff["finance"])
    return 3
