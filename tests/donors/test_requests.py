"""A donor may have a name corrected, or be forgotten: sums stay, who gave is gone."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import AuditEntry
from campaigns.donors import erasure, links, requests
from campaigns.donors.gifts import Company, companies_of
from campaigns.donors.models import DataRequest
from campaigns.donors.models.request import Asked, RequestState
from campaigns.funds.models import FundTotal
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import MonthlyState
from campaigns.payments.models import Donation, Words
from campaigns.payments.states import DonationState
from campaigns.receipts import issuing
from outbox.mail import deliver_due
from outbox.models import Mail
from tests.factories.money import enter_charge, make_gift
from tests.payments.donor import BROWSER
from users.models import User

pytestmark = pytest.mark.django_db

ADDRESS = "aigul@example.org"


@pytest.fixture
def officer():
    return User.objects.create_user("officer", password="x")


@pytest.fixture
def gift():
    """A paid gift with words beside it."""
    gift = make_gift(donor_email=ADDRESS, donor_name="Айгүл")
    Words.objects.create(donation=gift, shown_name="Айгүл", message="Бәріне үй!", is_public=True)
    enter_charge(gift.fund, gift.amount_tiyn, "ch_1", donation=gift.pk)
    gift.attempts.update(state="paid")
    Donation.objects.update(state=DonationState.PAID, paid_at=timezone.now())
    gift.refresh_from_db()
    return gift


@pytest.fixture
def visit(client, gift):
    """The donor stands on the page of the gifts."""
    links.ask(ADDRESS, "en")
    token = Mail.objects.latest("pk").body.split("/my-gifts/link/")[1].split("/")[0]
    with translation.override("en"):
        client.post(reverse("donors:link", args=[token]), headers=BROWSER)
        return reverse("donors:request")


def asked(kind=Asked.ERASURE, text=""):
    return requests.keep(ADDRESS, kind, text, "en")


def test_a_request_is_kept_and_shown_as_waiting(client, visit):
    sent = {"kind": "correction", "text": "Айгүл, not Айгул"}
    client.post(visit, sent, headers=BROWSER)
    request = DataRequest.objects.get()
    assert (request.email, request.text, request.state) == (ADDRESS, "Айгүл, not Айгул", "open")
    with translation.override("en"):
        assert "We have your request" in client.get(reverse("donors:gifts")).content.decode()


def test_a_correction_without_words_is_asked_for_them(client, visit):
    answer = client.post(visit, {"kind": "correction"}, headers=BROWSER)
    assert answer.status_code == 422
    assert not DataRequest.objects.exists()


def test_asked_twice_is_asked_once(client, visit):
    for text in ("one", "two"):
        client.post(visit, {"kind": "correction", "text": text}, headers=BROWSER)
    assert DataRequest.objects.get().text == "two"


def test_a_stranger_asks_for_nothing(client, gift):
    with translation.override("en"):
        client.post(reverse("donors:request"), {"kind": "erasure"}, headers=BROWSER)
    assert not DataRequest.objects.exists()


def test_erasure_takes_the_donor_and_leaves_the_sums(gift, officer):
    total = FundTotal.objects.get(fund=gift.fund).raised_tiyn
    requests.erase(asked(), officer)
    gift.refresh_from_db()
    assert (gift.donor_name, gift.donor_email, gift.form_key) == ("", "", None)
    assert gift.erased_at is not None
    words = gift.words
    assert (words.shown_name, words.message, words.is_public) == ("", "", False)
    assert gift.amount_tiyn == 5_000_00
    assert FundTotal.objects.get(fund=gift.fund).raised_tiyn == total
    call_command("check_ledger")


def test_after_the_last_letter_the_address_is_nowhere(gift, officer):
    links.ask(ADDRESS, "en")
    requests.erase(asked(), officer)
    assert erasure.forget_addresses() == 0
    deliver_due()
    assert erasure.forget_addresses() == 1
    assert not Mail.objects.filter(to__iexact=ADDRESS).exists()
    assert not DataRequest.objects.filter(email__iexact=ADDRESS).exists()
    assert not Donation.objects.filter(donor_email__iexact=ADDRESS).exists()


@pytest.mark.parametrize("state", erasure.UNSETTLED)
def test_nobody_is_forgotten_while_a_gift_is_not_over(gift, officer, state):
    other = make_gift(donor_email=ADDRESS)
    Donation.objects.filter(pk=other.pk).update(state=state, paid_at=timezone.now())
    with pytest.raises(erasure.Hindered):
        requests.erase(asked(), officer)
    gift.refresh_from_db()
    assert gift.donor_email == ADDRESS
    assert DataRequest.objects.get().state == RequestState.OPEN


def test_a_correction_writes_the_right_name(gift, officer):
    requests.correct(asked(Asked.CORRECTION, "Айгүл Серікқызы"), officer, "Айгүл Серікқызы")
    gift.refresh_from_db()
    assert gift.donor_name == "Айгүл Серікқызы"


OLD, RIGHT = Company("ТОО Ертiс", "999940000000"), Company("ТОО «Ертіс»", "999940000001")


def test_a_correction_writes_the_right_company_on_its_own_gifts_alone(gift, monthly, officer):
    other = make_gift(donor_email=ADDRESS, company_name="ТОО «Алтай»", company_bin=OLD.bin)
    for one in (gift, monthly):
        one.company_name, one.company_bin = OLD
        one.save()
    stranger = make_gift(donor_email="b@example.org", company_name=OLD.name, company_bin=OLD.bin)
    assert companies_of(ADDRESS) == sorted([OLD, Company("ТОО «Алтай»", OLD.bin)])
    requests.correct(asked(Asked.CORRECTION, "Ертіс"), officer, company=(OLD, RIGHT))
    for one, told in ((gift, RIGHT), (monthly, RIGHT), (stranger, OLD)):
        one.refresh_from_db()
        assert (one.company_name, one.company_bin) == told
    other.refresh_from_db()
    assert (other.company_name, gift.donor_name) == ("ТОО «Алтай»", "Айгүл")
    entry = AuditEntry.objects.get(action="donor.corrected")
    assert entry.facts == {"fields": ["company_bin", "company_name"]}


def test_a_receipt_that_is_issued_afterwards_says_what_is_right(gift, officer):
    requests.correct(asked(Asked.CORRECTION, "x"), officer, "Айгүл Серікқызы")
    gift.refresh_from_db()
    assert issuing.receipt_of(gift).payer_name == "Айгүл Серікқызы"
    assert AuditEntry.objects.get(action="donor.corrected").facts == {"fields": ["donor_name"]}


def test_the_address_is_not_promised_to_be_changed(client, visit):
    with translation.override("en"):
        shown = client.get(reverse("donors:gifts")).content.decode()
    assert "name or address" not in shown
    assert "The e-mail stays as it is" in shown


def test_each_answer_is_one_letter_and_one_audit_entry(gift, officer):
    request = asked()
    requests.refuse(request, officer, "A monthly gift is still running.")
    assert "A monthly gift is still running." in Mail.objects.get().body
    assert AuditEntry.objects.filter(action="donor.request_answered").count() == 1
    with pytest.raises(requests.NotWaiting):
        requests.erase(request, officer)
    gift.refresh_from_db()
    assert gift.donor_email == ADDRESS


@pytest.fixture
def monthly(gift):
    return MonthlyGift.objects.create(
        fund=gift.fund,
        amount_tiyn=2_000_00,
        donor_email=ADDRESS,
        donor_name="Айгүл",
        language="en",
        state=MonthlyState.OPEN,
    )


@pytest.mark.parametrize("state", [MonthlyState.CREATED, MonthlyState.OPEN])
def test_nobody_is_forgotten_while_a_monthly_gift_lasts(gift, monthly, officer, state):
    MonthlyGift.objects.update(state=state)
    with pytest.raises(erasure.Hindered):
        requests.erase(asked(), officer)


def test_a_monthly_gift_that_is_over_is_forgotten_too(gift, monthly, officer):
    MonthlyGift.objects.update(state=MonthlyState.EXPIRED)
    requests.erase(asked(), officer)
    monthly.refresh_from_db()
    assert (monthly.donor_name, monthly.donor_email) == ("", "")
    assert monthly.erased_at is not None


def test_monthly_gifts_stand_on_the_donors_page(client, visit, monthly):
    with translation.override("en"):
        shown = client.get(reverse("donors:gifts")).content.decode()
        assert monthly.get_absolute_url("en") in shown


def test_a_company_is_forgotten_like_a_person(gift, officer):
    Donation.objects.update(company_name="ТОО «Ертіс»", company_bin="999940000000")
    requests.erase(asked(), officer)
    gift.refresh_from_db()
    assert (gift.company_name, gift.company_bin) == ("", "")
