"""A run says how far it came; one that was stopped is taken up, and the newest never wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.funds.models import Entry
from campaigns.payments import gateway, gateway_books
from campaigns.payments.models import Attempt
from campaigns.payments.settlement import settle
from campaigns.reconciliation import report, runs
from campaigns.reconciliation.models import Difference, Run, Scope
from campaigns.reconciliation.report import compare_books, report_differences
from campaigns.reconciliation.spans import to_read
from tests.factories.money import enter_charge

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_time(monkeypatch):
    """A page holds one line, and after one page the turn is over."""
    monkeypatch.setattr(gateway_books, "A_PAGE", 1)
    monkeypatch.setattr(runs, "TURN_SECONDS", 0)


def pay_apart(donor, *amounts):
    """Paid gifts, a minute between them; oldest first."""
    for amount in amounts:
        donor.pay(donor.give(amount=amount))
        donor.sandbox.advance(60)


def entered():
    return set(Entry.objects.filter(kind="charge").values_list("postings__amount_tiyn", flat=True))


def test_a_whole_run_is_good(donor):
    donor.pay(donor.give())
    compare_books()
    run = Run.objects.get()
    assert (run.ok, run.lines, run.healed, run.differences) == (True, 1, 1, 0)
    assert run.reached == run.since
    assert run.finished is not None


def test_without_time_the_newest_are_read_first(donor, no_time):
    pay_apart(donor, "700", "800", "900")
    compare_books()
    run = Run.objects.get()
    assert (run.ok, run.stopped_by, run.lines) == (False, runs.BY_TIME, 1)
    assert 900_00 in entered()
    assert 700_00 not in entered()


def test_the_next_runs_take_up_what_was_left(donor, no_time):
    """And what came meanwhile is read before it."""
    pay_apart(donor, "700", "800", "900")
    compare_books()
    first = Run.objects.get()
    pay_apart(donor, "1000")
    spans = list(to_read(Run(scope=first.scope, since=first.since, until=first.until)))
    assert len(spans) == 2
    assert spans[0].until == first.until
    assert (spans[1].since, spans[1].until) == (first.since, first.reached)


def test_a_slow_stripe_is_read_to_the_end_in_the_end(donor, no_time, monkeypatch):
    pay_apart(donor, "700", "800", "900")
    compare_books()
    monkeypatch.setattr(runs, "TURN_SECONDS", 60)
    compare_books()
    assert Run.objects.first().ok
    assert entered() >= {700_00, 800_00, 900_00}


def test_a_stopped_run_closes_nothing_of_what_it_did_not_reach(donor, monkeypatch):
    monkeypatch.setattr("campaigns.payments.messages.origins.attempt_named", lambda *_: None)
    pay_apart(donor, "700", "800", "900")
    compare_books()
    assert Difference.objects.open().count() == 3
    monkeypatch.undo()
    for attempt in Attempt.objects.all():
        settle(attempt)
    monkeypatch.setattr(gateway_books, "A_PAGE", 2)
    monkeypatch.setattr(runs, "TURN_SECONDS", 0)
    compare_books()
    assert Difference.objects.open().count() == 2, "of the last second read there may be more"


def test_entering_takes_no_longer_than_a_turn(donor, monkeypatch):
    """A page full of what is missing, and each of it slow: the newest first, the rest next time."""
    pay_apart(donor, "700", "800", "900")
    monkeypatch.setattr(runs, "TURN_SECONDS", 0)
    compare_books()
    run = Run.objects.get()
    assert (run.stopped_by, run.healed) == (runs.BY_TIME, 1)
    assert 900_00 in entered()
    assert not Difference.objects.exists(), "what nobody has tried to enter does not differ yet"


def test_without_time_for_the_entries_none_is_closed(donor, monkeypatch):
    enter_charge(donor.fund, happened_at=timezone.now() - timedelta(hours=5))
    compare_books()
    monkeypatch.setattr(runs, "TURN_SECONDS", 0)
    compare_books()
    assert Run.objects.first().stopped_by == runs.BY_TIME
    assert Difference.objects.open().count() == 1


def test_an_outage_is_no_good_run(donor):
    compare_books()
    good = Run.objects.get()
    donor.sandbox.fault("status", status=503)
    assert report_differences() == 0
    bad = Run.objects.first()
    assert (bad.ok, bad.stopped_by) == (False, "http_503")
    assert Run.objects.clean().first() == good


def test_what_was_seen_before_an_outage_is_kept(donor, monkeypatch):
    donor.pay(donor.give())
    pages = gateway_books.pages

    def one_page(*span):
        yield from pages(*span)
        raise gateway.GatewayUnavailable("no_answer")

    monkeypatch.setattr(gateway_books, "pages", one_page)
    monkeypatch.setattr("campaigns.payments.messages.origins.attempt_named", lambda *_: None)
    with pytest.raises(gateway.GatewayUnavailable):
        compare_books()
    assert Difference.objects.open().count() == 1
    assert Run.objects.get().differences == 1


def test_an_outage_closes_no_difference(donor):
    enter_charge(donor.fund, happened_at=timezone.now() - timedelta(hours=5))
    compare_books()
    donor.sandbox.fault("status", status=503)
    report_differences()
    assert Difference.objects.open().count() == 1


def test_a_key_that_is_refused_is_no_good_run_either(donor):
    donor.sandbox.fault("status", status=401)
    assert report_differences() == 0
    assert not Run.objects.good().exists()


def test_a_run_that_broke_in_our_own_hands_stays_unfinished(donor, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(runs, "match_entries", broken)
    with pytest.raises(RuntimeError):
        compare_books()
    run = Run.objects.get()
    assert (run.ok, run.finished) == (False, None)
    monkeypatch.undo()
    compare_books()
    assert Run.objects.first().ok, "and the next one looks at everything"


def test_a_difference_makes_a_run_good_but_not_clean(donor):
    enter_charge(donor.fund, happened_at=timezone.now() - timedelta(hours=5))
    compare_books()
    assert Run.objects.good().count() == 1
    assert not Run.objects.clean().exists()


def test_by_night_once_a_night(donor, time_machine_noon):
    report.nightly()
    report.nightly()
    assert Run.objects.filter(scope=Scope.NIGHTLY).count() == 1
    time_machine_noon.shift(timedelta(days=1))
    report.nightly()
    assert Run.objects.filter(scope=Scope.NIGHTLY).count() == 2


def test_a_night_without_stripe_is_made_up_for(donor, time_machine_noon):
    donor.sandbox.fault("status", status=503)
    report.nightly()
    report.nightly()
    assert list(Run.objects.values_list("ok", flat=True)) == [True, False]
