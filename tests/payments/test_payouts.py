"""Money that leaves Stripe for our bank, and money that comes back from there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.funds.accounts import BANK, CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry
from campaigns.payments import gateway_books
from campaigns.payments.invariants import violations
from campaigns.payments.messages import balance
from campaigns.payments.models import Payout
from campaigns.payments.reversals.payouts import settle_payout
from campaigns.payments.reversals.states import PayoutStatus
from campaigns.payments.stripe_records import BalanceLine
from tests.factories.money import NOON
from tests.payments.books import assert_books_are_stripes, balances, fresh, raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_balance(donor):
    """Money that may be paid out at once."""
    return donor.give_and_pay(card="4000000000000077")


@pytest.fixture
def payout(donor, full_balance):
    return settle_payout(donor.sandbox.payout()["id"])


def test_a_payout_is_entered_when_it_is_made(donor, payout):
    assert (payout.status, payout.left_at is not None) == (PayoutStatus.PENDING, True)
    assert balances()[BANK] == payout.amount == -donor.sandbox.books()["payouts"]
    assert raised(donor.fund) == 5_000_00
    assert_books_are_stripes(donor)


def test_its_arrival_moves_nothing_more(donor, payout):
    donor.sandbox.advance(10 * 24 * 3600)
    donor.deliver_all()
    assert fresh(payout).status == PayoutStatus.PAID
    assert Entry.objects.filter(kind=Kind.PAYOUT).count() == 1


@pytest.mark.parametrize("arrived", [False, True])
def test_a_payout_may_come_back_even_after_it_arrived(donor, payout, arrived):
    if arrived:
        donor.sandbox.advance(10 * 24 * 3600)
    donor.sandbox.fail_payout(payout.stripe_id)
    payout = settle_payout(payout.stripe_id)
    assert (payout.status, payout.error_code) == (PayoutStatus.FAILED, "account_closed")
    assert BANK not in balances()
    assert_books_are_stripes(donor)


def test_any_order_of_messages_ends_the_same(donor, full_balance):
    number = donor.sandbox.payout()["id"]
    donor.sandbox.advance(10 * 24 * 3600)
    donor.sandbox.fail_payout(number)
    for message in reversed(donor.messages()):
        donor.deliver(message)
        donor.deliver(message)
    assert Payout.objects.get().status == PayoutStatus.FAILED
    assert BANK not in balances()
    assert_books_are_stripes(donor)


def test_the_bank_is_credited_in_the_currency_of_settlement(donor):
    donor.sandbox.settings(settlement_currency="usd")
    donor.give_and_pay(card="4000000000000077")
    payout = settle_payout(donor.sandbox.payout()["id"])
    assert payout.currency == "USD"
    assert balances("USD")[BANK] == payout.amount
    assert BANK not in balances("KZT")
    assert_books_are_stripes(donor)


def lines_newest_first(since):
    until = timezone.now() + timedelta(days=30)
    return [line for page in gateway_books.pages(since, until) for line in page]


def test_every_line_of_stripes_books_can_be_entered_by_itself(donor):
    """No message came at all: the lines alone bring the same books."""
    gift = donor.give()
    donor.pay(gift, card="4000000000000077")
    other = donor.give(amount="7000")
    donor.pay(other)
    payout = donor.sandbox.payout(amount=1_000_00)
    donor.sandbox.fail_payout(payout["id"])
    refund = donor.sandbox.refund(donor.attempt(gift).session_id, amount=1_000_00)
    donor.sandbox.fail_refund(refund["id"])
    dispute = donor.sandbox.dispute(donor.attempt(other).session_id)
    donor.sandbox.close_dispute(dispute["id"], won=True)
    lines = lines_newest_first(NOON)
    assert {line.type for line in lines} == {
        "charge",
        "refund",
        "refund_failure",
        "adjustment",
        "payout",
        "payout_failure",
    }
    assert all(balance.enter(line) for line in lines)
    assert all(balance.enter(line) for line in lines), "a second time changes nothing"
    assert raised(donor.fund) == 12_000_00
    assert_books_are_stripes(donor)


def test_a_fee_of_stripes_own_is_a_cost(stripe_line):
    line = stripe_line("stripe_fee", amount=-300_00)
    assert balance.enter(line)
    assert balance.enter(line)
    assert balances() == {"operations": 300_00, CLEARING: -300_00}
    assert list(violations()) == []


def test_a_line_of_another_kind_is_not_entered(stripe_line):
    assert not balance.enter(stripe_line("topup", amount=1))


@pytest.fixture
def stripe_line():
    def make(kind, amount):
        return BalanceLine("txn_1", kind, amount, 0, "KZT", NOON, category="fee")

    return make
