"""What differs stands once, from when it was first seen until it matches or is explained by two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING, OPERATIONS
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from campaigns.reconciliation import runs, stripe_books
from campaigns.reconciliation.differences import close_gone, keep
from campaigns.reconciliation.explaining import agree, explain
from campaigns.reconciliation.findings import Finding
from campaigns.reconciliation.looking_again import look_again
from campaigns.reconciliation.models import Difference, DifferenceKind, Outcome, Run, Scope
from campaigns.reconciliation.report import compare_books
from campaigns.reconciliation.spans import Span
from tests.factories.money import enter_charge, make_fund
from tests.factories.staff import make_officer
from tests.payments.donor import Donor

EARLIER = timedelta(hours=5)
LINE = Finding(DifferenceKind.LINE_UNKNOWN, "txn_1", "tax: ₸1", about_at=None)


def open_ones():
    return list(Difference.objects.open().values_list("kind", "source"))


def plant_entry(fund, charge="ch_invented"):
    return enter_charge(fund, charge=charge, happened_at=timezone.now() - EARLIER)


def pay_without_entry(donor, monkeypatch):
    """A charge that no way of ours enters: its gift is unknown here."""
    donation = donor.give()
    donor.pay(donation)
    monkeypatch.setattr("campaigns.payments.messages.origins.attempt_named", lambda *_: None)
    return donation


@pytest.mark.django_db
def test_it_is_kept_with_the_time_it_was_first_seen(donor):
    plant_entry(donor.fund)
    compare_books()
    first = Difference.objects.get()
    compare_books()
    again = Difference.objects.get()
    assert again.first_seen == first.first_seen
    assert again.last_seen > first.last_seen


@pytest.mark.django_db
def test_a_charge_of_no_gift_of_ours_is_one_difference(donor, monkeypatch):
    donation = pay_without_entry(donor, monkeypatch)
    compare_books()
    (one,) = Difference.objects.open()
    assert one.kind == DifferenceKind.LINE_WITHOUT_ENTRY
    assert one.donation == donation.pk


@pytest.mark.django_db
def test_what_matches_again_is_healed(donor, monkeypatch):
    pay_without_entry(donor, monkeypatch)
    compare_books()
    monkeypatch.undo()
    compare_books()
    one = Difference.objects.get()
    assert one.resolved_how == Outcome.HEALED
    assert not open_ones()


@pytest.mark.django_db
def test_an_invented_entry_that_is_reversed_is_gone(donor):
    entry = plant_entry(donor.fund)
    compare_books()
    assert open_ones() == [("entry_without_line", "charge:ch_invented")]
    ledger.reverse(entry, reason="never happened", happened_at=timezone.now() - EARLIER)
    compare_books()
    assert not open_ones()


@pytest.mark.django_db
def test_reversing_an_entry_that_is_true_leaves_its_line_alone(donor):
    donor.pay(donor.give())
    compare_books()
    entry = Entry.objects.get(kind=Kind.CHARGE)
    ledger.reverse(entry, reason="by mistake", happened_at=timezone.now())
    compare_books()
    assert [kind for kind, _source in open_ones()] == [DifferenceKind.LINE_WITHOUT_ENTRY]


@pytest.mark.django_db
def test_a_fee_entered_twice_over_differs(donor):
    donor.pay(donor.give())
    compare_books()
    fee = Entry.objects.get(kind=Kind.FEE)
    then = timezone.now() - EARLIER
    legs = (Leg(OPERATIONS, 1_00), Leg(CLEARING, -1_00))
    ledger.post(Draft(Kind.FEE, "txn_invented", legs, then, fee.donation))
    compare_books()
    assert open_ones() == [("entry_without_line", "fee:txn_invented")]


@pytest.mark.django_db
def test_a_line_of_an_unknown_kind_is_told(donor, monkeypatch):
    donor.pay(donor.give())
    monkeypatch.setattr("campaigns.reconciliation.lines._KIND_OF", {})
    compare_books()
    assert [kind for kind, _source in open_ones()] == [DifferenceKind.LINE_UNKNOWN]


@pytest.mark.django_db
def test_two_lines_for_one_entry_are_one_too_many(donor, monkeypatch):
    donor.pay(donor.give())
    compare_books()
    pages = stripe_books.gateway_books.pages

    def doubled(*span):
        for page in pages(*span):
            yield page
            yield [type(page[0])(**as_dict(one) | {"id": "txn_again"}) for one in page]

    monkeypatch.setattr("campaigns.reconciliation.runs.gateway_books.pages", doubled)
    compare_books()
    assert open_ones() == [("second_line", "txn_again")]


def as_dict(line):
    return {name: getattr(line, name) for name in line.__slots__}


@pytest.mark.django_db
def test_an_entry_whose_line_is_of_another_day_is_no_difference(donor):
    """A payout that failed days later, say: Stripe is asked about its number."""
    donor.pay(donor.give())
    (charge,) = [m for m in donor.messages() if m["type"] == "charge.succeeded"]
    donor.sandbox.advance(3 * 86400)
    enter_charge(donor.fund, charge=charge["data"]["object"]["id"], happened_at=timezone.now())
    now = timezone.now() + timedelta(hours=2)
    report = stripe_books.Report()
    span = stripe_books.Span(now - timedelta(hours=12), now + timedelta(hours=12))
    stripe_books.match_entries(span, {}, report)
    assert report.differences == []


@pytest.mark.django_db
def test_what_was_explained_stays_so_while_it_looks_the_same():
    keep([LINE])
    one, other = make_officer(), make_officer()
    Difference.objects.update(
        note="A tax",
        noted_by=one,
        resolved_by=other,
        resolved_at=timezone.now(),
        resolved_how=Outcome.EXPLAINED,
    )
    keep([LINE])
    assert not open_ones()
    keep([Finding(LINE.kind, LINE.source, "tax: ₸2")])
    assert open_ones() == [("line_unknown", "txn_1")]


@pytest.mark.django_db
def test_what_was_explained_and_was_not_seen_in_its_time_is_explained_no_more(donor, monkeypatch):
    pay_without_entry(donor, monkeypatch)
    compare_books()
    one = Difference.objects.get()
    explain(one, "A test", make_officer())
    one.refresh_from_db()
    agree(one, make_officer())
    compare_books()
    assert not open_ones()
    with monkeypatch.context() as blind:
        blind.setattr("campaigns.reconciliation.runs.gateway_books.pages", lambda *_: [])
        compare_books()
    one.refresh_from_db()
    assert one.over_at is not None
    compare_books()
    assert open_ones() == [(one.kind, one.source)]


@pytest.mark.django_db
def test_what_was_explained_of_a_time_that_is_not_read_stays_so():
    keep([LINE])
    long_ago = timezone.now() - timedelta(days=90)
    Difference.objects.update(
        about_at=long_ago,
        last_seen=long_ago,
        note="A tax",
        noted_by=make_officer(),
        resolved_by=make_officer(),
        resolved_at=timezone.now(),
        resolved_how=Outcome.EXPLAINED,
    )
    now = timezone.now()
    row = Run(scope=Scope.QUARTER_HOUR, started=now, since=now, until=now, reached=now)
    close_gone(row, Span(now - timedelta(days=2), now))
    assert Difference.objects.explained().exists()
    close_gone(row, Span(now - timedelta(days=100), now))
    assert not Difference.objects.explained().exists()


@pytest.mark.django_db
def test_an_explanation_that_waits_is_of_what_it_saw():
    keep([LINE])
    Difference.objects.update(note="A tax", noted_by=make_officer(), noted_at=timezone.now())
    keep([LINE])
    assert Difference.objects.get().note == "A tax"
    keep([Finding(LINE.kind, LINE.source, "tax: ₸2")])
    changed = Difference.objects.get()
    assert (changed.note, changed.noted_by) == ("", None)


@pytest.mark.django_db
def test_the_database_wants_two_people_for_an_explanation():
    keep([LINE])
    same = make_officer()
    with pytest.raises(IntegrityError, match="explained_by_two"):
        Difference.objects.update(
            note="A tax",
            noted_by=same,
            resolved_by=same,
            resolved_at=timezone.now(),
            resolved_how=Outcome.EXPLAINED,
        )


@pytest.mark.django_db
def test_one_that_is_older_than_what_is_read_is_asked_about_by_itself(donor, monkeypatch):
    pay_without_entry(donor, monkeypatch)
    compare_books()
    long_ago = timezone.now() - timedelta(days=3)
    Difference.objects.update(about_at=long_ago, first_seen=long_ago, last_seen=long_ago)
    monkeypatch.undo()
    monkeypatch.setattr("campaigns.reconciliation.runs.gateway_books.pages", lambda *_: [])
    runs.run(Scope.QUARTER_HOUR)
    assert len(open_ones()) == 1, "nothing was read of its time"
    assert look_again(Difference.objects.get())
    assert not open_ones()


@pytest.mark.django_db
def test_nightly_the_old_ones_are_looked_at_one_by_one(donor, monkeypatch):
    pay_without_entry(donor, monkeypatch)
    compare_books()
    Difference.objects.update(about_at=timezone.now() - timedelta(days=40))
    monkeypatch.undo()
    compare_books(Scope.NIGHTLY)
    assert not open_ones()


@pytest.mark.django_db
def test_where_time_runs_out_the_old_ones_take_turns(donor, monkeypatch):
    old = timezone.now() - timedelta(days=60)
    for n in range(3):
        Difference.objects.create(
            kind=DifferenceKind.LINE_WITHOUT_ENTRY,
            source=f"txn_{n}",
            about_at=old,
            first_seen=old,
            last_seen=old + timedelta(minutes=n),
        )
    looked_at = []

    def still_there(one):
        """It differs as before, and takes all the time that there is."""
        looked_at.append(one.source)
        keep([Finding(DifferenceKind.LINE_WITHOUT_ENTRY, one.source, about_at=old)])
        running.stop_at = 0

    monkeypatch.setattr(runs, "look_again", still_there)
    for _night in range(4):
        running = runs.Running(Scope.NIGHTLY)
        runs._look_again_at_the_old(running)
    assert looked_at == ["txn_0", "txn_1", "txn_2", "txn_0"]


@pytest.mark.django_db
def test_looking_again_at_what_still_differs_leaves_it(donor):
    plant_entry(donor.fund)
    compare_books()
    assert not look_again(Difference.objects.get())
    assert open_ones() == [("entry_without_line", "charge:ch_invented")]


def test_two_runs_at_once_keep_one_row(committed_db, stripe_sandbox):
    donor = Donor(Client(), stripe_sandbox, make_fund())
    plant_entry(donor.fund)
    together = Barrier(2)
    statement = "INSERT INTO reconciliation_difference"

    def wait(execute, sql, *args):
        if sql.lstrip().startswith(statement):
            together.wait(timeout=10)
        return execute(sql, *args)

    def look(_n):
        with connection.execute_wrapper(wait):
            report = compare_books()
        connection.close()
        return len(report.differences)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(look, range(2))) == [1, 1]
    assert Difference.objects.count() == 1
    assert Run.objects.good().count() == 2
