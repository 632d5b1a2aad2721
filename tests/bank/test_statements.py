"""Statements are read exactly, or refused with the row that is wrong."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.bank.statements import reading
from campaigns.bank.statements.csv_file import written_sum
from campaigns.bank.statements.reading import MAX_BYTES, Format, read
from campaigns.bank.statements.records import StatementError, exact_sum
from tests.factories.bank import DAY, OWN, as_camt053, as_csv, as_mt940, booking
from tests.payments.test_bin import organisation

BIN = organisation("4")
WRITERS = {Format.CSV: as_csv, Format.MT940: as_mt940, Format.CAMT053: as_camt053}
each_format = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def lines_of(data: bytes, wanted: str = "auto"):
    return read(data, wanted, OWN).lines


def refusal(data: bytes, wanted: str = "auto") -> StatementError:
    with pytest.raises(StatementError) as refused:
        read(data, wanted, OWN)
    return refused.value


@pytest.mark.parametrize(("format_", "write"), WRITERS.items(), ids=WRITERS)
def test_each_format_is_recognised_and_tells_the_same(format_, write):
    gift = booking(5_000_00, "Пожертвование K7M2-9QXT", payer_bin=BIN)
    found = read(write(gift, booking(-1_200_50)), "auto", OWN)
    assert (found.format, found.account) == (format_, OWN)
    credit, debit = found.lines
    assert (credit.booked_on, credit.amount_tiyn, credit.currency) == (DAY, 5_000_00, "KZT")
    assert "Пожертвование K7M2-9QXT" in credit.text
    assert credit.reference == gift.reference
    assert (credit.payer_name, credit.payer_bin) == ("ТОО Ромашка", BIN)
    assert credit.payer_account == "KZ00DEMO000000000777"
    assert debit.amount_tiyn == -1_200_50


@each_format
def test_a_statement_of_nothing_is_one_too(write):
    assert lines_of(write()) == ()


@each_format
def test_a_person_s_number_is_covered(write):
    iin = "999999000002"
    (line,) = lines_of(write(booking(100_00, f"от {iin}", payer_bin=iin)))
    assert iin not in line.text + line.payer_bin + line.payer_name
    assert "••••" in line.text


@each_format
@given(tiyn=st.integers(-(10**14), 10**14).filter(bool))
def test_every_sum_is_read_to_the_tiyn(write, tiyn):
    (line,) = lines_of(write(booking(tiyn)))
    assert line.amount_tiyn == tiyn


NO_SUMS = ["", "1,2,3", "1.2.3", "1.234", "12 34x", "1e3", "--5", "٣", "1.5,", "1.234,56", "NaN"]


@pytest.mark.parametrize("read_sum", [exact_sum, written_sum])
@pytest.mark.parametrize("text", NO_SUMS)
def test_what_is_no_sum_to_the_tiyn_is_refused(text, read_sum):
    with pytest.raises(StatementError):
        read_sum(text, 1)


@pytest.mark.parametrize(
    ("text", "tiyn"),
    [("1500", 150000), ("-1500.05", -150005), ("15.000", 1500), ("15000.00000", 1500000)],
)
def test_where_a_standard_says_what_the_point_is_noughts_after_it_are_nothing(text, tiyn):
    assert exact_sum(text, 1) == tiyn


# --- MT940 --------------------------------------------------------------------------------


def test_rows_that_do_not_lead_from_balance_to_balance_are_refused():
    data = as_mt940(booking(5_000_00)).replace(b"C5000,00", b"C5000,01")
    assert "add up" in refusal(data).reason
    data = as_camt053(booking(5_000_00)).replace(b">5000.00<", b">5000.01<")
    assert "add up" in refusal(data).reason


def test_an_mt940_without_a_balance_was_cut_off():
    data = as_mt940(booking(5_000_00), booking(7_000_00))
    cut = data[: data.index(b":62F:")]
    assert "cut off" in refusal(cut).reason
    assert "cut off" in refusal(as_mt940(booking(1_00)) + cut).reason
    assert "cut off" in refusal(as_mt940().replace(b":60F:", b":64:")).reason


@pytest.mark.parametrize("lost", ["OPBD", "CLBD"])
def test_a_camt053_without_a_balance_is_not_whole(lost):
    data = as_camt053(booking(5_000_00)).replace(lost.encode(), b"CLAV")
    assert "cut off" in refusal(data).reason


def test_a_page_of_a_camt053_may_begin_and_end_between():
    data = as_camt053(booking(5_000_00)).replace(b"OPBD", b"ITBD").replace(b"CLBD", b"ITBD")
    read_ = read(data, "auto", OWN)
    assert [line.amount_tiyn for line in read_.lines] == [5_000_00]
    assert read_.closing_on is None  # Its day goes on.
    assert "add up" in refusal(data.replace(b">5000.00<", b">5000.01<")).reason


def test_each_standard_has_its_own_point():
    data = as_mt940(booking(5_000_00)).replace(b"C5000,00", b"C5000,000")
    assert lines_of(data)[0].amount_tiyn == 5_000_00
    refusal(as_mt940(booking(5_000_00)).replace(b"C5000,00", b"C5.000,00"))
    data = as_camt053(booking(5_000_00))
    assert lines_of(data.replace(b">5000.00<", b">5000.000<"))[0].amount_tiyn == 5_000_00
    refusal(data.replace(b">5000.00<", b">5000,00<"))


def test_a_booking_that_the_library_would_swallow_is_seen():
    data = as_mt940(booking(5_000_00), booking(7_000_00)).replace(b"NTRFNONREF//BNK", b"//BNK", 1)
    assert refusal(data).row is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"2603020302C", b"2602300302C"), (b"2603020302C", b"2603029902C"), (b"C7000,", b"C7,0,")],
)
def test_a_bad_booking_is_named_by_its_row(old, new):
    data = as_mt940(booking(5_000_00), booking(7_000_00))
    at = data.rindex(old)
    refused = refusal(data[:at] + new + data[at + len(old) :])
    rows = [number for number, row in enumerate(data.split(b"\n"), 1) if row.startswith(b":61:")]
    assert refused.row == rows[1]


def test_money_that_the_bank_takes_back_goes_out():
    data = as_mt940(booking(-5_000_00)).replace(b"D5000,00N", b"RC5000,00N")
    assert lines_of(data)[0].amount_tiyn == -5_000_00


def test_a_text_that_names_a_file_is_not_that_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(as_mt940(booking(1_00)))
    refusal(str(secret).encode(), "mt940")


def test_several_statements_of_one_account_are_one_file():
    data = as_mt940(booking(1_00)) + as_mt940(booking(2_00), opening=1_001_00)
    assert [line.amount_tiyn for line in lines_of(data)] == [1_00, 2_00]


def test_statements_of_two_accounts_are_not():
    data = as_mt940(booking(1_00)) + as_mt940(booking(2_00), account="KZ00DEMO000000000002")
    assert "One file for one account" in refusal(data).reason


def test_an_entry_date_over_new_year_is_of_the_right_year():
    data = as_mt940(booking(1_00, day=date(2025, 12, 31))).replace(b"2512311231", b"2512310102")
    assert lines_of(data)[0].booked_on == date(2026, 1, 2)


# --- CAMT.053 -----------------------------------------------------------------------------

BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><Document>&c;</Document>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]>
<Document>&f;</Document>"""


@pytest.mark.parametrize("hostile", [BOMB, FILE], ids=["bomb", "file"])
def test_hostile_xml_is_refused_before_it_is_read(hostile):
    assert "not taken" in refusal(hostile).reason


@pytest.mark.parametrize(
    "data", [b"<", b"<a/>", b"<Document><BkToCstmrDbtCdtNtfctn/></Document>", b"<a>\xff</a>"]
)
def test_other_xml_is_refused(data):
    refusal(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b">7000.00<", b">7000.001<"),
        (b'Ccy="KZT">7000', b'Ccy="tenge">7000'),
        (b"<BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>", b"<AcctSvcrRef>"),
        (b"<CdtDbtInd>CRDT</CdtDbtInd><Sts>", b"<CdtDbtInd>UP</CdtDbtInd><Sts>"),
    ],
)
def test_a_bad_entry_is_named(old, new):
    data = as_camt053(booking(5_000_00), booking(7_000_00))
    at = data.rindex(old)
    assert refusal(data[:at] + new + data[at + len(old) :]).row == 2


def test_what_is_only_announced_is_no_money_yet():
    data = as_camt053(booking(5_000_00)).replace(b"BOOK", b"PDNG").replace(b"6000.00", b"1000.00")
    assert lines_of(data) == ()


def test_a_namespace_with_a_prefix_is_read_as_well():
    data = as_camt053(booking(5_000_00)).replace(b"</", b"</n:")
    data = data.replace(b"<", b"<n:").replace(b"<n:/n:", b"</n:").replace(b"<n:?", b"<?")
    data = data.replace(b"xmlns=", b"xmlns:n=")
    assert lines_of(data)[0].amount_tiyn == 5_000_00


def test_several_payments_in_one_booking_are_several_lines():
    part = b'<TxDtls><Amt Ccy="KZT">%d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Refs><AcctSvcrRef>%d</AcctSvcrRef></Refs><RmtInf><Ustrd>p%d</Ustrd></RmtInf></TxDtls>'  # noqa: E501
    data = as_camt053(booking(5_000_00))
    begin, end = data.index(b"<TxDtls>"), data.index(b"</NtryDtls>")
    both = part % (2000, 1, 1) + part % (3000, 2, 2)
    lines = lines_of(data[:begin] + both + data[end:])
    assert [(line.amount_tiyn, line.text, line.reference) for line in lines] == [
        (2_000_00, "p1", "1"),
        (3_000_00, "p2", "2"),
    ]
    # Parts that are not the whole prove nothing: the booking stays one.
    odd = part % (2000, 1, 1) + part % (2000, 2, 2)
    assert [line.amount_tiyn for line in lines_of(data[:begin] + odd + data[end:])] == [5_000_00]


# --- Whole files ---------------------------------------------------------------------------


def test_a_file_that_is_too_large_is_refused():
    assert "larger" in refusal(b"x" * (MAX_BYTES + 1)).reason


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    assert "rows" in refusal(as_csv(*[booking(1_00)] * 3)).reason


@pytest.mark.parametrize("data", [b"date;amount\n\0", b"\x98\x98", b"", b"\n\n", b"\xff\xfe\x00"])
@pytest.mark.parametrize("wanted", ["auto", *Format.values])
def test_what_is_no_statement_is_refused(data, wanted):
    refusal(data, wanted)


@given(st.binary(max_size=300), st.sampled_from(["auto", *Format.values]))
def test_no_bytes_upset_the_reader(data, wanted):
    with suppress(StatementError):
        read(data, wanted, OWN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_null_is_refused_in_whatever_it_is_hidden(encoding):
    """No text of the database can hold one."""
    table = "date;amount;text\n2026-03-02;5;gift\0".encode(encoding)
    assert "no text file" in refusal(table).told
