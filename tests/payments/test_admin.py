"""Finance sees gifts, entries and messages, and changes none; nobody else sees a donor."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.users.models import UserProfile

from campaigns.funds.models import Fund
from campaigns.payments.models import Donation, WebhookEvent
from campaigns.payments.states import AttemptState, DonationState
from money.amounts import format_tenge
from tests.factories.money import NOON, enter_charge, make_gift
from users import roles
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def enter(role):
        call_command("sync_roles", verbosity=0)
        user = User.objects.create_user(role, f"{role.replace(' ', '')}@example.org", "x")
        user.groups.add(Group.objects.get(name=role))
        UserProfile.objects.create(user=user, preferred_language="en")
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def records(gift):
    entry = enter_charge(gift.fund, donation=gift.pk)
    event = WebhookEvent.objects.create(
        event_id="evt_1", type="checkout.session.completed", livemode=False, happened_at=NOON
    )
    return {"gifts": gift, "ledger": entry, "stripe_messages": event}


NAMES = ["gifts", "ledger", "stripe_messages"]


@pytest.mark.parametrize("name", NAMES)
def test_finance_sees_lists_and_records(sign_in, records, name):
    client = sign_in(roles.FINANCE)
    listing = client.get(reverse(f"{name}:index"))
    record = client.get(reverse(f"{name}:inspect", args=[records[name].pk]))
    assert (listing.status_code, record.status_code) == (200, 200)
    assert reverse(f"{name}:inspect", args=[records[name].pk]) in listing.content.decode()


def test_finance_sees_whose_gift_it_is_and_where_the_money_went(sign_in, records):
    client = sign_in(roles.FINANCE)
    gift = client.get(reverse("gifts:inspect", args=[records["gifts"].pk])).content.decode()
    assert "aigul@example.org" in gift
    assert "5,000" in gift or "5\u00a0000" in gift
    assert date_format(timezone.localtime(records["gifts"].created_at), "H:i") in gift
    entry = client.get(reverse("ledger:inspect", args=[records["ledger"].pk])).content.decode()
    assert "at Stripe, not paid out yet" in entry
    # In words, also above the page.
    assert f"card gift {records['ledger'].external_id}" in entry
    assert f"charge {records['ledger'].external_id}" not in entry
    assert not re.search(r">\s*(True|False|None)\s*<", gift + entry)


def test_the_ledger_lists_what_each_entry_moved(sign_in, records):
    listing = sign_in(roles.FINANCE).get(reverse("ledger:index")).content.decode()
    moved = records["ledger"].postings.get(amount_tiyn__gt=0).amount_tiyn
    assert format_tenge(moved, "en") in listing


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.ADMINISTRATORS])
@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_sees_them(sign_in, records, role, name):
    client = sign_in(role)
    for url in (
        reverse(f"{name}:index"),
        reverse(f"{name}:index_results"),
        reverse(f"{name}:inspect", args=[records[name].pk]),
    ):
        response = client.get(url)
        assert response.status_code in (302, 403)
        assert "aigul" not in response.content.decode()
    assert "held for a check" not in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("action", ["add", "edit", "delete", "copy"])
def test_there_is_no_address_to_change_them_at(name, action):
    for args in ([], [1]):
        with pytest.raises(NoReverseMatch):
            reverse(f"{name}:{action}", args=args)


def test_a_gift_is_found_by_its_donors_address(sign_in, records):
    client = sign_in(roles.FINANCE)
    found = client.get(reverse("gifts:index_results"), {"q": "aigul@example.org"})
    assert str(records["gifts"].pk) in found.content.decode()
    nothing = client.get(reverse("gifts:index_results"), {"q": "nobody@example.org"})
    assert str(records["gifts"].pk) not in nothing.content.decode()


def test_the_dashboard_says_what_waits(sign_in, records):
    client = sign_in(roles.FINANCE)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "0 gifts held for a check" in page
    Donation.objects.update(state=DonationState.QUARANTINED)
    WebhookEvent.objects.update(attempts=3, received_at=timezone.now())
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 gift held for a check" in page
    assert "1 message from Stripe not handled" in page


def test_the_dashboard_leads_to_each_gift_that_it_counts(sign_in, gift):
    """A paid gift with a second charge waits for a person too, and its state is silent about it."""
    client = sign_in(roles.FINANCE)
    other = make_gift(gift.fund)
    gift.attempts.update(state=AttemptState.QUARANTINED)
    Donation.objects.filter(pk=gift.pk).update(state=DonationState.PAID, paid_at=timezone.now())
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    (link,) = re.findall(r'href="([^"]+)">1 gift held', page)
    listing = client.get(link).content.decode()
    assert str(gift.pk) in listing
    assert str(other.pk) not in listing


FUND = {
    "name_kk": "Қор",
    "name_ru": "Фонд",
    "name_en": "Fund",
    "purpose_kk": "Баспана",
    "purpose_ru": "Жильё",
    "purpose_en": "Homes",
    "slug": "new-fund",
    "kind": "housing",
    "goal_tiyn": "1 000 000",
    "opened_on": "2025-04-01",
    "closed_on": "",
    "presets-TOTAL_FORMS": "1",
    "presets-INITIAL_FORMS": "0",
    "presets-MIN_NUM_FORMS": "0",
    "presets-MAX_NUM_FORMS": "1000",
    "presets-0-amount_tiyn": "5 000",
    "presets-0-helps_kk": "Жылу",
    "presets-0-helps_ru": "Тепло",
    "presets-0-helps_en": "Heat",
    "presets-0-ORDER": "1",
}


def test_finance_makes_a_fund_and_types_tenge(sign_in):
    client = sign_in(roles.FINANCE)
    url = reverse("wagtailsnippets_funds_fund:add")
    assert client.get(url).status_code == 200
    assert client.post(url, FUND).status_code == 302
    fund = Fund.objects.get(slug="new-fund")
    assert fund.goal_tiyn == 1_000_000_00
    assert fund.presets.get().amount_tiyn == 5_000_00
    edit = client.get(reverse("wagtailsnippets_funds_fund:edit", args=[fund.pk]))
    assert 'value="1000000"' in edit.content.decode()
    assert client.get(reverse("wagtailsnippets_funds_fund:list")).status_code == 200


def test_a_goal_that_is_no_sum_is_asked_about(sign_in):
    client = sign_in(roles.FINANCE)
    url = reverse("wagtailsnippets_funds_fund:add")
    page = client.post(url, FUND | {"goal_tiyn": "a lot"})
    assert "digits" in page.content.decode()
    assert not Fund.objects.filter(slug="new-fund").exists()
