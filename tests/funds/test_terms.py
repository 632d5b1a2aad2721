"""A fund's goal is changed in the open: who, when, from what to what; the past stays as it was."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds import closing
from campaigns.funds.admin.terms import CHANGED, note_change, terms_of
from campaigns.funds.kinds import Kind
from campaigns.funds.models import DailyClose, Entry, FundKind
from campaigns.funds.surplus import move_surplus
from tests.factories.bank import bring, make_pledge, pay_pledge
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

pytestmark = pytest.mark.django_db


def test_a_change_is_kept_with_both_values():
    general = make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    fund = make_fund(goal_tiyn=1_000_00)
    before = terms_of(fund)
    note_change(fund, before, make_user())
    assert not AuditEntry.objects.filter(action=CHANGED).exists()
    fund.goal_tiyn, fund.surplus_to = 2_000_00, general
    note_change(fund, before, make_user())
    facts = AuditEntry.objects.get(action=CHANGED).facts
    assert facts["from"] == {"goal_tiyn": 1_000_00, "surplus_to": ""}
    assert facts["to"] == {"goal_tiyn": 2_000_00, "surplus_to": general.slug}


def test_it_stands_below_the_form_of_the_fund(sign_in):  # noqa: F811
    client, fund = sign_in(roles.FINANCE), make_fund(goal_tiyn=1_000_00)
    before = terms_of(fund)
    fund.goal_tiyn = 7_777_00
    note_change(fund, before, make_user("changer"))
    address = reverse("wagtailsnippets_funds_fund:edit", args=[fund.pk])
    page = client.get(address).content.decode()
    assert "7,777" in page
    assert "changer" in page


def test_a_closed_day_stays_as_it_was():
    general = make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    fund = make_fund(goal_tiyn=9_000_00, surplus_to=general)
    bring(pay_pledge(make_pledge(fund)))
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        closing.close_due()
        sealed = DailyClose.objects.get().digest
        fund.goal_tiyn = 1_000_00
        fund.save()
        move_surplus()
        moved = Entry.objects.get(kind=Kind.SURPLUS)
        assert timezone.localdate(moved.happened_at) == timezone.localdate()
    assert DailyClose.objects.get().digest == sealed
    call_command("check_ledger")
