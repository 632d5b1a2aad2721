"""Whatever happens to gifts, in any order: receipts end up saying what stands, without a gap."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.payments.states import DonationState
from campaigns.receipts import changes, issuing
from campaigns.receipts.invariants import violations, warnings
from campaigns.receipts.models import Receipt
from campaigns.receipts.standing import out_of_date
from tests.factories import settled
from tests.factories.money import make_fund
from users.models import User

pytestmark = pytest.mark.django_db

S = DonationState
HAPPENINGS = ("refund", "back", "dispute", "won", "lost", "work", "fetch", "void", "new", "replace")
steps = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(HAPPENINGS)), max_size=14)


def happen(gift, what, officer):
    """Do `what` where it can happen to the gift; finance is told where it cannot."""
    gift.refresh_from_db()
    if what == "refund" and gift.state in (S.PAID, S.PARTLY_REFUNDED):
        settled.give_back(gift, min(gift.standing_tiyn, 2_000_00))
    elif what == "back" and gift.state in (S.PARTLY_REFUNDED, S.REFUNDED):
        settled.refund_comes_back(gift, min(gift.refunded_tiyn, 2_000_00))
    elif what == "dispute" and gift.state == S.PAID:
        settled.dispute(gift)
    elif what in ("won", "lost") and gift.state == S.DISPUTED:
        (settled.win_dispute if what == "won" else settled.lose_dispute)(gift)
    elif what == "work":
        issuing.bring_up_to_date()
    elif what == "fetch":
        issuing.receipt_of(gift)
    elif what in ("void", "new", "replace") and (last := gift.receipts.order_by("pk").last()):
        act = {
            "void": changes.take_back,
            "new": changes.issue_again,
            "replace": changes.replace,
        }[what]
        try:
            act(last, officer, "why")
        except changes.ReceiptError:
            return


def says_what_stands(gift):
    valid = gift.receipts.valid().first()
    if gift.state == S.DISPUTED:
        return True
    if valid is None:
        return gift.standing_tiyn == 0 or gift.receipts.taken_back().exists()
    return valid.amount_tiyn == gift.standing_tiyn


@given(steps)
@settings(max_examples=40)
def test_receipts_follow_whatever_happens(happenings):
    before = transaction.savepoint()
    try:
        officer = User.objects.create_user("bota", "bota@example.org", "x")
        fund = make_fund()
        gifts = [settled.settled_gift(fund=fund) for _n in range(2)]
        for which, what in happenings:
            happen(gifts[which], what, officer)
        issuing.bring_up_to_date()
        for gift in gifts:
            gift.refresh_from_db()
            assert says_what_stands(gift)
        assert not out_of_date(everywhere=True).exists()
        assert not [*violations(), *warnings()]
        numbers = list(Receipt.objects.order_by("pk").values_list("serial", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    finally:
        transaction.savepoint_rollback(before)
