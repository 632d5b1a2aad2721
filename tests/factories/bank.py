"""Pledges, and the same bookings as a bank would write them in each format."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from campaigns.bank import asking, cash, pledging
from campaigns.bank.entering import day_began
from campaigns.bank.importing import Imported, import_statement
from campaigns.bank.models import Asked, BankLine, CashDeposit, CashRecord, Pledge
from campaigns.bank.references import grouped
from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry, Fund
from campaigns.payments.giving.checkout import Gift
from campaigns.payments.models import Method, Payout
from campaigns.payments.models.refund import RefundReason
from campaigns.payments.reversals.refunds import requests as refunds
from tests.factories.money import NOON, make_fund
from tests.factories.wishes import make_user
from users.models import User

OWN = "KZ00DEMO000000000001"
DAY = date(2026, 3, 2)

_numbers = count(1)


@dataclass(frozen=True)
class Booking:
    tiyn: int
    text: str = "Қайырмалдық / Пожертвование"
    reference: str = ""
    day: date = DAY
    payer: str = "ТОО Ромашка"
    payer_bin: str = ""
    payer_account: str = "KZ00DEMO000000000777"
    currency: str = "KZT"


def booking(tiyn: int, text: str = "Қайырмалдық / Пожертвование", **fields) -> Booking:
    """With a reference of the bank's own, as most lines have one."""
    return Booking(tiyn, text, **({"reference": f"BNK{next(_numbers):09}"} | fields))


def _sum(tiyn: int, point: str) -> str:
    sign = "-" if tiyn < 0 else ""
    return f"{sign}{abs(tiyn) // 100}{point}{abs(tiyn) % 100:02}"


def as_csv(*bookings: Booking, account: str = OWN) -> bytes:
    rows = ["date;amount;currency;account;reference;payer;payer_bin;payer_account;text"]
    for one in bookings:
        cells = [one.day.isoformat(), _sum(one.tiyn, ","), one.currency, account, one.reference]
        cells += [one.payer, one.payer_bin, one.payer_account, one.text]
        rows.append(";".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return "\r\n".join([*rows, ""]).encode()


def as_mt940(*bookings: Booking, account: str = OWN, opening: int = 1_000_00) -> bytes:
    closing = opening + sum(one.tiyn for one in bookings)
    lines = [":20:STATEMENT", f":25:{account}", ":28C:61/1", f":60F:{_balance(opening)}"]
    for one in bookings:
        mark = "D" if one.tiyn < 0 else "C"
        reference = f"//{one.reference}" if one.reference else ""
        booked = f"{one.day:%y%m%d}{one.day:%m%d}"
        lines.append(f":61:{booked}{mark}{_sum(abs(one.tiyn), ',')}NTRFNONREF{reference}")
        named = f"/NAME/{one.payer}/IIK/{one.payer_account}/REMI/{one.text} {one.payer_bin}"
        # Broken at 65 signs, wherever that is.
        pieces = [named[at : at + 65] for at in range(0, len(named), 65)]
        lines.append(":86:" + "\r\n".join(pieces).strip())
    return "\r\n".join([*lines, f":62F:{_balance(closing)}", "-", ""]).encode()


def _balance(tiyn: int) -> str:
    return f"{'D' if tiyn < 0 else 'C'}{DAY:%y%m%d}KZT{_sum(abs(tiyn), ',')}"


def as_camt053(*bookings: Booking, account: str = OWN, opening: int = 1_000_00) -> bytes:
    closing = opening + sum(one.tiyn for one in bookings)
    entries = "".join(_entry(one) for one in bookings)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-03-03T01:00:00</CreDtTm></GrpHdr>
<Stmt><Id>1</Id><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>KZT</Ccy></Acct>
{_camt_balance("OPBD", opening)}{_camt_balance("CLBD", closing)}{entries}</Stmt>
</BkToCstmrStmt></Document>""".encode()


def _camt_balance(code: str, tiyn: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_camt_sum(tiyn)}"
        f"<Dt><Dt>{DAY}</Dt></Dt></Bal>"
    )


def _camt_sum(tiyn: int, currency: str = "KZT") -> str:
    direction = "DBIT" if tiyn < 0 else "CRDT"
    return f'<Amt Ccy="{currency}">{_sum(abs(tiyn), ".")}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'


def _entry(one: Booking) -> str:
    organisation = (
        f"<Id><OrgId><Othr><Id>{one.payer_bin}</Id></Othr></OrgId></Id>" if one.payer_bin else ""
    )
    reference = f"<AcctSvcrRef>{one.reference}</AcctSvcrRef>" if one.reference else ""
    return (
        f"<Ntry>{_camt_sum(one.tiyn, one.currency)}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{one.day}</Dt></BookgDt>{reference}<NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties><Dbtr><Pty><Nm>{one.payer}</Nm>{organisation}</Pty></Dbtr>"
        f"<DbtrAcct><Id><IBAN>{one.payer_account}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{one.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def make_pledge(fund: Fund | None = None, **fields) -> Pledge:
    """A promised transfer of 5 000 ₸, as the form keeps it."""
    wish = {
        "fund": fund or make_fund(),
        "amount_tiyn": 5_000_00,
        "donor_email": "aigul@example.org",
        "donor_name": "Айгүл",
        "language": "en",
        "form_key": f"pledge-{next(_numbers)}",
    }
    return pledging.keep(Gift(method=Method.TRANSFER, **(wish | fields))).pledge


def pay_pledge(pledge: Pledge, tiyn: int | None = None, **fields) -> Booking:
    """The booking of a donor who copied the code."""
    text = f"Пожертвование {grouped(pledge.reference)}"
    return booking(tiyn or pledge.donation.amount_tiyn, text, **fields)


def bring(*bookings: Booking, write=as_csv) -> Imported:
    """A statement of these bookings, taken over."""
    return import_statement(write(*bookings), "statement")


def line_of(one: Booking) -> BankLine:
    return BankLine.objects.get(reference=one.reference)


def make_cash(by: User, **fields) -> CashRecord:
    """Cash that `by` recorded, and nobody has confirmed."""
    told = {"amount_tiyn": 3_000_00, "paper_number": f"К-{next(_numbers)}"}
    told |= {"fund": fields.pop("fund", None) or make_fund(), "received_on": DAY}
    return cash.write_down(CashRecord(**(told | fields)), by)


def make_deposit(by: User, **fields) -> CashDeposit:
    told = {"amount_tiyn": 3_000_00, "slip_number": f"П-{next(_numbers)}", "banked_on": DAY}
    return cash.write_down(CashDeposit(**(told | fields)), by)


def make_payout(tiyn: int = 90_000_00, **fields) -> Payout:
    """Money that Stripe says to have sent, to arrive on the day of the statements."""
    number = next(_numbers)
    told = {"status": "paid", "arrives_on": DAY, "made_at": NOON, "left_at": NOON}
    told |= {"stripe_id": f"po_{number}", "amount": tiyn, "currency": "KZT"}
    return Payout.objects.create(**(told | fields))


def enter_payout(payout: Payout) -> Payout:
    """What the ledger has of it since it left Stripe."""
    amount, currency = payout.amount, payout.currency
    legs = (Leg(CLEARING, -amount, currency), Leg(BANK, amount, currency))
    happened_at = day_began(payout.arrives_on)
    ledger.post(Draft(Kind.PAYOUT, payout.stripe_id, legs, happened_at))
    return payout


def make_paid_back(tiyn: int) -> Entry:
    """A gift by transfer of which finance gave `tiyn` back by the bank: the entry of that."""
    pledge = make_pledge()
    bring(pay_pledge(pledge))
    refund = refunds.request(pledge.donation, tiyn, RefundReason.DONOR_ASKED, make_user())
    refunds.approve(refund, make_user())
    refunds.paid_out(refund, make_user(), paid_at=NOON, reference="ПП-1")
    return Entry.objects.get(kind=Kind.REFUND, external_id=str(refund.pk))


def agree(line: BankLine, by: User | None = None) -> Asked:
    """Another person says yes to what was asked about the line."""
    waiting = line.asked.get(state="pending")
    return asking.agree(waiting.pk, by or make_user())
