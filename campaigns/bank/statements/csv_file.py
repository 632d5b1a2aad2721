"""Statements as a table: one row a booking, columns by name. See docs/bank-statements.md."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

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
    accounts: dict[str, list[Line]] = {}
    balances: dict[str, list[tuple[date, int]]] = {}
    for row, cells in _rows(text, delimiter):
        if len(cells) != len(names):
            raise StatementError(
                _("%(found)s cells stand where %(wanted)s are needed.")
                % {"found": len(cells), "wanted": len(names)},
                row,
            )
        record = dict(zip(names, cells, strict=True))
        account = account_number(record.get("account", "")) or own_account
        accounts.setdefault(account, []).append(_line(record, row))
        if record.get("balance", "").strip():
            held = _day(record["date"], row), exact_sum(record["balance"], row)
            balances.setdefault(account, []).append(held)
    if not accounts:
        accounts[own_account] = []
    return [_statement(one, lines, balances.get(one, [])) for one, lines in accounts.items()]


def _statement(account: str, lines: list[Line], held: list[tuple[date, int]]) -> Statement:
    """A table may begin with its newest row, or end with it."""
    if not held:
        return Statement(account, tuple(lines))
    day, closing = held[0] if held[0][0] > held[-1][0] else held[-1]
    return Statement(account, tuple(lines), closing_tiyn=closing, closing_on=day)


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
    amount = exact_sum(record["amount"], row)
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


def _day(text: str, row: int) -> date:
    for shape in DATES:
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a bank's day
        except ValueError:
            continue
    raise StatementError(_("“%(text)s” is no date.") % {"text": text[:40]}, row)
