"""Statements as a table: one row a booking, columns by name. See docs/bank-statements.md."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

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
from money.amounts import CURRENCY

# What a column may be called, in any case.
COLUMNS = {
    "date": ("date", "күні", "дата"),
    "amount": ("amount", "сомасы", "сумма"),
    "currency": ("currency", "валюта"),
    "account": ("account", "iik", "жск", "иик"),
    "reference": ("reference", "референс", "номер документа"),
    "payer_name": ("payer", "жіберуші", "плательщик"),
    "payer_bin": ("payer bin", "жіберушінің бсн", "бин плательщика"),
    "payer_account": ("payer account", "жіберушінің жск", "счёт плательщика", "счет плательщика"),
    "text": ("text", "мақсаты", "назначение платежа"),
    # What the account held after the row.
    "balance": ("balance", "қалдық", "остаток"),
}
REQUIRED = ("date", "amount")
DELIMITERS = ";,\t"
DATES = ("%Y-%m-%d", "%d.%m.%Y")

_PERHAPS_THOUSANDS = re.compile(r".*[0-9][.,][0-9]{3}")


def looks_like(text: str) -> bool:
    return _header(text) is not None


def read(text: str, own_account: str) -> list[Statement]:
    """`own_account` is meant by rows that name none. Raises `StatementError`."""
    header = _header(text)
    if header is None:
        raise StatementError(
            _("The first row must name the columns; “date” and “amount” are needed."), 1
        )
    delimiter, names = header
    accounts: dict[str, list[_Held]] = {}
    for row, cells in _rows(text, delimiter):
        if len(cells) != len(names):
            raise StatementError(
                _("%(found)s cells stand where %(wanted)s are needed.")
                % {"found": len(cells), "wanted": len(names)},
                row,
            )
        record = dict(zip(names, cells, strict=True))
        account = account_number(record.get("account", "")) or own_account
        told = record.get("balance", "").strip()
        held = written_sum(told, row) if told else None
        accounts.setdefault(account, []).append(_Held(_line(record, row), held))
    if not accounts:
        accounts[own_account] = []
    return [_statement(one, rows) for one, rows in accounts.items()]


class _Held(NamedTuple):
    """A line, and what the account held after it where the table says so."""

    line: Line
    balance: int | None


def _statement(account: str, rows: list[_Held]) -> Statement:
    """An account may be in several currencies, with a balance in each; ours is the one in tenge."""
    lines = tuple(row.line for row in rows)
    ends = {
        currency: _end([row for row in rows if row.line.currency == currency])
        for currency in sorted({line.currency for line in lines})
    }
    end = ends.get(CURRENCY)
    if end is None:
        return Statement(account, lines)
    return Statement(account, lines, closing_tiyn=end.balance, closing_on=end.line.booked_on)


def _end(rows: list[_Held]) -> _Held | None:
    """The latest row that tells a balance. A table may begin with its newest row, or end with it.

    None where its rows, all of one day, add up both ways to different ends: nobody can tell then.
    Raises `StatementError` where the balances contradict the sums between them: then a row was
    lost, or a sum is read wrongly.
    """
    told = [row for row in rows if row.balance is not None]
    if not told:
        return None
    first, last = told[0].line.booked_on, told[-1].line.booked_on
    orders = [rows] * (first <= last) + [rows[::-1]] * (first >= last)
    breaks = [_break(order) for order in orders]
    if None not in breaks:
        raise StatementError(
            _(
                "The balance is not the one before with the sums since then. Bring the rows as the "
                "bank gave them, all of them, or without the column of the balance."
            ),
            breaks[0],
        )
    whole = [order for order, broken in zip(orders, breaks, strict=True) if broken is None]
    ends = [next(row for row in reversed(order) if row.balance is not None) for order in whole]
    return ends[0] if len({end.balance for end in ends}) == 1 else None


def _break(oldest_first: list[_Held]) -> int | None:
    """The first row whose balance does not follow; None where all do."""
    held = None
    for line, balance in oldest_first:
        if held is not None:
            held += line.amount_tiyn
        if balance is not None and held not in (None, balance):
            return line.row
        held = held if balance is None else balance
    return None


def _header(text: str) -> tuple[str, list[str]] | None:
    """The delimiter and our names of the columns ("" for those that are not used)."""
    first = text.lstrip("\r\n").partition("\n")[0].strip("\r")
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([first], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        names = [_our_name(cell) for cell in cells]
        used = [name for name in names if name]
        if len(used) == len(set(used)) and set(REQUIRED) <= set(used):
            return delimiter, names
    return None


def _our_name(cell: str) -> str:
    written = " ".join(cell.replace("_", " ").split()).lower()
    return next((ours for ours, names in COLUMNS.items() if written in names), "")


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        is_first = True
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not is_first:
                yield reader.line_num, cells
            is_first = False
    except csv.Error as error:
        raise StatementError(
            _("This is no table that can be read (%(error)s).") % {"error": error}, reader.line_num
        ) from error


def _line(record: dict[str, str], row: int) -> Line:
    amount = written_sum(record["amount"], row)
    if amount == 0:
        raise StatementError(_("A booking of nothing."), row)
    return Line(
        row=row,
        booked_on=_day(record["date"], row),
        amount_tiyn=amount,
        currency=known_currency(record.get("currency") or "KZT", row),
        reference=" ".join(record.get("reference", "").split())[:60],
        text=kept_text(record.get("text")),
        payer_name=kept_text(record.get("payer_name"))[:200],
        payer_bin=organisation(record.get("payer_bin")),
        payer_account=account_number(record.get("payer_account", "")),
    )


def written_sum(text: str, row: int) -> int:
    """A sum as people and banks write it in tables (`1500`, `-1 500,00`, `1500.5`), in hundredths.

    Raises `StatementError`, also where three digits follow a comma or point: thousands to one
    writer, a fraction to another, and no table says which.
    """
    plain = "".join(text.split())
    if _PERHAPS_THOUSANDS.fullmatch(plain):
        raise StatementError(
            _(
                "“%(text)s” may be thousands or a fraction. Write the sums of the table with two "
                "digits after the comma (15000,00) or without a comma (15000)."
            )
            % {"text": text.strip()[:40]},
            row,
        )
    return exact_sum(plain.replace(",", ".", 1), row)


def _day(text: str, row: int) -> date:
    for shape in DATES:
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a bank's day
        except ValueError:
            continue
    raise StatementError(_("“%(text)s” is no date.") % {"text": text[:40]}, row)
