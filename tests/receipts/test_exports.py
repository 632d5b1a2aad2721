"""Gifts and receipts as a sheet: numbers are numbers, and nothing in it is a formula."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from campaigns.receipts import exports, issuing, sheets
from tests.factories.settled import give_back, settled_gift

pytestmark = pytest.mark.django_db

DAYS = (date(2026, 4, 1), date(2026, 4, 1))
FORMULAS = [
    "=1+1",
    "@SUM(A1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "\t=1+1",
    "\r\n=1+1",
    "\ufeff=1+1",
    "\u200b=HYPERLINK(1)",
    "%0A=1",
    "|x",
    '"=1+1"',
]


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def read_csv(sheet):
    text = "".join(sheets.as_csv(sheet))
    assert text.startswith("\ufeff"), "spreadsheets look for it"
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def read_xlsx(sheet):
    page = load_workbook(sheets.as_xlsx(sheet)).active
    heading, *rows = page.iter_rows()
    names = [cell.value for cell in heading]
    return [dict(zip(names, row, strict=True)) for row in rows]


def columns_of(sheet):
    return [str(column.heading) for column in sheet.columns]


def test_a_gift_is_a_row_with_sums_as_numbers():
    gift = settled_gift(amount_tiyn=5_150_99, cover_tiyn=150_00)
    give_back(gift, 1_000_00)
    issuing.bring_up_to_date()
    sheet = exports.gifts_sheet(*DAYS)
    given, fee, back, rest = (6, 7, 8, 9)
    (row,) = read_csv(sheet)
    values = list(row.values())
    assert [values[n] for n in (given, fee, back, rest)] == [
        "5150.99",
        "150.00",
        "1000.00",
        "4150.99",
    ]
    (cells,) = read_xlsx(sheet)
    cells = list(cells.values())
    assert [Decimal(str(cells[n].value)) for n in (given, fee, back, rest)] == [
        Decimal("5150.99"),
        Decimal(150),
        Decimal(1000),
        Decimal("4150.99"),
    ]
    assert cells[given].number_format == "0.00"
    assert cells[0].value.date() == date(2026, 4, 1)
    assert gift.receipts.valid().get().number in values
    assert "aigul@example.org" in values


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_was_typed_never_works_as_a_formula(typed):
    settled_gift(donor_name=typed, company_name=typed)
    issuing.bring_up_to_date()
    for make in (exports.gifts_sheet, exports.receipts_sheet):
        sheet = make(*DAYS if make is exports.gifts_sheet else (date(2000, 1, 1), date.max))
        (row,) = read_csv(sheet)
        for value in row.values():
            assert not value.lstrip().startswith(("=", "@", "+", "-", "|", "%"))
        (cells,) = read_xlsx(sheet)
        assert not [cell.value for cell in cells.values() if cell.data_type == "f"]


def test_no_number_is_missing_from_the_receipts():
    gift = settled_gift()
    issuing.bring_up_to_date()
    give_back(gift, 1_000_00)
    issuing.bring_up_to_date()
    sheet = exports.receipts_sheet(date(2000, 1, 1), date(2999, 1, 1))
    rows = [list(row.values()) for row in read_csv(sheet)]
    first, second = gift.receipts.order_by("pk")
    assert [row[0] for row in rows] == [first.number, second.number]
    assert rows[0][-1] == second.number
    assert rows[0][-3] == first.issued_on.isoformat()


def test_days_are_those_of_our_own_clock():
    settled_gift(paid_at="2026-03-31T18:59:59Z")
    kept = settled_gift(paid_at="2026-03-31T19:00:00Z")
    settled_gift(paid_at="2026-04-01T19:00:00Z")
    (row,) = read_csv(exports.gifts_sheet(*DAYS))
    assert str(kept.pk) in row.values()


def test_many_rows_cost_one_query(django_assert_num_queries):
    for _n in range(3):
        settled_gift()
    issuing.bring_up_to_date()
    with django_assert_num_queries(1):
        assert len(list(exports.gifts_sheet(*DAYS).rows())) == 4


def test_headings_do_not_double():
    for make in exports.SHEETS.values():
        names = columns_of(make(*DAYS))
        assert len(set(names)) == len(names)
