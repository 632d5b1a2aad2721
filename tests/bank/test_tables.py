"""Tables (CSV): read exactly, or refused with the row that is wrong."""

import pytest

from campaigns.bank.statements.csv_file import written_sum
from campaigns.bank.statements.reading import read
from tests.bank.test_statements import lines_of, refusal
from tests.factories.bank import DAY, OWN


@pytest.mark.parametrize(
    ("text", "tiyn"),
    [("1500", 150000), ("1 500,5", 150050), ("-1500.05", -150005), ("+7", 700), ("7,0000", 700)],
)
def test_sums_as_people_write_them_in_tables(text, tiyn):
    assert written_sum(text, 1) == tiyn


def test_a_table_may_be_in_windows_letters_with_russian_names_and_dates():
    data = "Дата\tСумма\tНазначение платежа\tЕщё\r\n02.03.2026\t5 000,00\tНа жильё\t\r\n"
    (line,) = lines_of(data.encode("cp1251"))
    assert (line.booked_on, line.amount_tiyn, line.text) == (DAY, 5_000_00, "На жильё")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_may_be_in_any_unicode(encoding):
    data = "date,amount,text\n2026-03-02,1,Өскемен\n".encode(encoding)
    assert lines_of(data)[0].text == "Өскемен"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-02-30;1;x", "date"),
        ("tomorrow;1;x", "date"),
        ("2026-03-02;many;x", "sum"),
        ("2026-03-02;0;x", "nothing"),
        ("2026-03-02;1", "cells"),
        ("2026-03-02;1;x;y", "cells"),
        ('2026-03-02;1;"x', "table"),
    ],
)
def test_a_bad_row_is_named(row, reason):
    refused = refusal(f"date;amount;text\n2026-03-02;1;good\n{row}\n".encode(), "csv")
    assert refused.row == 3
    assert reason in refused.reason
    assert "3" in refused.told


@pytest.mark.parametrize("text", ["15,000", "15.000", "-1.500", "1 234,567", "0,500"])
def test_three_digits_after_a_point_may_be_thousands_and_are_refused(text):
    """Elsewhere on the site 15,000 is fifteen thousand."""
    for table in (
        f"date;amount;balance\n2026-03-02;1;\n2026-03-02;{text};\n",
        f"date;amount;balance\n2026-03-02;1;\n2026-03-02;1;{text}\n",
    ):
        refused = refusal(table.encode())
        assert refused.row == 3
        assert text in refused.reason
        assert "thousands" in refused.reason


OLDEST_FIRST = ["2026-03-01;5,00;105,00", "2026-03-02;-1,00;", "2026-03-02;3,00;107,00"]


@pytest.mark.parametrize("rows", [OLDEST_FIRST, OLDEST_FIRST[::-1]], ids=["rising", "falling"])
def test_a_table_leads_from_balance_to_balance_in_either_order(rows):
    read_ = read(_balances(rows), "auto", OWN)
    assert (read_.closing_tiyn, read_.closing_on) == (107_00, DAY)
    wrong = [row.replace("5,00;", "50,00;") for row in rows]
    assert len(lines_of(_balances(wrong))) == 3  # What came before the first balance is not known.
    wrong = [row.replace("3,00;", "30,00;") for row in rows]
    refused = refusal(_balances(wrong))
    assert refused.row == (4 if rows is OLDEST_FIRST else 2)
    assert "balance" in refused.reason


@pytest.mark.parametrize("rows", [OLDEST_FIRST, OLDEST_FIRST[::-1]], ids=["rising", "falling"])
def test_within_one_day_the_balances_say_which_row_is_the_last(rows):
    rows = [row.replace("03-01", "03-02") for row in rows]
    assert read(_balances(rows), "auto", OWN).closing_tiyn == 107_00
    refusal(_balances([row.replace("3,00;", "30,00;") for row in rows]))


@pytest.mark.parametrize("rows", [["100;100", "-100;0"], ["-100;0", "100;100"]])
def test_of_a_day_that_adds_up_both_ways_no_balance_is_told(rows):
    """From 0 to 100 and back, or from 100 to 0 and back."""
    read_ = read(_balances([f"2026-03-02;{row}" for row in rows]), "auto", OWN)
    assert (len(read_.lines), read_.closing_tiyn, read_.closing_on) == (2, None, None)
    rows = [f"2026-03-0{n};{row}" for n, row in enumerate(rows, 2)]
    assert read(_balances(rows), "auto", OWN).closing_tiyn == int(rows[-1].split(";")[-1]) * 100


def test_of_one_that_adds_up_both_ways_to_the_same_end_it_is_told():
    assert read(_balances(["2026-03-02;100;100"]), "auto", OWN).closing_tiyn == 100_00


def test_balances_of_another_currency_are_its_own():
    told = _balances(
        ["2026-03-01;5,00;105,00;KZT", "2026-03-01;1;11;USD", "2026-03-02;1;106;KZT"],
        "date;amount;balance;currency",
    )
    assert read(told, "auto", OWN).closing_tiyn == 106_00


def _balances(rows: list[str], header: str = "date;amount;balance") -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def test_a_table_without_the_needed_columns_is_refused():
    assert refusal(b"day;sum\n2026-03-02;1\n", "csv").row == 1
    assert refusal(b"date;amount;amount\n2026-03-02;1;1\n", "csv").row == 1
    assert refusal(b"nothing known").row is None


def test_formulas_stay_text():
    (line,) = lines_of(b"date;amount;text\n2026-03-02;1;=1+1\n")
    assert line.text == "=1+1"
