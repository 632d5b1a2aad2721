"""Whatever the order of messages, and whichever never come: the same happenings, the same books."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.funds.models import Entry, Fund
from campaigns.payments.models import Donation
from campaigns.payments.reversals import refunds
from tests.payments.books import assert_books_are_stripes, balances

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(donor, asker, approver):
    """At Stripe: a gift given back in parts, one of which came back, then disputed and won;
    another one lost; a payout that failed. Nothing of it is in our books but what was asked for."""
    sandbox = donor.sandbox
    gift = donor.give_and_pay(card="4000000000000077")
    sandbox.fail_payout(sandbox.payout(amount=100_00)["id"])
    asked = refunds.request(gift, 1_500_00, "donor_asked", asker)
    refunds.send(refunds.approve(asked, approver))
    failed = sandbox.refund(donor.attempt(gift).intent_id, amount=1_000_00)
    sandbox.fail_refund(failed["id"])
    sandbox.refund(donor.attempt(gift).intent_id, amount=500_00)
    sandbox.close_dispute(sandbox.dispute(donor.attempt(gift).intent_id)["id"], won=True)
    other = donor.give(amount="7000")
    donor.pay(other)
    lost = sandbox.dispute(donor.attempt(other).session_id, amount=2_000_00)
    sandbox.close_dispute(lost["id"], won=False)
    return donor.messages()


@settings(max_examples=12)
@given(data=st.data())
def test_any_order_ends_in_the_same_books(donor, story, data):
    messages = data.draw(st.permutations(story), label="order")
    twice = data.draw(st.lists(st.sampled_from(story), max_size=4), label="again")
    beginning = transaction.savepoint()
    for message in [*messages, *twice]:
        assert donor.deliver(message).status_code == 200
    assert ends(donor) == ENDS
    transaction.savepoint_rollback(beginning)


ENDS = {
    "states": {"lost": 1, "partly_refunded": 1},
    "raised": 3_000_00 + 5_000_00,
    "gifts": 2,
    "entries": {
        "charge": 2,
        "refund": 3,
        "refund_failed": 1,
        "dispute": 2,
        "dispute_won": 1,
        "dispute_lost": 1,
        "payout": 1,
        "payout_failed": 1,
    },
}


def ends(donor):
    assert_books_are_stripes(donor)
    assert not {"stripe.withheld", "gifts.contested", "bank"} & balances().keys()
    total = Fund.objects.with_totals().get(pk=donor.fund.pk)
    kinds = Counter(Entry.objects.exclude(kind="fee").values_list("kind", flat=True))
    return {
        "states": dict(Counter(Donation.objects.values_list("state", flat=True))),
        "raised": total.raised_tiyn,
        "gifts": total.gifts,
        "entries": dict(kinds),
    }
