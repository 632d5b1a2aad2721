"""A payout in another currency, which our bank changes: its tenge are tied to it by two people."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from campaigns.bank import asking, balance, payouts, settlement
from campaigns.bank.doubts import doubts
from campaigns.bank.invariants import violations
from campaigns.bank.look_at import warnings
from campaigns.bank.models import LineState
from campaigns.bank.settlement import AskAnother, NotMatched
from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, CLEARING, EXCHANGE, OPERATIONS
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from campaigns.payments.models import Payout
from tests.bank.test_balance import HELD, began
from tests.factories.bank import DAY, agree, as_mt940, booking, bring, enter_payout, line_of
from tests.factories.bank import make_payout as make_any_payout
from tests.factories.money import NOON, make_fund
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

DOLLARS, TENGE = 1_000_00, 512_345_00
pytestmark = pytest.mark.django_db


def make_payout(**fields):
    return enter_payout(make_any_payout(DOLLARS, currency="USD", **fields))


def brought(tiyn=TENGE, **fields):
    one = booking(tiyn, "Перевод", **fields)
    bring(one, write=as_mt940)
    return line_of(one)


def ask(line, payout, by=None):
    return asking.ask_for_payout(line.pk, payout, "the advice of the bank", by or make_user())


def held(account, currency):
    entries = Entry.objects.filter(postings__account=account).distinct()
    legs = [leg for entry in entries for leg in entry.postings.filter(account=account)]
    return sum(leg.amount_tiyn for leg in legs if leg.currency == currency)


def sound():
    return (list(violations()), list(warnings())) == ([], [])


def test_two_people_tie_it_and_the_books_have_its_tenge():
    began()
    payout, line = make_payout(), brought()
    with pytest.raises(AskAnother):
        payouts.know_payout(line.pk, payout, by=make_user())
    ask(line, payout)
    assert held(BANK, "USD") == DOLLARS
    agree(line)
    line.refresh_from_db()
    assert (line.state, line.aside_reason, line.payout) == (LineState.ASIDE, "payout", payout)
    assert (held(BANK, "USD"), held(BANK, "KZT")) == (0, TENGE)
    assert (held(EXCHANGE, "USD"), held(EXCHANGE, "KZT")) == (DOLLARS, -TENGE)
    assert held(CLEARING, "USD") == -DOLLARS
    assert sound()
    call_command("check_ledger")
    told = balance.compare()
    assert (told.ours_tiyn, told.bank_tiyn, told.unexplained) == (HELD + TENGE,) * 2 + (0,)
    assert (told.lines, told.aside, told.entries) == (0, 0, 0)


def test_the_same_person_does_not_agree():
    payout, line, by = make_payout(), brought(), make_user()
    ask(line, payout, by)
    with pytest.raises(NotMatched):
        agree(line, by)
    assert held(BANK, "KZT") == 0


def test_it_is_taken_back_by_two_and_tied_anew():
    began()
    payout, line = make_payout(), brought()
    ask(line, payout)
    agree(line)
    asking.ask_to_undo(line.pk, "it was another one", make_user())
    agree(line)
    line.refresh_from_db()
    assert (line.state, line.payout) == (LineState.NEW, None)
    assert (held(BANK, "USD"), held(BANK, "KZT")) == (DOLLARS, 0)
    assert sound()
    ask(line, payout)
    agree(line)
    assert (held(BANK, "USD"), held(BANK, "KZT")) == (0, TENGE)
    assert Entry.objects.filter(kind=Kind.BANK_EXCHANGE, reversed_by=None).count() == 1
    assert sound()
    assert balance.compare().unexplained == 0


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"left_at": None}, "has not left"),
        ({"came_back_at": "2026-03-05T00:00Z"}, "came back"),
    ],
)
def test_what_is_not_at_the_bank_is_not_changed(fields, why):
    payout, line = make_payout(**fields), brought()
    with pytest.raises(NotMatched, match=why):
        ask(line, payout)


def test_nor_what_stripe_took_from_the_bank():
    payout, line = make_any_payout(-DOLLARS, currency="USD"), brought()
    with pytest.raises(NotMatched, match="sums differ"):
        ask(line, payout)


def test_one_payout_is_changed_once():
    payout, first, second = make_payout(), brought(), brought(TENGE + 1)
    ask(first, payout)
    ask(second, payout)
    agree(first)
    with pytest.raises(NotMatched, match="has its line already"):
        agree(second)
    assert held(BANK, "KZT") == TENGE


def test_a_large_line_beside_such_a_payout_is_no_gift_by_one_persons_word():
    make_payout()
    line, fund = brought(), make_fund()
    assert "another currency" in str(doubts(line)[0])
    with pytest.raises(AskAnother):
        settlement.give_without_pledge(line.pk, fund, make_user())
    assert doubts(brought(20_000_00)) == []
    assert doubts(brought(day=DAY + timedelta(days=11))) == []


def changed_at_stripe(tenge_tiyn, sent):
    """What Stripe made of gifts: the rate that we know."""
    number = f"txn_{Entry.objects.count()}"
    swap = [(CLEARING, -tenge_tiyn, "KZT"), (EXCHANGE, tenge_tiyn, "KZT")]
    swap += [(EXCHANGE, -sent, "USD"), (CLEARING, sent, "USD")]
    ledger.post(Draft(Kind.CONVERSION, number, tuple(Leg(*one) for one in swap), NOON))


@pytest.mark.parametrize(
    ("tiyn", "is_doubted"),
    [
        (TENGE, True),
        (410_000_00, True),
        (624_000_00, True),
        # The bank took its fee out of it.
        (385_000_00, True),
        (375_000_00, False),
        (626_000_00, False),
        (25_000_00, False),
    ],
)
def test_where_a_rate_is_known_only_a_line_of_about_its_worth_is_doubted(tiyn, is_doubted):
    changed_at_stripe(4_995_00, 10_00)
    changed_at_stripe(5_005_00, 10_00)
    make_payout()
    line = brought(tiyn)
    assert bool(doubts(line)) == is_doubted
    if not is_doubted:
        settlement.give_without_pledge(line.pk, make_fund(), make_user())


def test_one_line_may_be_several_payouts_that_the_bank_changed_at_once():
    changed_at_stripe(5_000_00, 10_00)
    make_payout()
    make_payout()
    assert doubts(brought(2 * TENGE))
    assert doubts(brought(1_300_000_00)) == []


def test_the_latest_rate_counts():
    changed_at_stripe(1_00, 10_00)
    for _ in range(20):
        changed_at_stripe(5_000_00, 10_00)
    make_payout()
    assert doubts(brought())
    assert doubts(brought(1_000_000_00)) == []


def test_a_payout_to_an_account_in_its_currency_is_known_by_its_line():
    began()
    payout = make_payout()
    one = booking(DOLLARS, "STRIPE PAYMENTS", currency="USD")
    bring(one)
    line = line_of(one)
    assert (line.state, line.payout) == (LineState.ASIDE, payout)
    assert (held(BANK, "USD"), held(BANK, "KZT")) == (DOLLARS, 0)
    assert sound()
    call_command("check_ledger")


def test_one_person_ties_its_very_sum_and_two_what_the_bank_kept_of_it(sign_in):  # noqa: F811
    client = sign_in(roles.FINANCE)
    payouts_made = [make_payout(), make_payout()]
    lines = []
    for tiyn in (DOLLARS, DOLLARS - 15_00):
        one = booking(tiyn, "Перевод", currency="USD")
        bring(one)
        lines.append(line_of(one))
    for payout, line in zip(payouts_made, lines, strict=True):
        url = reverse("bank_office:line", args=[line.pk])
        assert 'value="payout"' in client.get(url).content.decode()
        sent = {"action": "payout", "payout": payout.stripe_id, "reason": "the bank's fee"}
        client.post(url, sent)
    for line in lines:
        line.refresh_from_db()
    assert [line.payout for line in lines] == [payouts_made[0], None]
    agree(lines[1])
    assert held(BANK, "USD") == 2 * DOLLARS - 15_00
    assert held(OPERATIONS, "USD") == 15_00
    assert sound()
    asking.ask_to_undo(lines[1].pk, "it was another one", make_user())
    agree(lines[1])
    assert (held(BANK, "USD"), held(OPERATIONS, "USD")) == (2 * DOLLARS, 0)
    assert [one.rule for one in violations()] == []


@pytest.mark.parametrize("currency", ["EUR", "JPY"])
def test_a_line_in_a_third_currency_or_in_yen_is_of_no_payout(currency):
    made = make_payout() if currency == "EUR" else make_any_payout(DOLLARS, currency="JPY")
    one = booking(DOLLARS, "STRIPE", currency=currency)
    bring(one)
    line = line_of(one)
    assert line.payout is None
    with pytest.raises(NotMatched, match="in this currency"):
        ask(line, made)


def test_yen_have_no_hundredths():
    payout = make_any_payout(100_000, currency="JPY")
    assert payouts.exchanged(payout, brought(320_000_00)) == "100000 JPY, 1 JPY = 3.2000 KZT"
    dinars = make_any_payout(100_000, currency="KWD")
    assert payouts.exchanged(dinars, brought(160_000_00)) == "100.000 KWD, 1 KWD = 1600.0000 KZT"


def test_one_that_no_statement_shows_is_warned_of():
    payout = make_payout()
    brought(day=DAY + timedelta(days=10))
    assert [one.detail.split(":")[0] for one in warnings()] == [payout.stripe_id]


def test_one_that_comes_back_after_it_was_tied_is_warned_of():
    payout, line = make_payout(), brought()
    ask(line, payout)
    agree(line)
    Payout.objects.update(came_back_at="2026-03-05T00:00Z")
    assert [one.rule for one in warnings()] == ["a payout that was changed at the bank stays there"]


def test_the_page_shows_both_sums_and_the_rate(sign_in):  # noqa: F811
    client = sign_in(roles.FINANCE)
    payout, line = make_payout(), brought()
    url = reverse("bank_office:line", args=[line.pk])
    page = client.get(url).content.decode()
    assert payout.stripe_id in page
    assert "1 USD = 512.3450 KZT" in page
    assert "1000.00 USD" in page
    sent = {"action": "payout", "payout": payout.stripe_id}
    client.post(url, sent)
    assert not line.asked.exists()
    client.post(url, sent | {"reason": "the advice of the bank"})
    assert "1 USD = 512.3450 KZT" in client.get(url).content.decode()
    agree(line)
    page = client.get(url).content.decode()
    assert "1000.00 USD" in page
    assert "1 USD = 512.3450 KZT" in page
