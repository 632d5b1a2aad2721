"""What every format of statement is read into, and how it is refused."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from campaigns.payments.giving.bin import valid_bin
from language.identity_numbers import is_identity_number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TEXT_LENGTH = 1000

_SUM = re.compile(r"([+-]?)([0-9]{1,15})(?:\.([0-9]{1,2})0*)?")
_TWELVE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_CURRENCY = re.compile(r"[A-Z]{3}")


class StatementError(Exception):
    """A file that is not taken over, with the row where it went wrong (counted from 1).

    Its text is for the person who brought the file.
    """

    def __init__(self, reason: "StrOrPromise", row: int | None = None):
        self.reason, self.row = str(reason), row
        super().__init__(self.told)

    @property
    def told(self) -> str:
        if self.row is None:
            return self.reason
        return _("Row %(row)s: %(reason)s") % {"row": self.row, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Line:
    """One booking. `amount_tiyn` is signed (money in is positive), in hundredths of `currency`."""

    row: int
    booked_on: date
    amount_tiyn: int
    currency: str
    reference: str = ""
    text: str = ""
    payer_name: str = ""
    payer_bin: str = ""
    payer_account: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One account for some days. Balances in hundredths; None where the format tells none."""

    account: str
    lines: tuple[Line, ...]
    opening_tiyn: int | None = None
    closing_tiyn: int | None = None
    currency: str = field(default="")
    # The day at whose end the account held `closing_tiyn`.
    closing_on: date | None = None

    def demand_sums(self) -> None:
        """Raises `StatementError` where the lines do not lead from one balance to the other.

        Then a line was lost or read wrongly, here or at the bank. Without both balances nobody can
        tell: the file was cut off, perhaps.
        """
        if self.opening_tiyn is None or self.closing_tiyn is None:
            raise StatementError(
                _(
                    "The balance that it begins or ends with is missing: perhaps it was cut off. "
                    "Ask the bank for the whole file."
                )
            )
        moved = sum(line.amount_tiyn for line in self.lines)
        if self.opening_tiyn + moved != self.closing_tiyn:
            raise StatementError(
                _(
                    "The rows do not add up: they lead from %(opening)s to %(reached)s, "
                    "but the statement closes with %(closing)s (in hundredths)."
                )
                % {
                    "opening": self.opening_tiyn,
                    "reached": self.opening_tiyn + moved,
                    "closing": self.closing_tiyn,
                }
            )


def exact_sum(text: str, row: int | None) -> int:
    """A sum with a point before its fraction (`-1500.00`), in hundredths; never rounded."""
    match = _SUM.fullmatch(text.strip())
    if match is None or not text.isascii():
        raise StatementError(_("“%(text)s” is no sum.") % {"text": text[:40]}, row)
    sign, whole, rest = match.groups()
    hundredths = int(whole) * 100 + int((rest or "").ljust(2, "0") or 0)
    return -hundredths if sign == "-" else hundredths


def known_currency(text: str, row: int | None) -> str:
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise StatementError(_("“%(text)s” is no currency.") % {"text": text[:40]}, row)
    return code


def account_number(text: str) -> str:
    """An IIK without what banks put around it: spaces, small letters, `BIC/`."""
    return "".join(text.rpartition("/")[2].split()).upper()[:34]


def kept_text(*parts: str | None) -> str:
    """The parts as one text in which a person's IIN is covered: nobody has to keep it."""
    joined = " ".join(" ".join((part or "").split()) for part in parts).strip()
    return _TWELVE.sub(_covered, joined)[:TEXT_LENGTH]


def organisation(text: str | None) -> str:
    """The BIN that `text` is or holds; "" where there is none, or a person's number only."""
    found = _TWELVE.findall(text or "")
    return next((number for number in found if valid_bin(number)), "")


def _covered(match: re.Match[str]) -> str:
    number = match[0]
    if is_identity_number(number) and not valid_bin(number):
        return "•" * len(number)
    return number
