"""What Stripe paid out is known on the bank's statement, and is nobody's gift."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.bank import asking, balance, payouts, settlement
from campaigns.bank.doubts import doubts
from campaigns.bank.invariants import violations
from campaigns.bank.look_at import warnings
from campaigns.bank.models import BankLine, LineState
from campaigns.bank.settlement import AskAnother, NotMatched
from campaigns.funds.accounts import BANK, OPERATIONS
from campaigns.funds.models import Entry
from tests.bank.test_balance import began
from tests.factories.bank import (
    DAY,
    agree,
    as_csv,
    as_mt940,
    booking,
    bring,
    enter_payout,
    line_of,
    make_payout,
)
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

pytestmark = pytest.mark.django_db


def sent(tiyn=90_000_00, text="STRIPE PAYMENTS", **fields):
    return booking(tiyn, text, **fields)


def test_a_line_of_stripe_with_the_sum_of_one_payout_is_that_payout():
    payout, one = make_payout(), sent()
    bring(one)
    line = line_of(one)
    assert (line.state, line.aside_reason, line.payout) == (LineState.ASIDE, "payout", payout)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "one",
    [
        sent(text="Пожертвование"),
        sent(90_000_01),
        sent(currency="USD"),
        sent(day=DAY + timedelta(days=11)),
    ],
)
def test_what_may_be_something_else_waits_for_a_person(one):
    make_payout()
    bring(one)
    assert line_of(one).state == LineState.NEW


def test_two_payouts_of_one_sum_wait_for_a_person():
    make_payout()
    make_payout()
    one = sent()
    bring(one)
    assert line_of(one).state == LineState.NEW


def test_a_payout_that_came_back_or_has_its_line_is_not_meant():
    make_payout(came_back_at="2026-03-05T00:00Z")
    first, second = sent(), sent()
    bring(first)
    assert line_of(first).state == LineState.NEW
    payout = make_payout()
    payouts.know_payout(line_of(first).pk, payout, by=make_user("officer"))
    bring(second)
    assert line_of(second).state == LineState.NEW
    with pytest.raises(NotMatched):
        payouts.know_payout(line_of(second).pk, payout, by=make_user("other"))


def test_finance_names_the_payout_by_one_button(sign_in):  # noqa: F811
    client = sign_in(roles.FINANCE)
    payout, one = make_payout(), sent(text="Перевод")
    bring(one)
    url = reverse("bank_office:line", args=[line_of(one).pk])
    assert payout.stripe_id in client.get(url).content.decode()
    client.post(url, {"action": "payout", "payout": payout.stripe_id})
    assert line_of(one).payout == payout
    assert payout.stripe_id in client.get(url).content.decode()
    client.post(url, {"action": "undo", "reason": "another one"})
    agree(line_of(one))
    assert (line_of(one).state, line_of(one).payout) == (LineState.NEW, None)


def brought(*args, **fields):
    one = booking(*args, **fields)
    bring(one)
    return line_of(one)


@pytest.mark.parametrize("tiyn", [89_500_00, 70_000_00])
def test_a_short_payout_is_no_gift_by_one_persons_word(tiyn):
    make_payout()
    line, fund = brought(tiyn, "Перевод"), make_fund()
    assert "A payout of Stripe" in str(doubts(line)[0])
    with pytest.raises(AskAnother):
        settlement.give_without_pledge(line.pk, fund, make_user())
    assert doubts(brought(69_999_99, "Перевод")) == []


def test_the_site_knows_no_short_payout():
    make_payout()
    assert brought(89_500_00, "STRIPE PAYMENTS").state == LineState.NEW


def fees():
    return list(Entry.objects.filter(kind="bank_fee", reversed_by=None))


def test_what_a_bank_kept_of_it_is_a_fee_and_both_are_taken_back_by_two():
    began()
    payout = enter_payout(make_payout())
    line = brought(89_000_00, "less than was sent")
    payouts.know_payout(line.pk, payout, by=make_user())
    [fee] = fees()
    legs = {leg.account_id: leg.amount_tiyn for leg in fee.postings.all()}
    assert legs == {OPERATIONS: 1_000_00, BANK: -1_000_00}
    assert (list(violations()), list(warnings())) == ([], [])
    asking.ask_to_undo(line.pk, "it was another one", make_user())
    agree(line)
    assert (fees(), list(violations())) == ([], [])
    payouts.know_payout(line.pk, payout, by=make_user())
    assert (len(fees()), list(violations())) == (1, [])


def test_nothing_of_it_is_left_over_beside_the_banks_balance():
    began()
    payout, one = enter_payout(make_payout()), booking(89_000_00, "less than was sent")
    bring(one, write=as_mt940)
    payouts.know_payout(line_of(one).pk, payout, by=make_user())
    told = balance.compare()
    assert (told.difference, told.entries, told.lines, told.aside) == (0, 0, 0, 0)
    assert told.unexplained == 0


def test_the_fee_of_one_that_left_before_the_books_began_is_told_apart_from_its_sum():
    payout = enter_payout(make_payout())
    one = booking(89_000_00, "less than was sent", day=DAY + timedelta(days=1))
    bring(one, write=lambda *all: as_mt940(*all).replace(b":62F:C260302", b":62F:C260303"))
    began(day=DAY)
    payouts.know_payout(line_of(one).pk, payout, by=make_user())
    told = balance.compare()
    assert (told.aside_in_tiyn, told.unexplained) == (90_000_00, 0)


MUCH = 20_000_01


@pytest.mark.parametrize(
    "one",
    [
        pytest.param({"tiyn": 90_000_00 - MUCH}, id="the bank kept much"),
        pytest.param({"tiyn": 90_000_00, "day": DAY + timedelta(days=11)}, id="another day"),
    ],
)
def test_what_the_page_does_not_offer_is_known_by_two(one):
    payout, line = enter_payout(make_payout()), brought(**one)
    with pytest.raises(AskAnother, match="another person looks"):
        payouts.know_payout(line.pk, payout, by=make_user())
    assert not BankLine.objects.exclude(payout=None).exists()
    asking.ask_for_payout(line.pk, payout, "the letter of the bank", make_user())
    agree(line)
    line.refresh_from_db()
    assert line.payout == payout
    assert (list(violations()), list(warnings())) == ([], [])


def test_nor_one_that_came_back_by_one_persons_word():
    payout, line = make_payout(came_back_at="2026-03-05T00:00Z"), brought(90_000_00)
    with pytest.raises(AskAnother):
        payouts.know_payout(line.pk, payout, by=make_user())


@pytest.mark.parametrize(
    ("tiyn", "fields", "why"),
    [
        (90_000_01, {}, "sums differ"),
        (90_000_00, {"left_at": None}, "has not left"),
    ],
)
def test_what_cannot_be_it_is_refused_to_two_as_well(tiyn, fields, why):
    """More than was sent would hide new money."""
    payout, line = make_payout(**fields), brought(tiyn)
    for known in (
        lambda: payouts.know_payout(line.pk, payout, by=make_user()),
        lambda: asking.ask_for_payout(line.pk, payout, "a reason", make_user()),
    ):
        with pytest.raises(NotMatched, match=why):
            known()


def test_a_line_that_has_become_another_payouts_meanwhile_is_refused_on_agreeing():
    payout, line = make_payout(), brought(90_000_00, day=DAY + timedelta(days=11))
    asking.ask_for_payout(line.pk, payout, "the letter of the bank", make_user())
    payouts.know_payout(brought(90_000_00).pk, payout, by=make_user())
    with pytest.raises(NotMatched, match="has its line already"):
        agree(line)


def test_one_persons_word_for_much_would_be_warned_of(settings):
    payout, line = make_payout(), brought(89_000_00)
    payouts.know_payout(line.pk, payout, by=make_user())
    settings.BANK_ALONE_MOST_TIYN = 999_99
    assert [(told.rule, told.detail) for told in warnings()] == [
        ("a payout of which the bank kept much is known by two", f"{payout.stripe_id}: {1_000_00}")
    ]


def opened(answer):
    """What stands in the one fold of the page that is open."""
    [fold] = re.findall(r"<details open>(.*?)</details>", answer.content.decode(), re.DOTALL)
    return fold


def test_another_payout_is_asked_for_on_the_page(sign_in):  # noqa: F811
    client = sign_in(roles.FINANCE)
    payout, line = make_payout(), brought(90_000_00, day=DAY + timedelta(days=30))
    url = reverse("bank_office:line", args=[line.pk])
    assert "Another payout of Stripe" in client.get(url).content.decode()
    sent = {"action": "payout", "payout": payout.stripe_id}
    refused = client.post(url, sent | {"payout": "po_none"})
    assert refused.status_code == 422
    assert "There is no payout of this number" in opened(refused)
    told = client.post(url, sent, follow=True).content.decode()
    assert "another person looks" in told
    assert not line.asked.exists()
    client.post(url, sent | {"reason": "the letter of the bank"})
    assert payout.stripe_id in client.get(url).content.decode()
    agree(line)
    line.refresh_from_db()
    assert line.payout == payout


def test_a_payout_that_no_statement_shows_is_warned_of():
    payout = make_payout()
    bring(booking(1_00), write=as_csv)
    assert list(warnings()) == []
    bring(booking(1_00, day=DAY + timedelta(days=10)))
    assert [one.detail.split(":")[0] for one in warnings()] == [payout.stripe_id]
    bring(sent())
    assert list(warnings()) == []
