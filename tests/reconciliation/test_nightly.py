"""By night: the balance, the ledger's rules, and five weeks of lines."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING, OPERATIONS
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import FundTotal
from campaigns.reconciliation import balance
from campaigns.reconciliation.models import Difference, DifferenceKind, Outcome, Run, Scope
from campaigns.reconciliation.report import compare_books
from tests.factories.money import enter_charge
from tests.factories.staff import make_officer

pytestmark = pytest.mark.django_db


def by_night():
    return compare_books(Scope.NIGHTLY)


def open_kinds():
    return set(Difference.objects.open().values_list("kind", flat=True))


def invent(tiyn, when, number=""):
    legs = (Leg(OPERATIONS, tiyn), Leg(CLEARING, -tiyn))
    return ledger.post(Draft(Kind.FEE, number or f"txn_{tiyn}", legs, when))[0]


def explain_all():
    Difference.objects.open().update(
        note="Because",
        noted_by=make_officer(),
        resolved_by=make_officer(),
        resolved_at=timezone.now(),
        resolved_how=Outcome.EXPLAINED,
    )


def test_the_clearing_account_is_stripes_balance(donor):
    donor.pay(donor.give())
    by_night()
    assert balance.clearing() == balance.gateway_books.balance_totals()
    run = Run.objects.get()
    assert (run.ok, run.differences, run.violations) == (True, 0, 0)


def test_a_balance_that_is_off_is_told_by_how_much(donor):
    donor.pay(donor.give())
    compare_books()
    invent(1_00, timezone.now() - timedelta(days=60))
    by_night()
    one = Difference.objects.open().get(kind=DifferenceKind.BALANCE)
    assert (one.source, one.detail) == ("KZT", "+₸1")


def test_a_balance_that_is_off_is_looked_at_by_day_until_it_is_right(donor):
    entry = invent(1_00, timezone.now() - timedelta(days=60))
    by_night()
    assert DifferenceKind.BALANCE in open_kinds()
    compare_books()
    assert DifferenceKind.BALANCE in open_kinds()
    ledger.reverse(entry, reason="never happened", happened_at=timezone.now())
    compare_books()
    assert DifferenceKind.BALANCE not in open_kinds()


def test_check_ledger_fails_until_the_balance_is_right(donor):
    entry = invent(1_00, timezone.now() - timedelta(days=60))
    for _night in range(2):
        by_night()
        assert open_kinds() == {DifferenceKind.BALANCE}
        with pytest.raises(SystemExit):
            call_command("check_ledger")
    ledger.reverse(entry, reason="never happened", happened_at=timezone.now())
    compare_books()
    call_command("check_ledger")


def test_an_explanation_of_the_balance_holds_while_each_night_finds_the_same(donor):
    invent(1_00, timezone.now() - timedelta(days=60))
    by_night()
    explain_all()
    for _night in range(2):
        by_night()
        assert open_kinds() == set()
        assert Run.objects.first().differences == 0
    invent(1_50, timezone.now() - timedelta(days=60))
    by_night()
    assert Difference.objects.open().get().detail == "+₸2.50"
    compare_books()
    assert Difference.objects.open().get().detail == "+₸2.50"
    assert not Difference.objects.explained().exists()


def test_what_is_under_way_at_one_look_does_not_end_the_explanation(donor):
    long_ago = timezone.now() - timedelta(days=60)
    invent(1_00, long_ago)
    by_night()
    explain_all()
    under_way = invent(50, long_ago)
    by_night()
    assert Difference.objects.open().get().detail == "+₸1.50"
    with pytest.raises(SystemExit):
        call_command("check_ledger")
    ledger.reverse(under_way, reason="never happened", happened_at=long_ago)
    compare_books()
    assert open_kinds() == set()
    assert Difference.objects.explained().get().detail == "+₸1"
    call_command("check_ledger")


def test_the_same_offset_after_one_that_healed_is_another(donor):
    long_ago = timezone.now() - timedelta(days=60)
    entry = invent(1_00, long_ago)
    by_night()
    explain_all()
    by_night()
    ledger.reverse(entry, reason="never happened", happened_at=long_ago)
    by_night()
    assert Run.objects.clean().first() == Run.objects.first()
    invent(1_00, long_ago, "txn_again")
    by_night()
    assert open_kinds() == {DifferenceKind.BALANCE}
    assert Run.objects.first().differences == 1, "and the public date goes no further"


def test_gifts_that_arrive_meanwhile_put_nothing_off(donor, monkeypatch):
    """Stripe already has the gift when it is asked, and our books do not."""
    totals = balance.gateway_books.balance_totals

    def with_one_more():
        if not Difference.objects.exists() and not asked:
            donor.pay(donor.give())
        asked.append(1)
        return totals()

    asked = []
    monkeypatch.setattr(balance.gateway_books, "balance_totals", with_one_more)
    by_night()
    assert len(asked) == 2
    assert open_kinds() == set()


def test_five_weeks_are_looked_at(donor):
    then = timezone.now() - timedelta(days=30)
    enter_charge(donor.fund, charge="ch_invented", happened_at=then)
    compare_books()
    assert open_kinds() == set(), "that is not of the last two days"
    by_night()
    assert DifferenceKind.ENTRY_WITHOUT_LINE in open_kinds()


def test_a_broken_rule_of_the_ledger_is_a_difference(donor):
    donor.pay(donor.give())
    compare_books()
    FundTotal.objects.update(raised_tiyn=1)
    by_night()
    one = Difference.objects.open().get(kind=DifferenceKind.LEDGER)
    assert one.source == "a kept total is the sum of its entries"
    assert Run.objects.first().violations == 1
    FundTotal.objects.update(raised_tiyn=5_000_00)
    by_night()
    assert open_kinds() == set()
    assert Run.objects.clean().exists()
