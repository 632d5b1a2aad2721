"""Each booking is kept once, however often and in whatever format it is told."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from audit.models import AuditEntry
from campaigns.bank.importing import import_statement
from campaigns.bank.models import AsideReason, BankLine, LineState, StatementFile
from campaigns.bank.sameness import newcomers
from campaigns.bank.statements.records import Line, StatementError
from tests.factories.bank import (
    DAY,
    OWN,
    as_camt053,
    as_csv,
    as_mt940,
    booking,
    bring,
    line_of,
    make_pledge,
    pay_pledge,
)

pytestmark = pytest.mark.django_db
each_writer = pytest.mark.parametrize("write", [as_csv, as_mt940, as_camt053])


def test_a_file_is_kept_with_what_it_told():
    imported = bring(booking(5_000_00), booking(-700_00))
    file = StatementFile.objects.get()
    assert (file.format, file.account, file.rows, file.new_rows) == ("csv", OWN, 2, 2)
    assert (file.first_day, file.last_day) == (DAY, DAY)
    assert (imported.new, imported.credits, imported.matched) == (2, 1, 0)
    assert AuditEntry.objects.filter(action="bank.statement_imported").count() == 1


def test_money_that_went_out_is_nobody_s_work():
    out = booking(-700_00)
    bring(out)
    assert (line_of(out).state, line_of(out).aside_reason) == (LineState.ASIDE, AsideReason.OUT)


def test_the_same_file_again_changes_nothing():
    one = booking(5_000_00)
    bring(one)
    assert bring(one).is_repeat
    assert (StatementFile.objects.count(), BankLine.objects.count()) == (1, 1)


@each_writer
def test_files_that_overlap_bring_each_booking_once(write):
    first, second, third = booking(1_00), booking(2_00), booking(2_00)
    bring(first, second, write=write)
    assert bring(second, third, write=write).new == 1
    assert BankLine.objects.count() == 3


@pytest.mark.parametrize("again", [as_csv, as_mt940, as_camt053])
@each_writer
def test_the_same_bookings_in_another_format_bring_nothing_new(write, again):
    bookings = [booking(5_000_00, "На жильё"), booking(5_000_00, "На книги"), booking(-1_00)]
    bring(*bookings, write=write)
    assert bring(*bookings, write=again).new == 0


@pytest.mark.parametrize("again", [as_csv, as_mt940, as_camt053])
@each_writer
def test_so_it_is_where_the_bank_gives_no_references(write, again):
    bookings = [
        booking(5_000_00, "Взнос на жильё", reference=""),
        booking(5_000_00, "Взнос на книги", reference=""),
    ]
    bring(*bookings, write=write)
    assert bring(*bookings, write=again).new == 0


def test_equal_bookings_of_one_file_are_several():
    assert bring(*[booking(1_00, reference="")] * 3).new == 3
    # An overlapping file that tells of one more of them.
    assert bring(*[booking(1_00, reference="")] * 4, booking(2_00)).new == 2


def test_a_reference_that_mt940_cut_off_is_the_same():
    long = booking(5_000_00, reference="KZ20260302ABCDEF-778899")
    bring(long)
    cut = booking(5_000_00, reference=long.reference[:16])
    assert bring(cut, write=as_mt940).new == 0


def test_other_references_are_other_bookings_though_all_else_is_the_same():
    bring(booking(5_000_00, reference="A1"))
    assert bring(booking(5_000_00, reference="A2")).new == 1


def test_a_number_that_two_payers_have_is_no_proof_that_they_are_one():
    """Some banks give the payer's own number, and the evening's file brings the second payer."""
    bring(booking(5_000_00, "На жильё", reference="5", payer_account="KZ00DEMO000000000111"))
    other = booking(5_000_00, "На книги", reference="5", payer_account="KZ00DEMO000000000222")
    imported = bring(other)
    assert (imported.new, imported.doubtful) == (1, 1)
    assert bring(other, booking(1_00)).new == 1


def test_nor_is_one_on_two_lines_that_name_two_pledges():
    first = make_pledge()
    second = make_pledge(fund=first.donation.fund)
    bring(pay_pledge(first, reference="5"))
    imported = bring(pay_pledge(second, reference="5"))
    assert (imported.new, imported.doubtful, imported.matched) == (1, 1, 0)


def test_what_cannot_be_told_apart_is_neither_dropped_nor_counted():
    pledge = make_pledge()
    bring(pay_pledge(pledge, reference=""))
    pledge2 = make_pledge(fund=pledge.donation.fund)
    imported = bring(pay_pledge(pledge2, reference=""), write=as_mt940)
    assert (imported.new, imported.doubtful, imported.matched) == (1, 1, 0)
    pledge2.donation.refresh_from_db()
    assert pledge2.donation.state == "open"


lines = st.lists(
    st.builds(
        Line,
        row=st.just(1),
        booked_on=st.just(DAY),
        amount_tiyn=st.sampled_from([1, 2]),
        currency=st.just("KZT"),
        reference=st.sampled_from(["", "R1", "R2"]),
        text=st.sampled_from(["a", "b"]),
        payer_account=st.sampled_from(["", "K1"]),
    ),
    max_size=8,
)


def kept(account, told, known):
    return known + [
        BankLine(
            key=one.key,
            account=account,
            booked_on=one.line.booked_on,
            amount_tiyn=one.line.amount_tiyn,
            currency=one.line.currency,
            reference=one.line.reference,
            text=one.line.text,
            payer_account=one.line.payer_account,
        )
        for one in newcomers(account, told, known)
    ]


@given(lines, st.randoms())
def test_told_again_in_any_order_nothing_is_new(told, chance):
    known = kept(OWN, told, [])
    assert len(known) == len(told)
    again = list(told)
    chance.shuffle(again)
    assert newcomers(OWN, again, known) == []


@given(lines, lines)
def test_keys_never_meet_and_at_least_as_much_is_kept_as_the_larger_file_told(one, other):
    known = kept(OWN, other, kept(OWN, one, []))
    assert len({line.key for line in known}) == len(known)
    for tiyn in (1, 2):
        sums = [sum(line.amount_tiyn == tiyn for line in told) for told in (one, other, known)]
        assert sums[2] >= max(sums[:2])


# --- Refusals -----------------------------------------------------------------------------


def test_a_bad_row_keeps_nothing_of_its_file():
    good = as_csv(booking(1_00), booking(2_00))
    with pytest.raises(StatementError):
        import_statement(good + b"no;row\n", "x")
    assert not StatementFile.objects.exists()
    assert not BankLine.objects.exists()


def test_a_statement_of_another_account_is_refused():
    with pytest.raises(StatementError, match="ours is"):
        import_statement(as_csv(booking(1_00), account="KZ00DEMO000000000002"), "x")


def test_without_an_account_of_our_own_nothing_is_taken_over(settings):
    settings.BANK_IIK = ""
    with pytest.raises(StatementError, match="BANK_IIK"):
        import_statement(as_csv(booking(1_00)), "x")


# --- The command --------------------------------------------------------------------------


@pytest.fixture
def statement(tmp_path):
    def write(data):
        path = tmp_path / "march.txt"
        path.write_bytes(data)
        return str(path)

    return write


def run(*args):
    out = StringIO()
    call_command("import_bank_statement", *args, stdout=out)
    return out.getvalue()


def test_the_command_tells_what_it_did(statement):
    path = statement(as_mt940(pay_pledge(make_pledge()), booking(3_00)))
    report = json.loads(run(path, "--json"))
    assert report == {
        "ok": True,
        "dry_run": False,
        "repeat": False,
        "format": "mt940",
        "rows": 2,
        "new": 2,
        "credits": 2,
        "doubtful": 0,
        "matched": 1,
    }
    assert json.loads(run(path, "--json"))["repeat"]
    assert "nothing changed" in run(path)


def test_a_dry_run_keeps_nothing(statement):
    pledge = make_pledge()
    path = statement(as_csv(pay_pledge(pledge)))
    assert json.loads(run(path, "--json", "--dry-run"))["new"] == 1
    assert not StatementFile.objects.exists()
    assert "1 matched" in run(path)


def test_the_command_names_the_bad_row(statement):
    path = statement(b"date;amount\n2026-03-02;1\n2026-03-02;x\n")
    with pytest.raises(CommandError, match="Row 3"):
        run(path)
    with pytest.raises(CommandError, match="missing"):
        run("missing-file")
    with pytest.raises(SystemExit):
        run(path, "--json")
