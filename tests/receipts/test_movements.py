"""Refunds, disputes, payouts and the ledger as sheets: each movement once, and no donor's name."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING, EXCHANGE
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.payments.models import Dispute, Payout, Refund, RefundKind
from campaigns.payments.reversals.states import DisputeStatus, PayoutStatus, RefundState
from campaigns.receipts import exports
from tests.factories.homes import make_person
from tests.factories.settled import PAID_AT, settled_gift
from tests.receipts.test_exports import FORMULAS, read_csv, read_xlsx

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 1)
THE_DAY_AFTER = datetime(2026, 4, 1, 19, tzinfo=UTC)
NUMBER = re.compile(r"-?[0-9.]+")
MOVEMENTS = ("refunds", "disputes", "payouts", "ledger")


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def sheet(what, first=DAY, last=DAY):
    return exports.SHEETS[what](first, last)


def refund(**fields):
    wanted = {
        "donation": fields.pop("donation", None) or settled_gift(),
        "amount_tiyn": 1_000_50,
        "kind": RefundKind.BY_BANK,
        "state": RefundState.SUCCEEDED,
        "reason": "donor_asked",
        "requested_by": make_person(),
        "approved_by": make_person(),
        "entered_at": PAID_AT,
    }
    return Refund.objects.create(**(wanted | fields))


def dispute(**fields):
    wanted = {
        "stripe_id": "du_1",
        "donation": fields.pop("donation", None) or settled_gift(),
        "amount_tiyn": 5_000_00,
        "status": DisputeStatus.NEEDS_RESPONSE,
        "opened_at": PAID_AT,
        "fee": 15_00,
        "fee_currency": "USD",
    }
    return Dispute.objects.create(**(wanted | fields))


def payout(**fields):
    wanted = {
        "stripe_id": "po_1",
        "amount": -12_345,
        "currency": "USD",
        "status": PayoutStatus.PAID,
        "arrives_on": DAY,
        "made_at": PAID_AT,
    }
    return Payout.objects.create(**(wanted | fields))


def test_a_refund_is_a_row_with_its_two_people():
    gift = settled_gift()
    refund(donation=gift, requested_by=make_person("asker"), approved_by=make_person("approver"))
    (row,) = read_csv(sheet("refunds"))
    told = (row["Given back on"], row["Gift"], row["Given back"])
    assert told == ("2026-04-01", str(gift.pk), "1000.50")
    assert (row["Asked for by"], row["Approved by"]) == ("asker", "approver")
    assert row["Came back on"] == ""


def test_a_refund_stands_on_the_day_that_it_left_and_on_the_day_that_it_came_back():
    refund(came_back_at=THE_DAY_AFTER)
    days = [date(2026, 3, 31), DAY, date(2026, 4, 2), date(2026, 4, 3)]
    sheets = [read_csv(sheet("refunds", day, day)) for day in days]
    told = [[(row["Given back"], row["Came back"]) for row in rows] for rows in sheets]
    assert told == [[], [("1000.50", "")], [("", "1000.50")], []]
    (both,) = read_csv(sheet("refunds", DAY, date(2026, 4, 2)))
    assert (both["Given back"], both["Came back"]) == ("1000.50", "1000.50")


def test_a_day_begins_and_ends_at_our_midnight():
    payout(made_at=datetime(2026, 3, 31, 19, tzinfo=UTC))
    payout(stripe_id="po_2", made_at=datetime(2026, 3, 31, 18, 59, 59, tzinfo=UTC))
    payout(stripe_id="po_3", made_at=THE_DAY_AFTER)
    assert [row["Number at Stripe"] for row in read_csv(sheet("payouts"))] == ["po_1"]


def test_a_refund_that_never_left_is_in_no_sheet():
    refund(entered_at=None, state=RefundState.APPROVED)
    assert read_csv(sheet("refunds", date(2000, 1, 1), date(2999, 1, 1))) == []


def test_a_dispute_is_a_row_of_the_day_it_was_opened():
    dispute(withdrawn_at=PAID_AT, lost_at=THE_DAY_AFTER, status=DisputeStatus.LOST)
    dispute(stripe_id="du_2", opened_at=THE_DAY_AFTER)
    (row,) = read_csv(sheet("disputes"))
    assert (row["Number at Stripe"], row["Sum"], row["Lost on"]) == (
        "du_1", "5000.00", "2026-04-02",
    )  # fmt: skip
    assert (row["Fee, in the smallest unit"], row["Currency of the fee"]) == ("1500", "USD")


def test_a_payout_that_stripe_took_from_us_is_a_number_below_zero():
    payout()
    payout(stripe_id="po_2", made_at=THE_DAY_AFTER)
    (row,) = read_csv(sheet("payouts"))
    assert (row["Sum, in the smallest unit"], row["Currency"]) == ("-12345", "USD")
    (cells,) = read_xlsx(sheet("payouts"))
    assert cells["Sum, in the smallest unit"].value == -12_345
    assert cells["Sum, in the smallest unit"].data_type == "n"


def test_the_ledger_has_each_posting_and_adds_up():
    gift = settled_gift(amount_tiyn=5_150_99, cover_tiyn=150_00)
    rows = read_csv(sheet("ledger"))
    assert {row["Gift"] for row in rows} == {str(gift.pk)}
    sums = [Decimal(row["Sum in tenge"]) for row in rows]
    assert sums == [Decimal("5150.99"), Decimal("-5000.99"), Decimal("-150.00")]
    assert sum(sums) == 0
    assert len({row["Entry"] for row in rows}) == 1
    assert rows[1]["Name of the account"] == f"fund “{gift.fund.name_en}”"
    assert rows[0]["Ledger account"] == CLEARING
    cells = read_xlsx(sheet("ledger"))
    assert [Decimal(str(row["Sum in tenge"].value)) for row in cells] == sums


def test_another_currency_is_not_called_tenge():
    legs = (Leg(CLEARING, 700, "USD"), Leg(EXCHANGE, -700, "USD"))
    ledger.post(Draft(Kind.CONVERSION, "txn_1", legs, PAID_AT))
    first, _second = read_csv(sheet("ledger"))
    told = (first["Sum in tenge"], first["Sum, in the smallest unit"], first["Currency"])
    assert told == ("", "700", "USD")


def test_a_reversal_names_what_it_takes_back():
    settled_gift()
    entry = ledger.Entry.objects.get()
    ledger.reverse(entry, reason="=1+1", happened_at=THE_DAY_AFTER)
    rows = read_csv(sheet("ledger", date(2026, 4, 2), date(2026, 4, 2)))
    assert {row["Takes back entry"] for row in rows} == {str(entry.pk)}
    assert "=1+1" not in str(rows), "what somebody typed may name a donor"


@pytest.mark.parametrize("typed", FORMULAS)
def test_nothing_works_as_a_formula(typed):
    refund(reference=typed)
    dispute(reason=typed)
    payout(error_code=typed)
    ledger.reverse(ledger.Entry.objects.first(), reason=typed, happened_at=PAID_AT)
    for what in MOVEMENTS:
        for row in read_csv(sheet(what)):
            first = {text.lstrip()[:1] for text in row.values() if not NUMBER.fullmatch(text)}
            assert not first & set("=@+-|%")
        for cells in read_xlsx(sheet(what)):
            assert not [cell.value for cell in cells.values() if cell.data_type == "f"]


def test_no_donor_stands_in_them():
    gift = settled_gift(donor_name="Айгүл", company_name="ТОО Ертіс")
    refund(donation=gift)
    dispute(donation=gift)
    for what in MOVEMENTS:
        told = str(read_csv(sheet(what)))
        assert not [one for one in ("Айгүл", "Ертіс", "example.org") if one in told]


def test_many_rows_cost_one_query_each(django_assert_num_queries):
    for n in range(3):
        gift = settled_gift()
        refund(donation=gift)
        dispute(donation=gift, stripe_id=f"du_{n}")
        payout(stripe_id=f"po_{n}")
    for what in MOVEMENTS:
        with django_assert_num_queries(1):
            assert len(list(sheet(what).rows())) > 3
