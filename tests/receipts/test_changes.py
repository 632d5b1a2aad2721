"""What finance may do with a receipt by hand, and the command that sends one again."""

from io import StringIO

import pytest
from django.core import mail as django_mail
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from campaigns.payments.models import Donation
from campaigns.receipts import changes, issuing, letters
from campaigns.receipts.models import VoidReason
from outbox import mail
from outbox.models import Mail
from tests.factories.settled import dispute, give_back, settled_gift
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance():
    return User.objects.create_user("bota", "bota@example.org", "x")


@pytest.fixture
def receipt():
    return issuing.receipt_of(settled_gift())


def test_one_that_was_taken_back_is_not_issued_again_by_itself(receipt, finance):
    changes.take_back(receipt, finance, "twice for one gift")
    receipt.refresh_from_db()
    assert (receipt.void_reason, receipt.void_note) == (VoidReason.MISTAKEN, "twice for one gift")
    assert issuing.bring_up_to_date() == issuing.look_everywhere() == 0
    assert issuing.receipt_of(receipt.donation) is None
    entry = AuditEntry.objects.get(action="receipt.voided")
    assert (entry.actor, "twice for one gift" in str(entry.facts)) == (finance, False)


def test_a_person_may_issue_it_again(receipt, finance):
    changes.take_back(receipt, finance, "by mistake")
    new = changes.issue_again(receipt, finance, "it was right after all")
    assert new.issue_note == "it was right after all"
    trail = AuditEntry.objects.filter(action__startswith="receipt.")
    assert "right" not in str([entry.facts for entry in trail])
    receipt.refresh_from_db()
    assert receipt.replaced_by == new
    assert new.is_valid
    with pytest.raises(changes.AlreadyIssued):
        changes.issue_again(receipt, finance, "once more")


def test_one_that_is_replaced_states_the_gift_as_it_is_now(receipt, finance):
    Donation.objects.filter(pk=receipt.donation_id).update(donor_name="Айгүл Серікқызы")
    new = changes.replace(receipt, finance, "the name was misspelt")
    receipt.refresh_from_db()
    assert (new.payer, receipt.payer) == ("Айгүл Серікқызы", "Айгүл")
    assert (receipt.void_reason, receipt.replaced_by) == (VoidReason.CORRECTED, new)
    assert Mail.objects.filter(key=f"receipt:{new.number}").exists()


@pytest.mark.parametrize("change", [changes.take_back, changes.replace])
def test_what_is_void_is_void(receipt, finance, change):
    changes.take_back(receipt, finance, "by mistake")
    with pytest.raises(changes.NotValid):
        change(receipt, finance, "again")


def test_nothing_is_stated_about_a_gift_that_is_disputed_or_gone(receipt, finance):
    other = issuing.receipt_of(settled_gift())
    dispute(receipt.donation)
    with pytest.raises(changes.NothingStands):
        changes.replace(receipt, finance, "note")
    changes.take_back(other, finance, "by mistake")
    give_back(other.donation, 5_000_00)
    with pytest.raises(changes.NothingStands):
        changes.issue_again(other, finance, "note")


def resend(number, *options):
    out = StringIO()
    call_command("resend_receipt", number, *options, stdout=out)
    return out.getvalue()


def test_a_receipt_is_sent_as_often_as_it_is_asked_for(receipt):
    for _time in range(2):
        assert "on its way" in resend(receipt.number)
    assert mail.deliver_due() == 2
    for letter in django_mail.outbox:
        assert letter.attachments[0].filename == f"receipt-{receipt.number}.pdf"
        assert receipt.number in letter.subject
    assert AuditEntry.objects.filter(action="receipt.sent_again").count() == 2


def test_a_dry_run_sends_nothing(receipt, finance):
    assert "would be sent" in resend(receipt.number, "--dry-run")
    changes.replace(receipt, finance, "note")
    Mail.objects.all().delete()
    new = receipt.donation.receipts.valid().get()
    assert new.number in resend(receipt.number, "--dry-run")
    assert not Mail.objects.exists()


def test_one_that_is_void_unknown_or_nobodys_is_not_sent(receipt, finance):
    with pytest.raises(CommandError, match="no receipt"):
        resend("2026-999999")
    Donation.objects.filter(pk=receipt.donation_id).update(donor_email="")
    with pytest.raises(CommandError, match="without an e-mail"):
        resend(receipt.number)
    assert "nobody" in resend(receipt.number, "--dry-run")
    new = changes.replace(receipt, finance, "note")
    with pytest.raises(CommandError, match=new.number):
        resend(receipt.number)
    assert not Mail.objects.exists()


def test_a_gift_without_an_e_mail_gets_its_receipt_and_no_letter(finance):
    gift = settled_gift("cash", donor_email="")
    receipt = issuing.receipt_of(gift)
    changes.replace(receipt, finance, "note")
    assert not Mail.objects.exists()
    with pytest.raises(letters.NobodyToWriteTo):
        letters.resend(gift.receipts.valid().get())
