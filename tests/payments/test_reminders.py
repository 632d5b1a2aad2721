"""One letter to who began and agreed to it: never two, never to who has paid."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.payments.giving import reminders
from campaigns.payments.models import Donation, Method
from campaigns.payments.states import SETTLED, DonationState
from outbox.models import Mail
from tests.factories.money import make_fund, make_gift

pytestmark = pytest.mark.django_db


def begun(fund=None, *, days=2, state=DonationState.OPEN, **fields):
    """A gift that was begun so many days ago."""
    donation = make_gift(fund, **({"wants_reminder": True} | fields))
    when = timezone.now() - timedelta(days=days)
    paid = when if state in SETTLED else None
    Donation.objects.filter(pk=donation.pk).update(created_at=when, state=state, paid_at=paid)
    donation.refresh_from_db()
    return donation


def letters():
    return Mail.objects.filter(key__startswith="gift_reminder:")


@pytest.mark.parametrize("state", DonationState)
def test_only_what_is_unfinished_is_reminded_of(state):
    begun(state=state)
    unfinished = state in ("created", "open", "expired", "failed")
    assert reminders.remind() == unfinished
    assert letters().exists() == unfinished


@pytest.mark.parametrize(("days", "is_due"), [(0.9, False), (1.1, True), (6.9, True), (7.1, False)])
def test_not_too_early_and_not_too_late(days, is_due):
    begun(days=days)
    assert reminders.remind() == is_due


def test_who_did_not_agree_hears_nothing():
    begun(wants_reminder=False)
    assert reminders.remind() == 0


def test_one_letter_and_no_other():
    donation = begun()
    assert [reminders.remind() for _turn in range(3)] == [1, 0, 0]
    letter = letters().get()
    assert letter.to == donation.donor_email
    assert donation.get_absolute_url("en") in letter.body
    assert "₸5,000" in letter.body


def test_gifts_that_were_begun_with_a_strangers_address_fill_no_mailbox():
    fund = make_fund()
    for n in range(8):
        begun(fund, donor_email=f"vic.tim+{n}@gmail.com")
    reminders.remind()
    assert letters().count() == 6


@pytest.mark.parametrize(("language", "word"), [("kk", "Құрметті"), ("ru", "Здравствуйте")])
def test_it_speaks_the_donors_language(language, word):
    donation = begun(language=language)
    reminders.remind()
    letter = letters().get()
    assert letter.language == language
    assert "You began" not in letter.body
    assert f"/{language}/gifts/{donation.token}/" in letter.body


def test_who_gave_otherwise_meanwhile_is_left_alone():
    fund = make_fund()
    begun(fund, donor_email="Aigul@example.org")
    begun(fund, days=1.5, state=DonationState.PAID, wants_reminder=False)
    assert reminders.remind() == 0


def test_a_gift_to_another_fund_is_no_answer():
    begun()
    begun(make_fund(), days=1.5, state=DonationState.PAID, wants_reminder=False)
    assert reminders.remind() == 1


@pytest.mark.parametrize(
    "changed",
    [{"erased_at": timezone.now()}, {"donor_email": ""}, {"method": Method.TRANSFER}],
    ids=lambda changed: next(iter(changed)),
)
def test_nobody_is_written_to_who_should_not_be(changed):
    begun()
    Donation.objects.update(**changed)
    assert reminders.remind() == 0


def test_a_fund_that_closed_is_not_asked_for():
    donation = begun()
    donation.fund.opened_on = donation.fund.closed_on = timezone.localdate() - timedelta(days=1)
    donation.fund.save()
    assert reminders.remind() == 0


def test_the_form_asks_before_it_reminds(donor):
    assert donor.give(wants_reminder="on").wants_reminder
    assert not donor.give().wants_reminder


def test_the_letters_link_leads_to_the_pay_page(donor):
    donation = donor.give(wants_reminder="on", message="x", cover_fee="on")
    when = timezone.now() - timedelta(days=2)
    Donation.objects.update(created_at=when)
    donor.sandbox.advance(25 * 3600)
    donor.deliver_all()
    assert reminders.remind() == 1
    page = donor.visit(donation).content.decode()
    assert "Open it again" in page
    donor.try_again(donation)
    donor.pay(donation)
    donor.visit(donation)
    donation.refresh_from_db()
    assert (donation.state, donation.cover_tiyn) == (DonationState.PAID, 304_00)
    assert donation.words.message == "x"
    assert reminders.remind() == 0
