"""Gifts and receipts of some days as a sheet, for those who keep the books elsewhere.

Sums are numbers in tenge with two decimals, days are ours. Whatever people typed is defused: a
text that a spreadsheet would take for a formula arrives as text.
"""

import csv as plain_csv
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

from defusedcsv import csv
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from campaigns.funds.kinds import GIVING
from campaigns.funds.models import Entry
from campaigns.payments.models import Donation
from campaigns.payments.states import SETTLED
from campaigns.receipts.models import Receipt
from language.one_line import one_line

Value = str | date | Decimal | None
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
A_CHUNK = 500


class Column(NamedTuple):
    heading: str
    value: Callable[[Any], Value]


class Sheet(NamedTuple):
    columns: list[Column]
    records: QuerySet[Any]

    def rows(self) -> Iterator[list[Value]]:
        yield [column.heading for column in self.columns]
        for record in self.records.iterator(chunk_size=A_CHUNK):
            values = (column.value(record) for column in self.columns)
            # A tab before "=" would hide the formula from what looks at the first letter alone.
            yield [one_line(value) if isinstance(value, str) else value for value in values]


def gifts_sheet(first_day: date, last_day: date) -> Sheet:
    """The gifts that were paid on these days, as they stand today."""
    valid = Receipt.objects.valid().filter(donation=OuterRef("pk"))
    given = Entry.objects.filter(donation=OuterRef("pk"), kind__in=GIVING, reversed_by__isnull=True)
    gifts = (
        Donation.objects.filter(
            state__in=SETTLED, paid_at__date__gte=first_day, paid_at__date__lte=last_day
        )
        .select_related("fund")
        .annotate(
            receipt_number=Subquery(valid.values("number")),
            reference=Subquery(given.order_by("pk").values("external_id")[:1]),
        )
        .order_by("paid_at", "pk")
    )
    return Sheet(
        [
            Column(_("Paid on"), lambda gift: timezone.localdate(gift.paid_at)),
            Column(_("Gift"), lambda gift: str(gift.pk)),
            Column(_("Fund"), lambda gift: gift.fund.name),
            Column(_("Way of payment"), lambda gift: str(gift.get_method_display())),
            Column(_("Reference of the payment"), lambda gift: gift.reference),
            Column(_("State"), lambda gift: str(gift.get_state_display())),
            Column(_("Given"), lambda gift: _tenge(gift.amount_tiyn)),
            Column(_("Of it for payment fees"), lambda gift: _tenge(gift.cover_tiyn)),
            Column(_("Returned or disputed"), lambda gift: _tenge(_taken(gift))),
            Column(_("Given and not returned"), lambda gift: _tenge(gift.standing_tiyn)),
            Column(_("Receipt"), lambda gift: gift.receipt_number),
            Column(_("Donor"), lambda gift: gift.donor_name),
            Column(_("E-mail"), lambda gift: gift.donor_email),
            Column(_("Company"), lambda gift: gift.company_name),
            Column(_("Company's BIN"), lambda gift: gift.company_bin),
        ],
        gifts,
    )


def receipts_sheet(first_day: date, last_day: date) -> Sheet:
    """The receipts that were issued on these days, void ones too: no number is missing."""
    receipts = (
        Receipt.objects.issued_between(first_day, last_day)
        .select_related("replaced_by")
        .order_by("year", "serial")
    )
    return Sheet(
        [
            Column(_("Receipt"), lambda receipt: receipt.number),
            Column(_("Issued on"), lambda receipt: receipt.issued_on),
            Column(_("Paid on"), lambda receipt: receipt.paid_on),
            Column(_("Sum"), lambda receipt: _tenge(receipt.amount_tiyn)),
            Column(_("Purpose"), lambda receipt: receipt.purpose),
            Column(_("Way of payment"), lambda receipt: str(receipt.get_method_display())),
            Column(_("Reference of the payment"), lambda receipt: receipt.provider_reference),
            Column(_("Gift"), lambda receipt: str(receipt.donation_id)),
            Column(_("Received from"), lambda receipt: receipt.payer),
            Column(_("Company's BIN"), lambda receipt: receipt.company_bin),
            Column(_("Void since"), lambda receipt: _day(receipt.voided_at)),
            Column(_("Void because"), lambda receipt: str(receipt.get_void_reason_display())),
            Column(_("Replaced by"), lambda receipt: str(receipt.replaced_by or "")),
        ],
        receipts,
    )


SHEETS = {"gifts": gifts_sheet, "receipts": receipts_sheet}


class _Line:
    """What a csv writer takes for a file: hands each line on."""

    def write(self, line: str) -> str:
        return line


def as_csv(sheet: Sheet) -> Iterator[str]:
    """Line by line, whatever the number of rows."""
    # So that spreadsheets know the letters for what they are.
    yield "\ufeff"
    writer = csv.writer(_Line(), quoting=plain_csv.QUOTE_MINIMAL)
    for row in sheet.rows():
        yield writer.writerow(row)


def as_xlsx(sheet: Sheet) -> BytesIO:
    """The packed file; rows never lie in memory all at once."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in sheet.rows():
        page.append([_cell(page, value) for value in row])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _cell(page: Any, value: Any) -> Any:
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, str):
        # openpyxl takes "=…" for a formula; nothing here is one.
        cell.data_type = "s"
        cell.quotePrefix = True
    elif isinstance(value, Decimal):
        cell.number_format = "0.00"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _tenge(tiyn: int) -> Decimal:
    return Decimal(tiyn).scaleb(-2).quantize(Decimal("0.01"))


def _taken(gift: Donation) -> int:
    return gift.amount_tiyn - gift.standing_tiyn


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None
