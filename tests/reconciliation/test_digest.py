"""Once a day finance is told what has waited for more than a day, each in their own language."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.reconciliation.differences import keep
from campaigns.reconciliation.digest import write_digest
from campaigns.reconciliation.findings import Finding
from campaigns.reconciliation.models import Difference, DifferenceKind
from outbox.models import Mail
from tests.factories.staff import make_officer
from users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_difference():
    keep([Finding(DifferenceKind.LINE_UNKNOWN, "txn_1")])
    Difference.objects.update(first_seen=timezone.now() - timedelta(days=2))


def test_each_of_finance_gets_one_letter_a_day(time_machine_noon, old_difference):
    officers = {make_officer().email, make_officer().email}
    make_officer(roles.PRESS)
    assert write_digest() == 2
    write_digest()
    assert set(Mail.objects.values_list("to", flat=True)) == officers
    assert Mail.objects.count() == 2
    time_machine_noon.shift(timedelta(days=1))
    write_digest()
    assert Mail.objects.count() == 4
    body = Mail.objects.first().body
    assert "Differences in the books: 1" in body
    assert "/admin/finance/" in body


def test_it_comes_in_the_language_of_their_admin(time_machine_noon, old_difference):
    officer = make_officer()
    officer.wagtail_userprofile.preferred_language = "ru"
    officer.wagtail_userprofile.save()
    write_digest()
    assert Mail.objects.get().language == "ru"


def test_who_left_gets_none(time_machine_noon, old_difference):
    officer = make_officer()
    officer.is_active = False
    officer.save()
    assert write_digest() == 0


def test_what_is_new_is_nobodys_letter_yet(time_machine_noon):
    make_officer()
    keep([Finding(DifferenceKind.LINE_UNKNOWN, "txn_1")])
    assert write_digest() == 0
    assert not Mail.objects.exists()


def test_it_waits_for_the_morning(old_difference):
    make_officer()
    with time_machine.travel(timezone.localtime().replace(hour=7, minute=0)):
        assert write_digest() == 0
