"""One letter: the thanks bring the receipt, and neither can lose or double the other."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone

from campaigns.payments import letters as thanks
from campaigns.payments.models import Donation
from campaigns.receipts import issuing, papers
from jobs import periodic
from outbox import mail
from outbox.attachments import MOST_WAITS
from outbox.models import Mail
from tests.factories.money import make_fund
from tests.factories.settled import give_back, settled_gift
from tests.payments.donor import Donor
from tests.receipts.pdf import read


@pytest.fixture
def thanked():
    gift = settled_gift(language="ru")
    thanks.thank(gift)
    return gift


def deliver():
    Mail.objects.filter(sent_at=None).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    return mail.deliver_due()


@pytest.mark.django_db
def test_the_letter_of_thanks_brings_the_receipt_in_the_donors_language(thanked):
    issuing.bring_up_to_date()
    assert mail.deliver_due() == 1
    (letter,) = django_mail.outbox
    (paper,) = letter.attachments
    receipt = thanked.receipts.get()
    assert paper.filename == f"receipt-{receipt.number}.pdf"
    assert read(paper.content).language == "ru"
    assert settings.SITE_URL + thanked.get_absolute_url() in letter.body


@pytest.mark.django_db
def test_it_waits_a_little_for_a_receipt_that_is_still_to_be_issued(thanked):
    assert deliver() == 0
    issuing.bring_up_to_date()
    assert deliver() == 1
    assert len(django_mail.outbox[0].attachments) == 1
    assert deliver() == 0, "one letter"


@pytest.mark.django_db
def test_a_receipt_that_cannot_be_typeset_does_not_cost_the_thanks(thanked, monkeypatch):
    def broken(*args):
        raise RuntimeError("no typesetter")

    monkeypatch.setattr(papers, "typeset", broken)
    issuing.bring_up_to_date()
    sent = [deliver() for _turn in range(MOST_WAITS + 1)]
    assert sent == [0] * MOST_WAITS + [1]
    assert [letter.attachments for letter in django_mail.outbox] == [[]]


@pytest.mark.django_db
def test_a_gift_that_went_back_meanwhile_is_thanked_for_without_a_receipt(thanked):
    give_back(thanked, 5_000_00)
    assert deliver() == 1
    assert django_mail.outbox[0].attachments == []


@pytest.mark.django_db
def test_the_letter_brings_the_receipt_that_is_valid_when_it_leaves(thanked):
    issuing.bring_up_to_date()
    give_back(thanked, 1_000_00)
    issuing.bring_up_to_date()
    deliver()
    valid = thanked.receipts.valid().get()
    names = {letter.attachments[0].filename for letter in django_mail.outbox}
    assert names == {f"receipt-{valid.number}.pdf"}


@pytest.mark.django_db
def test_no_letter_brings_a_receipt_that_the_books_have_overtaken(thanked):
    issuing.bring_up_to_date()
    give_back(thanked, 1_000_00)
    assert deliver() == 0, "the one for the rest is on its way"
    give_back(thanked, 4_000_00)
    assert deliver() == 1
    assert django_mail.outbox[0].attachments == []


@pytest.mark.django_db
def test_it_says_what_pays_the_fees():
    gift = settled_gift(amount_tiyn=5_150_00, cover_tiyn=150_00, language="en")
    thanks.thank(gift)
    body = Mail.objects.get().body
    assert "₸5,000 of it goes to the fund" in body
    assert "₸150 pays the payment fees" in body
    assert "All of it goes" not in body


@pytest.mark.django_db
def test_a_gift_without_an_e_mail_wakes_the_issuing_and_nothing_else(monkeypatch):
    woken = []
    monkeypatch.setattr(thanks, "wake", woken.append)
    gift = settled_gift("cash", donor_email="")
    thanks.thank(gift)
    assert not Mail.objects.exists()
    assert [periodic.step_named(name).function for name in woken] == [
        "campaigns.receipts.issuing.bring_up_to_date"
    ]


@pytest.mark.django_db
def test_a_donor_who_was_erased_before_the_letter_left_gets_none_of_it_on_paper(thanked):
    Donation.objects.filter(pk=thanked.pk).update(donor_name="", erased_at=timezone.now())
    issuing.bring_up_to_date()
    deliver()
    (paper,) = django_mail.outbox[0].attachments
    assert "Айгүл" not in read(paper.content).text


def test_from_the_card_to_the_letter(committed_db, stripe_sandbox):
    donor = Donor(Client(), stripe_sandbox, make_fund())
    donation = donor.give()
    donor.pay(donation)
    donor.deliver_all()
    issuing.bring_up_to_date()
    mail.deliver_due()
    donor.deliver_all()
    assert mail.deliver_due() == issuing.bring_up_to_date() == 0
    (letter,) = django_mail.outbox
    receipt = donation.receipts.get()
    assert receipt.provider_reference.startswith("ch_")
    assert receipt.number in read(letter.attachments[0].content).text
    assert donor.client.get(f"/en/gifts/{donation.token}/receipt.pdf").status_code == 200
