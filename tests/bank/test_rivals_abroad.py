"""Two lines for one payout that our bank changed, with the control."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from campaigns.bank import asking, payouts
from campaigns.bank.models import BankLine
from campaigns.bank.settlement import NotMatched
from campaigns.funds.models import Entry
from campaigns.payments.models import Payout
from tests.bank.test_payouts_abroad import TENGE, ask, brought, make_payout
from tests.bank.test_rivals import looked_at_together
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once

pytestmark = pytest.mark.usefixtures("committed_db")


def two_lines_for_one():
    """Each is asked about, and each has another person who agrees."""
    payout = make_payout()
    return [(ask(brought(tiyn), payout).pk, make_user()) for tiyn in (TENGE, TENGE + 1)]


def agreed_at_once(agreed):
    return at_once(*[lambda pk=pk, by=by: asking.agree(pk, by) for pk, by in agreed])


def changed_once():
    entries = Entry.objects.filter(kind="bank_exchange").count()
    return (entries, BankLine.objects.exclude(payout=None).count()) == (1, 1)


def test_two_who_agree_at_once_change_it_once():
    errors = agreed_at_once(two_lines_for_one())
    assert [type(error) for error in errors if error] == [NotMatched]
    assert changed_once()
    call_command("check_ledger")


def test_without_the_lock_of_the_payout_only_its_uniqueness_would_hold(monkeypatch):
    def unlocked(number):
        return Payout.objects.get(stripe_id=number)

    asked = two_lines_for_one()
    looked_at_together(monkeypatch, payouts, "lock_payout", unlocked)
    errors = agreed_at_once(asked)
    assert [type(error) for error in errors if error] == [IntegrityError]
    assert changed_once()
