"""ISO 20022 CAMT.053, any version: the elements named here, in whatever namespace they stand.

Why not by a library: docs/decisions. XML comes from outside, so it is read by defusedxml: a
document type, an entity or a reference to a file is refused before anything is looked at.
"""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from campaigns.bank.statements.records import (
    Line,
    Statement,
    StatementError,
    account_number,
    exact_sum,
    kept_text,
    known_currency,
    organisation,
)

_SIGNS = {"CRDT": 1, "DBIT": -1}
_PARTY_NAMES = ("Nm", "Pty/Nm")
_NOT_PROVIDED = {"NOTPROVIDED", "NONREF"}


def looks_like(text: str) -> bool:
    return text.lstrip().startswith("<")


def read(data: bytes) -> list[Statement]:
    """Bytes, because XML says itself how it is encoded. Raises `StatementError`."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise StatementError(_("XML with a document type or entities is not taken.")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise StatementError(_("This is no readable XML.")) from error
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    found = root.findall("BkToCstmrStmt/Stmt")
    if not found:
        raise StatementError(_("This XML is no CAMT.053 statement."))
    rows = iter(range(1, sum(1 for _one in root.iter("Ntry")) + 1))
    return [_statement(one, rows) for one in found]


def _statement(element: Element, rows: Iterator[int]) -> Statement:
    account = _first(element, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
    if not account:
        raise StatementError(_("It does not say which account it is of."))
    lines = [line for entry in element.findall("Ntry") for line in _lines(entry, next(rows))]
    statement = Statement(
        account=account_number(account),
        lines=tuple(lines),
        # A page of a statement begins or ends between.
        opening_tiyn=_balance(element, "OPBD", "PRCD", "ITBD"),
        closing_tiyn=_balance(element, "CLBD", "ITBD", which=-1),
        currency=_first(element, "Acct/Ccy"),
        closing_on=_balance_day(element, "CLBD"),
    )
    statement.demand_sums()
    return statement


def _lines(entry: Element, row: int) -> list[Line]:
    """A booking, or each payment of a booking that holds several with their sums."""
    if _first(entry, "Sts/Cd", "Sts") not in ("BOOK", ""):
        return []  # Announced only: it may still not come.
    whole, currency = _amount(entry, row)
    details = entry.findall("NtryDtls/TxDtls")
    if len(details) > 1:
        parts = [_part(one, row) for one in details]
        if all(part is not None and part[1] == currency for part in parts):
            sums = [part[0] for part in parts if part is not None]
            if sum(sums) == whole:
                return [
                    _line(entry, one, row, amount, currency)
                    for one, amount in zip(details, sums, strict=True)
                ]
    only = details[0] if len(details) == 1 else entry
    return [_line(entry, only, row, whole, currency)]


def _line(entry: Element, detail: Element, row: int, amount: int, currency: str) -> Line:
    if amount == 0:
        raise StatementError(_("A booking of nothing."), row)
    end_to_end = _first(detail, "Refs/EndToEndId")
    remitted = [one.text or "" for one in detail.findall(".//RmtInf/Ustrd")]
    structured = [one.text or "" for one in detail.findall(".//RmtInf/Strd/CdtrRefInf/Ref")]
    payer = detail.find(".//RltdPties/Dbtr")
    identity = " ".join(one.text or "" for one in payer.iter("Id")) if payer is not None else ""
    text = kept_text(
        *remitted,
        *structured,
        "" if end_to_end in _NOT_PROVIDED else end_to_end,
        _first(detail, "AddtlTxInf"),
        _first(entry, "AddtlNtryInf"),
    )
    return Line(
        row=row,
        booked_on=_day(entry, row),
        amount_tiyn=amount,
        currency=currency,
        reference=(_first(detail, "Refs/AcctSvcrRef") or _first(entry, "AcctSvcrRef"))[:60],
        text=text,
        payer_name=kept_text(_first(payer, *_PARTY_NAMES) if payer is not None else "")[:200],
        payer_bin=organisation(identity),
        payer_account=account_number(
            _first(
                detail,
                ".//RltdPties/DbtrAcct/Id/IBAN",
                ".//RltdPties/DbtrAcct/Id/Othr/Id",
            )
        ),
    )


def _amount(element: Element, row: int | None) -> tuple[int, str]:
    """Signed by the direction on the account; a reversal's direction is its own already."""
    amount = element.find("Amt")
    sign = _SIGNS.get(_first(element, "CdtDbtInd"))
    if amount is None or sign is None:
        raise StatementError(_("A sum or its direction is missing."), row)
    hundredths = exact_sum(amount.text or "", row)
    return sign * hundredths, known_currency(amount.get("Ccy", ""), row)


def _part(detail: Element, row: int) -> tuple[int, str] | None:
    """One payment out of a collective booking; None where it does not tell its own sum."""
    if detail.find("Amt") is None or detail.find("CdtDbtInd") is None:
        return None
    return _amount(detail, row)


def _balance(statement: Element, *codes: str, which: int = 0) -> int | None:
    """Of the first code that it tells; where it tells that several times, `which` of them."""
    told = statement.findall("Bal")
    for code in codes:
        found = [one for one in told if _first(one, "Tp/CdOrPrtry/Cd") == code]
        if found:
            return _amount(found[which], None)[0]
    return None


def _balance_day(statement: Element, code: str) -> date | None:
    """None where the balance names no day: then it is compared with nothing."""
    for balance in statement.findall("Bal"):
        if _first(balance, "Tp/CdOrPrtry/Cd") == code:
            try:
                return date.fromisoformat(_first(balance, "Dt/Dt", "Dt/DtTm")[:10])
            except ValueError:
                return None
    return None


def _day(entry: Element, row: int) -> date:
    written = _first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    try:
        return date.fromisoformat(written[:10])
    except ValueError as error:
        raise StatementError(_("“%(text)s” is no date.") % {"text": written[:40]}, row) from error


def _first(element: Element, *paths: str) -> str:
    """The first text that stands at one of the paths, "" for none."""
    texts = (element.findtext(path) for path in paths)
    return next((text.strip() for text in texts if text and text.strip()), "")
