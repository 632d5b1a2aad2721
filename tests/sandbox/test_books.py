"""Money that moved is in the balance transactions, and in nothing else; the sums agree."""

import pytest
import stripe

from tests.sandbox.conftest import gift
from tests.stripe_sandbox.process import OrderRefused

DAY = 24 * 60 * 60
FEE = 500_000 * 29 // 1000 + 15_000


def sums(sandbox):
    books = sandbox.books()
    moved = books["charges"] + books["refunds"] + books["disputes"] + books["payouts"]
    assert books["net"] == moved - books["fees"] == books["available"] + books["pending"]
    return books


def test_a_gift_less_its_fee_is_pending_then_available(paid, sandbox, api):
    paid()
    assert (sums(sandbox)["pending"], sums(sandbox)["available"]) == (500_000 - FEE, 0)

    sandbox.advance(2 * DAY)

    assert api.balance.retrieve().available[0].amount == 500_000 - FEE
    assert api.balance_transactions.list().data[0].status == "available"


def test_a_refund_gives_the_gross_back_and_the_fee_stays_gone(paid, sandbox, api):
    session = paid()

    part = api.refunds.create({"payment_intent": session.payment_intent.id, "amount": 200_000})
    rest = sandbox.refund(session.id)

    charge = api.charges.retrieve(part.charge, {"expand": ["refunds"]})
    assert (part.status, rest["amount"]) == ("succeeded", 300_000)
    assert (charge.refunded, charge.amount_refunded) == (True, 500_000)
    assert [refund.amount for refund in charge.refunds.data] == [300_000, 200_000]
    assert sums(sandbox)["net"] == -FEE
    assert len(sandbox.events("charge.refunded")) == 2


def test_a_refund_made_in_the_dashboard_has_no_request_behind_it(paid, sandbox):
    sandbox.refund(paid().id)

    assert sandbox.events("refund.created")[0]["request"] == {"id": None, "idempotency_key": None}


def test_more_than_was_paid_is_not_refunded(paid, api):
    charge = paid().payment_intent.latest_charge.id

    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        api.refunds.create({"charge": charge, "amount": 500_001})
    api.refunds.create({"charge": charge})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.refunds.create({"charge": charge})
    assert refused.value.code == "charge_already_refunded"


def test_a_refund_may_fail_later_and_the_money_comes_back(paid, sandbox, api):
    session = paid("4000000000005126")
    refund = api.refunds.create({"payment_intent": session.payment_intent.id})
    assert refund.status == "pending"

    sandbox.advance(120)

    assert api.refunds.retrieve(refund.id).status == "failed"
    assert sums(sandbox)["refunds"] == 0
    assert sandbox.events("refund.failed")


def test_a_disputed_gift_is_taken_with_a_fee_and_comes_back_when_won(paid, sandbox, api):
    session = paid("4000000000000259")
    dispute = api.disputes.list().data[0]
    charge = session.payment_intent.latest_charge.id
    assert (dispute.charge, dispute.status) == (charge, "needs_response")
    assert sums(sandbox)["disputes"] == -500_000
    assert sums(sandbox)["fees"] == FEE + 700_000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.refunds.create({"charge": charge})
    assert refused.value.code == "charge_disputed"

    sandbox.close_dispute(dispute.id, won=True)

    assert api.disputes.retrieve(dispute.id).status == "won"
    assert sums(sandbox)["disputes"] == 0
    told = {event["type"] for event in sandbox.events() if "dispute" in event["type"]}
    assert told == {
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    }


@pytest.mark.parametrize(
    ("text", "status"), [("losing_evidence", "lost"), ("winning_evidence", "won")]
)
def test_evidence_decides_as_in_stripes_test_mode(paid, sandbox, api, text, status):
    dispute = sandbox.dispute(paid().id)["id"]

    api.disputes.update(dispute, {"evidence": {"uncategorized_text": text}})

    assert api.disputes.retrieve(dispute).status == status


def test_giving_in_loses_the_dispute(paid, sandbox, api):
    dispute = sandbox.dispute(paid().id, amount=100_000)["id"]

    assert api.disputes.close(dispute).status == "lost"
    assert sums(sandbox)["disputes"] == -100_000
    with pytest.raises(OrderRefused):
        sandbox.close_dispute(dispute, won=True)


def test_a_payout_takes_what_is_available_and_names_its_parts(paid, sandbox, api):
    paid()
    with pytest.raises(OrderRefused, match="insufficient funds"):
        sandbox.payout()
    sandbox.advance(2 * DAY)

    payout = sandbox.payout()
    sandbox.advance(DAY)

    inside = api.balance_transactions.list({"payout": payout["id"]}).data
    assert payout["amount"] == 500_000 - FEE
    assert {row.type for row in inside} == {"charge", "payout"}
    assert sum(row.net for row in inside) == 0
    assert api.payouts.retrieve(payout["id"]).status == "paid"
    assert sums(sandbox)["net"] == 0


def test_a_payout_that_failed_comes_back(paid, sandbox):
    paid("4000000000000077")
    payout = sandbox.payout(paid=True)
    sandbox.fail_payout(payout["id"])

    assert sums(sandbox)["available"] == 500_000 - FEE
    assert sandbox.events("payout.failed")


def test_settlement_may_be_in_another_currency(paid, sandbox):
    sandbox.settings(settlement_currency="usd", exchange_rate="0.002", fee_fixed=30)
    row = paid().payment_intent.latest_charge.balance_transaction

    assert (row.currency, row.amount, row.exchange_rate) == ("usd", 1_000, 0.002)
    assert row.fee == 29 + 30
    assert sums(sandbox)["charges"] == 1_000


def test_the_balance_transaction_may_come_late(api, sandbox):
    sandbox.settings(balance_delay=60)
    session = api.checkout.sessions.create(gift())
    sandbox.pay(session.id)
    asked = {"expand": ["payment_intent.latest_charge"]}
    early = api.checkout.sessions.retrieve(session.id, asked)
    assert early.payment_intent.latest_charge.balance_transaction is None

    sandbox.advance(61)

    late = api.checkout.sessions.retrieve(session.id, asked)
    assert late.payment_intent.latest_charge.balance_transaction is not None


def test_lists_go_on_from_where_they_stopped(paid, api, sandbox):
    for _ in range(5):
        paid()
    first = api.balance_transactions.list({"limit": 2, "type": "charge"})
    rest = api.balance_transactions.list({"limit": 2, "starting_after": first.data[-1].id})
    back = api.balance_transactions.list({"limit": 2, "ending_before": rest.data[0].id})
    everything = [row.id for row in first.auto_paging_iter()]

    assert first.has_more
    assert len(set(everything)) == 5
    assert [row.id for row in rest.data] == everything[2:4]
    assert [row.id for row in back.data] == everything[:2]
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        api.balance_transactions.list({"starting_after": "txn_none"})
    with pytest.raises(stripe.InvalidRequestError, match="between 1 and 100"):
        api.balance_transactions.list({"limit": 101})


def test_lists_are_cut_by_time(paid, api, sandbox):
    paid()
    later = sandbox.advance(DAY)
    paid()

    assert len(api.balance_transactions.list({"created": {"gte": later - 60}}).data) == 1
    assert len(api.balance_transactions.list({"created": {"lt": later - 60}}).data) == 1
    expanded = api.balance_transactions.list({"expand": ["data.source.payment_intent"]})
    assert expanded.data[0].source.payment_intent.status == "succeeded"
