"""MT940, read by the library `mt-940` and checked against the statement's own balances.

The library is forgiving: it mends impossible dates, and a booking without a type swallows the one
before it. Here nothing is mended, and what was read is counted and added up.
"""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import mt940
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

_STATEMENT = re.compile(r"^\s*:20:", re.MULTILINE)
_BOOKING = re.compile(r"^\s*:61:")
# How banks that structure their text name the one who paid.
_PAYER = re.compile(r"/(?:NAME|ORDP/NAME)/([^/\n]+)", re.IGNORECASE)
_PAYER_ACCOUNT = re.compile(r"/(?:ACC|IBAN|IIK)/([A-Z0-9 ]+)", re.IGNORECASE)
# The library's own processors reshape dates and texts.
_RAW: dict[str, list] = {
    "pre_statement": [],
    "post_statement": [],
    "post_transaction_details": [],
}
_NO_REFERENCE = {"", "NONREF"}
# A line of field 86 that is as long as can be was broken off, in the middle of a word or not.
_FULL_LINE = 65


def looks_like(text: str) -> bool:
    return _STATEMENT.search(text) is not None


def read(text: str) -> list[Statement]:
    """Raises `StatementError`."""
    starts = [match.start() for match in _STATEMENT.finditer(text)]
    if not starts:
        raise StatementError(_("This is no MT940 statement."))
    blocks = zip(starts, [*starts[1:], len(text)], strict=True)
    return [_statement(text[begin:end], text.count("\n", 0, begin)) for begin, end in blocks]


def _statement(block: str, rows_above: int) -> Statement:
    rows = [
        rows_above + number
        for number, line in enumerate(block.split("\n"), start=1)
        if _BOOKING.match(line)
    ]
    parsed = _parsed(block, rows)
    if len(parsed.transactions) != len(rows):
        raise StatementError(_("A booking in it cannot be read (field 61)."), rows[0])
    account = parsed.data.get("account_identification")
    if not account:
        raise StatementError(
            _("It does not say which account it is of (field 25)."), rows_above + 1
        )
    lines = [_line(one.data, row) for one, row in zip(parsed.transactions, rows, strict=True)]
    statement = Statement(
        account=account_number(account),
        lines=tuple(lines),
        opening_tiyn=_balance(parsed.data, "opening"),
        closing_tiyn=_balance(parsed.data, "closing"),
        currency=parsed.currency or "",
        closing_on=_closing_day(parsed.data),
    )
    statement.demand_sums()
    return statement


def _parsed(block: str, rows: list[int]) -> Any:
    begun: list[object] = []

    def note(transactions: object, tag: object, fields: dict) -> dict:
        begun.append(tag)
        return fields

    try:
        # As a stream: the library takes a text that names a file for that file.
        return mt940.parse(
            io.StringIO(block),
            processors=_RAW | {"pre_statement": [note]},
            options=mt940.Options.all(),
        )
    except (RuntimeError, ValueError, ArithmeticError, KeyError, TypeError) as error:
        row = rows[min(_failed_at(error, len(begun)), len(rows) - 1)] if rows else None
        raise StatementError(_("A field in it cannot be read."), row) from error


def _failed_at(error: Exception, begun: int) -> int:
    """Which booking it was: one that does not even fit the pattern has not begun."""
    return begun if isinstance(error, RuntimeError) else max(begun - 1, 0)


def _line(fields: dict[str, Any], row: int) -> Line:
    amount = _hundredths(fields["amount"].amount, row)
    if amount == 0:
        raise StatementError(_("A booking of nothing."), row)
    details = _unbroken(fields.get("transaction_details") or "")
    booked: date = fields.get("entry_date") or fields["date"]
    names = [name.strip() for name in _PAYER.findall(details)]
    accounts = _PAYER_ACCOUNT.findall(details)
    return Line(
        row=row,
        booked_on=date(booked.year, booked.month, booked.day),
        amount_tiyn=amount,
        currency=known_currency(fields["amount"].currency or "", row),
        reference=_reference(fields),
        text=kept_text(details, fields.get("extra_details")),
        payer_name=kept_text(names[0])[:200] if names else "",
        payer_bin=organisation(details),
        payer_account=account_number(accounts[0]) if accounts else "",
    )


def _unbroken(details: str) -> str:
    lines = details.split("\n")
    return "".join(line if len(line) >= _FULL_LINE else line + "\n" for line in lines)


def _reference(fields: dict[str, Any]) -> str:
    """The bank's own reference; the customer's is the same for all that he sends."""
    reference = (fields.get("bank_reference") or "").strip()
    return "" if reference.upper() in _NO_REFERENCE else reference[:60]


def _hundredths(amount: Decimal, row: int | None) -> int:
    return exact_sum(f"{amount:f}", row)


def _balance(data: dict[str, Any], which: str) -> int | None:
    found = _told(data, which)
    return None if found is None else _hundredths(found.amount.amount, None)


def _closing_day(data: dict[str, Any]) -> date | None:
    found = _told(data, "closing")
    return date(found.date.year, found.date.month, found.date.day) if found and found.date else None


def _told(data: dict[str, Any], which: str) -> Any:
    slugs = (f"final_{which}_balance", f"intermediate_{which}_balance", f"{which}_balance")
    return next((data[slug] for slug in slugs if slug in data), None)
