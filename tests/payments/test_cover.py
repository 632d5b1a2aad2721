"""A donor may bear the fee: the fund gets the gift whole, operations get what the fee takes."""

import pytest
from django.core.management import call_command
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from campaigns.funds.accounts import OPERATIONS, of_fund
from campaigns.funds.models import Entry, Fund, Posting
from campaigns.payments.giving import cover
from outbox.models import Mail

RATES = st.tuples(st.integers(0, 1500), st.integers(0, 500_00))


def fee_on(total, rate, fixed):
    """As a bank takes it: rounded up, against the donor."""
    return -(-total * rate // 10_000) + fixed


@given(gift=st.integers(500_00, 999_999_99), formula=RATES)
def test_what_is_left_after_the_fee_is_the_gift_and_less_than_a_tenge_more(gift, formula):
    rate, fixed = formula
    with override_settings(FEE_COVER_BASIS_POINTS=rate, FEE_COVER_FIXED_TIYN=fixed):
        added = cover.cover_for(gift)
    assert added % 100 == 0
    left = gift + added - fee_on(gift + added, rate, fixed)
    assert left >= gift
    a_tenge_less = gift + added - 100
    assert added == 0 or a_tenge_less - fee_on(a_tenge_less, rate, fixed) < gift


@pytest.mark.django_db
def test_the_form_says_what_is_paid_for_each_sum_on_offer(client, fund):
    page = client.get(fund.get_donate_url("en")).content.decode()
    assert "The fee is 2.9 % of the payment and ₸150." in page
    assert "₸5,304 instead of ₸5,000" in page
    russian = client.get(fund.get_donate_url("ru")).content.decode()
    assert "2,9 %" in russian
    assert "5\xa0304\xa0₸" in russian


@pytest.mark.django_db
def test_no_fee_no_question(client, fund, settings):
    settings.FEE_COVER_BASIS_POINTS = settings.FEE_COVER_FIXED_TIYN = 0
    assert "cover_fee" not in client.get(fund.get_donate_url("en")).context["form"].fields


@pytest.mark.django_db
def test_the_pay_page_lists_the_gift_and_the_fee(donor):
    donation = donor.give(cover_fee="on")
    assert (donation.amount_tiyn, donation.cover_tiyn) == (5_304_00, 304_00)
    (call,) = map(donor.fields_of, donor.asked_of_stripe())
    shown = [
        (
            call[f"line_items[{n}][price_data][product_data][name]"],
            call[f"line_items[{n}][price_data][unit_amount]"],
        )
        for n in (0, 1)
    ]
    assert shown == [(donor.fund.name_en, "500000"), ("For the payment fee", "30400")]


@pytest.mark.django_db
def test_the_fund_gets_the_gift_and_operations_the_rest(donor):
    donation = donor.give(cover_fee="on")
    donor.pay(donation)
    page = donor.visit(donation).content.decode()
    assert "Thank you" in page
    assert all(sum_ in page for sum_ in ("₸5,000", "₸304", "₸5,304"))
    assert Fund.objects.with_totals().get(pk=donor.fund.pk).raised_tiyn == 5_000_00
    charge = Entry.objects.get(kind="charge")
    legs = dict(charge.postings.values_list("account_id", "amount_tiyn"))
    assert legs[of_fund(donor.fund.pk)] == -5_000_00
    assert legs[OPERATIONS] == -304_00
    borne = sum(Posting.objects.filter(account_id=OPERATIONS).values_list("amount_tiyn", flat=True))
    assert -100 < borne <= 0, "the fee leaves nothing to pay, and less than a tenge over"
    assert "₸5,304" in Mail.objects.get().body
    call_command("check_ledger")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["999 999", "999 999,99", "971 000"])
def test_with_the_fee_it_must_still_be_one_card_payment(donor, typed):
    response = donor.send_form(amount=typed, cover_fee="on")
    assert response.status_code == 422
    assert "Leave the fee out" in response.context["form"].errors["cover_fee"][0]
    assert donor.give(amount=typed).cover_tiyn == 0


@pytest.mark.django_db
def test_the_same_form_with_the_fee_is_another_gift(donor):
    first, second = donor.give(stamp="now"), donor.give(stamp="now", cover_fee="on")
    assert first.pk != second.pk
