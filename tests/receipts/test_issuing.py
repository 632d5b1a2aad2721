"""Each gift that stands has one valid receipt that says how it stands."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.donors import erasure
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from campaigns.receipts import issuing
from campaigns.receipts.models import Receipt, VoidReason
from campaigns.receipts.standing import out_of_date
from outbox.models import Mail
from tests.factories.money import make_fund, make_gift
from tests.factories.settled import (
    dispute,
    give_back,
    lose_dispute,
    refund_comes_back,
    settled_gift,
    win_dispute,
)

pytestmark = pytest.mark.django_db


def receipts_of(gift):
    return [(one.is_valid, one.amount_tiyn) for one in gift.receipts.order_by("pk")]


@pytest.mark.parametrize("method", ["card", "transfer", "cash"])
def test_every_way_of_giving_gets_a_receipt_that_says_what_happened(method):
    gift = settled_gift(method, reference="source-7")
    assert issuing.bring_up_to_date() == 1
    receipt = gift.receipts.get()
    assert (receipt.amount_tiyn, receipt.method) == (5_000_00, method)
    assert receipt.provider_reference == "source-7"
    assert receipt.payer == "Айгүл"
    assert receipt.purpose_kk == gift.fund.name_kk
    assert receipt.purpose_en == gift.fund.name_en
    assert receipt.organisation_name_ru == settings.ORGANISATION_NAME["ru"]
    assert receipt.organisation_bin == settings.ORGANISATION_BIN


def test_the_day_is_that_of_our_own_clock():
    gift = settled_gift()
    issuing.bring_up_to_date()
    assert gift.receipts.get().paid_on == date(2026, 4, 1)


def test_numbers_start_anew_with_our_own_year():
    first, second = settled_gift(), settled_gift()
    with time_machine.travel(datetime(2026, 12, 31, 18, tzinfo=UTC)):
        issuing.receipt_of(first)
    with time_machine.travel(datetime(2026, 12, 31, 19, 30, tzinfo=UTC)):
        issuing.receipt_of(second)
    numbers = [receipt.number for receipt in Receipt.objects.order_by("pk")]
    assert numbers == ["2026-000001", "2027-000001"]


def test_running_it_again_changes_nothing():
    settled_gift()
    assert issuing.bring_up_to_date() == 1
    assert issuing.bring_up_to_date() == issuing.look_everywhere() == 0
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("state", [DonationState.OPEN, DonationState.QUARANTINED])
def test_a_gift_that_is_not_settled_gets_none(state):
    gift = make_gift()
    Donation.objects.filter(pk=gift.pk).update(state=state)
    gift.refresh_from_db()
    assert issuing.bring_up_to_date() == 0
    assert issuing.receipt_of(gift) is None


def test_a_company_is_named_with_its_bin():
    gift = settled_gift(company_name="ТОО «Ертіс»", company_bin="999940000000")
    receipt = issuing.receipt_of(gift)
    assert (receipt.payer, receipt.company_bin) == ("ТОО «Ертіс»", "999940000000")


def test_a_gift_that_was_given_back_whole_has_no_valid_receipt():
    gift = settled_gift()
    issuing.bring_up_to_date()
    give_back(gift, 5_000_00)
    assert issuing.bring_up_to_date() == 1
    receipt = gift.receipts.get()
    assert (receipt.is_valid, receipt.void_reason) == (False, VoidReason.RETURNED)
    assert issuing.bring_up_to_date() == 0


def test_what_is_left_of_a_gift_gets_a_receipt_of_its_own():
    gift = settled_gift(amount_tiyn=5_150_00, cover_tiyn=150_00)
    first = issuing.receipt_of(gift)
    give_back(gift, 2_060_00)
    assert issuing.bring_up_to_date() == 1
    first.refresh_from_db()
    second = gift.receipts.valid().get()
    assert (second.amount_tiyn, second.cover_tiyn, second.returned_tiyn) == (
        3_090_00,
        150_00,
        2_060_00,
    )
    assert (first.void_reason, first.replaced_by) == (VoidReason.PART_RETURNED, second)
    assert Mail.objects.get(key=f"receipt:{second.number}").attachment == f"receipt:{gift.pk}"


def test_a_refund_that_came_back_makes_the_gift_whole_again():
    gift = settled_gift()
    issuing.bring_up_to_date()
    give_back(gift, 5_000_00)
    issuing.bring_up_to_date()
    refund_comes_back(gift, 5_000_00)
    issuing.bring_up_to_date()
    assert receipts_of(gift) == [(False, 5_000_00), (True, 5_000_00)]
    first, second = gift.receipts.order_by("pk")
    assert first.replaced_by == second


def test_a_receipt_waits_for_the_end_of_a_dispute():
    with_receipt, without = settled_gift(), settled_gift()
    issuing.receipt_of(with_receipt)
    for gift in (with_receipt, without):
        dispute(gift)
    assert issuing.bring_up_to_date() == 0
    assert issuing.receipt_of(without) is None
    for gift in (with_receipt, without):
        win_dispute(gift)
    assert issuing.bring_up_to_date() == 1
    assert receipts_of(with_receipt) == receipts_of(without) == [(True, 5_000_00)]


def test_a_lost_dispute_voids_the_receipt():
    gift = settled_gift()
    issuing.receipt_of(gift)
    dispute(gift)
    lose_dispute(gift)
    issuing.bring_up_to_date()
    assert gift.receipts.get().void_reason == VoidReason.RETURNED


def payers_of(gift):
    return set(gift.receipts.values_list("payer_name", "company_name", "company_bin"))


@pytest.fixture
def company_gift():
    return settled_gift(company_name="ТОО «Ертіс»", company_bin="999940000000")


def test_a_donor_who_is_forgotten_leaves_number_and_sum(company_gift):
    first = issuing.receipt_of(company_gift)
    give_back(company_gift, 1_000_00)
    issuing.bring_up_to_date()
    Mail.objects.all().delete()
    with transaction.atomic():
        erasure.erase(company_gift.donor_email)
    assert payers_of(company_gift) == {("", "", "")}
    assert receipts_of(company_gift) == [(False, 5_000_00), (True, 4_000_00)]
    assert Receipt.objects.get(pk=first.pk).number == first.number


def test_a_name_that_was_left_is_taken_off_within_the_hour(company_gift):
    issuing.receipt_of(company_gift)
    Donation.objects.filter(pk=company_gift.pk).update(erased_at=timezone.now())
    assert issuing.look_everywhere() == 1
    assert payers_of(company_gift) == {("", "", "")}
    assert issuing.look_everywhere() == 0


def test_who_was_forgotten_is_named_on_no_later_receipt(company_gift):
    Donation.objects.filter(pk=company_gift.pk).update(erased_at=timezone.now())
    issuing.bring_up_to_date()
    assert payers_of(company_gift) == {("", "", "")}
    assert issuing.look_everywhere() == 0


def test_one_gift_in_trouble_does_not_cost_the_others_their_receipts(monkeypatch):
    first, second = settled_gift(), settled_gift()
    issue = issuing.issue

    def refuse_first(donation, *args, **kwargs):
        if donation.pk == first.pk:
            raise RuntimeError("trouble")
        return issue(donation, *args, **kwargs)

    monkeypatch.setattr(issuing, "issue", refuse_first)
    assert issuing.bring_up_to_date() == 1
    assert second.receipts.exists()
    assert list(out_of_date()) == [first]


def test_what_the_quick_look_has_missed_is_found_by_the_other(monkeypatch):
    fund = make_fund()
    gifts = [settled_gift(fund=fund) for _n in range(3)]
    monkeypatch.setattr("campaigns.receipts.standing.NEWEST", 1)
    assert issuing.bring_up_to_date() == 1
    assert not gifts[0].receipts.exists()
    assert issuing.look_everywhere() == 2


def test_everything_about_a_receipt_is_written_down():
    gift = settled_gift()
    receipt = issuing.receipt_of(gift)
    give_back(gift, 5_000_00)
    issuing.bring_up_to_date()
    trail = AuditEntry.objects.filter(target_id=receipt.pk).order_by("pk")
    assert [entry.action for entry in trail] == ["receipt.issued", "receipt.voided"]
    assert "Айгүл" not in str([entry.facts for entry in trail])
