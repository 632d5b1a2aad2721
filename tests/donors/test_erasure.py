"""Whoever was forgotten is found in no table and in no file but the bank's own lines."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation

from campaigns.bank import asking, cash
from campaigns.donors import erasure, links, requests
from campaigns.donors.models.request import Asked
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import MonthlyState
from campaigns.payments.models import Donation, Refund, Words
from campaigns.payments.reversals.states import RefundState
from campaigns.payments.states import DonationState
from campaigns.receipts import issuing, papers
from campaigns.receipts.models import Receipt
from outbox.mail import deliver_due
from tests.factories.bank import bring, line_of, make_cash, make_pledge, pay_pledge
from tests.factories.money import make_fund
from tests.factories.settled import settled_gift
from tests.factories.staff import make_officer

ADDRESS = "Canary.Aigul@example.org"
# In each of them, whatever its case.
CANARY = "canary"
WHO = {
    "donor_email": ADDRESS,
    "donor_name": "Canary Айгүл",
    "company_name": "ТОО Canary",
    "company_bin": "999940000000",
}
# The bank's papers, kept for as long as the law on accounting says.
KEPT = {"bank_bankline"}


@pytest.fixture
def one(db):
    return make_officer()


@pytest.fixture
def other(db):
    return make_officer()


def tables_that_know(word):
    """Every table of the database in which a row holds `word`, in whatever column."""
    known = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT FROM "{table}" one WHERE one::text ILIKE %s', [f"%{word}%"])
            if cursor.rowcount:
                known.add(table)
    return known


def files_that_know(word):
    roots = (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT)
    files = [one for root in roots for one in root.rglob("*") if one.is_file()]
    return [one for one in files if word.encode() in one.read_bytes().lower()]


@pytest.fixture
def story(one, other):
    """All that a donor can leave here, and then the wish to be forgotten."""
    by_card = settled_gift(**WHO)
    Words.objects.create(
        donation=by_card,
        shown_name="Canary",
        dedication="For Canary",
        message="Canary was here",
        is_public=True,
    )
    pledge = make_pledge(**WHO | {"donor_email": ADDRESS.upper()})
    bring(pay_pledge(pledge, payer="Canary Айгүл"))
    cash.confirm_gift(make_cash(one, note="Canary came by herself", **WHO), other)
    cash.reject(make_cash(one, note="Canary came twice", **WHO), "counted twice", other)
    MonthlyGift.objects.create(
        fund=make_fund(),
        amount_tiyn=2_000_00,
        language="en",
        state=MonthlyState.EXPIRED,
        spoken={"dedication": "For Canary"},
        **WHO,
    )
    issuing.look_everywhere()
    for receipt in Receipt.objects.all():
        assert papers.receipt_pdf(receipt, "kk")
    links.ask(ADDRESS.lower(), "en")
    requests.keep(ADDRESS, Asked.CORRECTION, "I am Canary, not Canari", "en")
    return requests.keep(ADDRESS.lower(), Asked.ERASURE, "Forget Canary", "en")


def forget(asked, by):
    requests.erase(asked, by, "Farewell, Canary")
    issuing.look_everywhere()
    deliver_due()
    erasure.forget_addresses()


def test_the_hunt_finds_what_is_there(story):
    """The control: a hunt that finds nothing before the erasure proves nothing after it."""
    assert {
        "payments_donation", "payments_words", "bank_cashrecord", "monthly_monthlygift",
        "receipts_receipt", "outbox_mail", "donors_link", "donors_datarequest", "bank_bankline",
    } <= tables_that_know(CANARY)  # fmt: skip


def test_who_was_forgotten_is_found_nowhere(story, other):
    sums = list(Donation.objects.order_by("pk").values_list("amount_tiyn", "state"))
    forget(story, other)
    assert tables_that_know(CANARY) == KEPT
    assert tables_that_know("999940000000") <= {"receipts_receipt"}  # our own BIN, in the demo
    assert files_that_know(CANARY) == []
    assert list(Donation.objects.order_by("pk").values_list("amount_tiyn", "state")) == sums


def test_receipts_that_come_later_name_nobody(story, other):
    forget(story, other)
    for receipt in Receipt.objects.filter(voided_at=None):
        issuing.void(receipt, "corrected", actor=other)
    issuing.look_everywhere()
    assert tables_that_know(CANARY) == KEPT


def test_cash_that_waits_for_a_second_person_comes_first(one, other):
    """Confirmed afterwards, it would write the name and the address down anew."""
    settled_gift(**WHO)
    found = make_cash(one, **WHO)
    asked = requests.keep(ADDRESS, Asked.ERASURE, "", "en")
    with pytest.raises(erasure.Hindered):
        requests.erase(asked, other)
    cash.reject(found, "counted twice", other)
    requests.erase(asked, other)
    found.refresh_from_db()
    assert (found.donor_name, found.donor_email, found.company_name) == ("", "", "")


def test_a_line_that_is_asked_about_comes_first(one, other):
    """Undone afterwards, the gift would wait for its money again with nobody to write to."""
    pledge = make_pledge(donor_email=ADDRESS)
    paid = pay_pledge(pledge)
    bring(paid)
    waits = asking.ask_to_undo(line_of(paid).pk, "another's money", one)
    asked = requests.keep(ADDRESS, Asked.ERASURE, "", "en")
    with pytest.raises(erasure.Hindered):
        requests.erase(asked, other)
    asking.refuse(waits.pk, "it was hers", other)
    requests.erase(asked, other)


@pytest.mark.parametrize(
    ("state", "is_hindered"),
    [
        (RefundState.REQUESTED, True),
        (RefundState.APPROVED, True),
        (RefundState.SENT, True),
        (RefundState.FAILED, True),
        (RefundState.SUCCEEDED, False),
        (RefundState.REJECTED, False),
        (RefundState.CANCELLED, False),
    ],
)
def test_money_that_we_owe_comes_first(one, other, state, is_hindered):
    """Forgotten, nobody would know whom to pay."""
    number = "re_1" if state in (RefundState.SENT, RefundState.SUCCEEDED) else None
    Refund.objects.create(
        donation=settled_gift(**WHO),
        amount_tiyn=1_00,
        state=state,
        requested_by=one,
        approved_by=other,
        stripe_refund_id=number,
        closed_at=timezone.now(),
    )
    asked = requests.keep(ADDRESS, Asked.ERASURE, "", "en")
    if is_hindered:
        with translation.override("en"), pytest.raises(erasure.Hindered, match="still owed"):
            requests.erase(asked, other)
    else:
        requests.erase(asked, other)


def test_a_monthly_gift_goes_on_under_the_right_name(other):
    settled_gift(**WHO)
    monthly = MonthlyGift.objects.create(
        fund=make_fund(), amount_tiyn=2_000_00, language="en", state=MonthlyState.OPEN, **WHO
    )
    asked = requests.keep(ADDRESS, Asked.CORRECTION, "Айгүл, please", "en")
    requests.correct(asked, other, "Айгүл")
    monthly.refresh_from_db()
    assert monthly.donor_name == "Айгүл"
    assert set(Donation.objects.values_list("donor_name", flat=True)) == {"Айгүл"}
    assert DonationState.PAID in Donation.objects.values_list("state", flat=True)
