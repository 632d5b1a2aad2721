"""Finance looks at monthly gifts and may stop one, with a reason; nobody else may."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from audit.models import AuditEntry
from campaigns.monthly import desk
from campaigns.monthly.models import Renewal
from campaigns.monthly.states import MonthlyState, RenewalState
from users.models import User
from users.roles import ADMINISTRATORS, FINANCE, MODERATORS, PRESS

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_as():
    def enter(role):
        call_command("sync_roles", verbosity=0)
        user = User.objects.create_user(role, f"{role.replace(' ', '')}@example.org", "x")
        user.groups.add(Group.objects.get(name=role))
        UserProfile.objects.create(user=user, preferred_language="en")
        staff = Client()
        staff.force_login(user)
        return staff

    return enter


@pytest.fixture
def as_finance(client_as):
    return client_as(FINANCE)


def test_finance_sees_gifts_and_what_stripe_was_told(donor, as_finance):
    gift = donor.begin()
    page = as_finance.get(reverse("monthly_gifts:index")).content.decode()
    assert str(gift.pk) in page
    page = as_finance.get(reverse("monthly_gifts:inspect", args=[gift.pk])).content.decode()
    assert "₸5,000" in page
    assert "Stop this monthly gift" in page


def test_finance_stops_a_gift_and_says_why(donor, as_finance):
    gift = donor.begin()
    address = reverse("monthly_stop", args=[gift.pk])
    assert as_finance.post(address, {}).status_code == 422
    as_finance.post(address, {"reason": "asked for by telephone"})
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, "staff")
    entry = AuditEntry.objects.get(action="monthly.stopped")
    assert entry.actor is not None
    assert gift.instructions.latest("n").reason == "asked for by telephone"
    trail = AuditEntry.objects.filter(action__startswith="monthly.")
    assert "telephone" not in str([one.facts for one in trail])


@pytest.mark.parametrize("role", [ADMINISTRATORS, PRESS, MODERATORS])
def test_nobody_else_sees_or_stops(donor, client_as, role):
    gift = donor.begin()
    staff = client_as(role)
    assert staff.get(reverse("monthly_gifts:index")).status_code in (302, 403)
    answer = staff.post(reverse("monthly_stop", args=[gift.pk]), {"reason": "no"})
    assert answer.status_code in (302, 403)
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE


def test_what_is_held_waits_on_the_desk(donor):
    gift = donor.begin()
    [(_label, count, _oldest, _url)] = desk.waiting()
    assert count == 0
    Renewal.objects.create(
        monthly_gift=gift,
        invoice_id="in_held",
        amount_tiyn=1,
        period_start="2026-01-01T00:00Z",
        period_end="2026-02-01T00:00Z",
        state=RenewalState.QUARANTINED,
    )
    [(_label, count, oldest, url)] = desk.waiting()
    assert count == 1
    assert oldest is not None
    assert url.endswith("?held=true")
