"""What a monthly gift paid can be given back and disputed like any other gift."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.payments import gateway_books
from campaigns.payments.messages import balance
from campaigns.payments.models import Refund
from campaigns.payments.states import DonationState
from tests.factories.money import NOON
from tests.payments.books import assert_books_are_stripes

pytestmark = pytest.mark.django_db


def test_a_refund_heard_of_before_its_payment_settles_the_payment_first(donor):
    gift = donor.give()
    donor.pay(gift)
    donor.visit(gift, "?returned=1")
    donor.month_passes(gift)
    *_first, charge = [m for m in donor.messages() if m["type"] == "charge.succeeded"]
    donor.sandbox.refund(charge["data"]["object"]["id"], amount=1_000_00)
    (message,) = [m for m in donor.messages() if m["type"] == "refund.created"]
    donor.deliver(message)
    refund = Refund.objects.get()
    assert refund.donation.state == DonationState.PARTLY_REFUNDED
    assert donor.raised() == 9_000_00
    assert_books_are_stripes(donor)


def test_a_line_of_stripes_books_enters_a_payment_nobody_told_of(donor):
    gift = donor.give()
    donor.pay(gift)
    donor.visit(gift, "?returned=1")
    donor.month_passes(gift)
    until = timezone.now() + timedelta(days=90)
    lines = [line for page in gateway_books.pages(NOON, until) for line in page]
    assert [balance.enter(line) for line in lines] == [True, True]
    assert donor.raised() == 10_000_00
    assert_books_are_stripes(donor)
