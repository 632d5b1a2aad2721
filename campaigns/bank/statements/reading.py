"""From the bytes of a file to statements, whatever format it is in."""

from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.bank.statements import camt053_file, csv_file, mt940_file
from campaigns.bank.statements.records import Line, Statement, StatementError
from money.amounts import CURRENCY

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class Format(models.TextChoices):
    CSV = "csv", gettext_lazy("table (CSV)")
    CAMT053 = "camt053", "CAMT.053"
    MT940 = "mt940", "MT940"


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file: one account, all its lines in the order of the file."""

    format: Format
    account: str
    lines: tuple[Line, ...]
    # What the account held at the end of the latest day that a balance is told of, in tiyn.
    closing_tiyn: int | None = None
    closing_on: date | None = None


def read(data: bytes, wanted: str, own_account: str) -> Read:
    """`wanted` is a `Format` or "auto". Raises `StatementError` for whatever cannot be trusted."""
    if len(data) > MAX_BYTES:
        raise StatementError(
            _("The file is larger than %(most)s MB.") % {"most": MAX_BYTES // 1024**2}
        )
    text = _decoded(data)
    format_ = _detected(text) if wanted == "auto" else Format(wanted)
    if format_ == Format.CAMT053:
        statements = camt053_file.read(data)
    elif format_ == Format.MT940:
        statements = mt940_file.read(text)
    else:
        statements = csv_file.read(text, own_account)
    return _one_account(format_, statements)


def _decoded(data: bytes) -> str:
    if b"\0" in data and data[:2] not in _MARKS:
        raise StatementError(_("This is no text file."))
    encodings = [name for mark, name in _MARKS.items() if data.startswith(mark)]
    for encoding in [*encodings, "utf-8", "cp1251"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # In two bytes a letter it may be hidden from the look above.
        if "\0" in text:
            raise StatementError(_("This is no text file."))
        return text
    raise StatementError(_("The letters of this file are neither UTF-8 nor Windows-1251."))


def _detected(text: str) -> Format:
    if camt053_file.looks_like(text):
        return Format.CAMT053
    if mt940_file.looks_like(text):
        return Format.MT940
    if csv_file.looks_like(text):
        return Format.CSV
    raise StatementError(
        _("The format is not recognised: it is neither CAMT.053 nor MT940 nor our table.")
    )


def _one_account(format_: Format, statements: list[Statement]) -> Read:
    accounts = sorted({one.account for one in statements})
    if len(accounts) != 1:
        raise StatementError(
            _("One file for one account, please; this one has %(accounts)s.")
            % {"accounts": ", ".join(accounts)}
        )
    lines = tuple(line for one in statements for line in one.lines)
    if len(lines) > MAX_ROWS:
        raise StatementError(
            _("There are %(rows)s rows in it; %(most)s are the most.")
            % {"rows": len(lines), "most": MAX_ROWS}
        )
    told = [
        (one.closing_on, one.closing_tiyn)
        for one in statements
        if one.closing_on and one.closing_tiyn is not None and one.currency in ("", CURRENCY)
    ]
    # Of several of one day the last one: banks write what came later below.
    day, closing = max(reversed(told), key=itemgetter(0), default=(None, None))
    return Read(format_, accounts[0], lines, closing, day)
