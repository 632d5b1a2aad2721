"""A sheet of records as CSV or XLSX, for those who keep the books elsewhere.

Sums are numbers in tenge with two decimals, days are ours. Whatever people typed is defused: a
text that a spreadsheet would take for a formula arrives as text.
"""

import csv as plain_csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

from defusedcsv import csv
from django.db.models import QuerySet
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from language.one_line import one_line

Value = str | date | Decimal | int | None
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


def tenge(tiyn: int) -> Decimal:
    return Decimal(tiyn).scaleb(-2).quantize(Decimal("0.01"))


def day_of(moment: datetime | None) -> date | None:
    """The day in our own time zone."""
    return timezone.localdate(moment) if moment else None
