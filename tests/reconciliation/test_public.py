"""Beside sums readers see when the books last agreed; the page warns by itself when that is old."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone, translation

from campaigns.reconciliation.models import Run, Scope
from campaigns.reconciliation.public import Reconciled, last_reconciled

pytestmark = pytest.mark.django_db
# 14:15 in Almaty.
WHEN = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


def ran(finished=WHEN, *, ok=True, differences=0):
    return Run.objects.create(
        scope=Scope.QUARTER_HOUR,
        started=finished,
        finished=finished,
        since=finished - timedelta(days=2),
        until=finished,
        reached=finished,
        ok=ok,
        stopped_by="" if ok else "http_503",
        differences=differences,
    )


def shown(language="en"):
    with translation.override(language):
        text = render_to_string("components/reconciled.html", {"reconciled": last_reconciled()})
    return " ".join(text.split())


@pytest.fixture
def soon():
    with time_machine.travel(WHEN + timedelta(hours=1)):
        yield


@pytest.mark.parametrize(
    ("language", "moment"),
    [
        ("en", "22 November 2026, 14:15"),
        ("ru", "22 ноября 2026 г., 14:15"),
        ("kk", "2026 ж. 22 қараша, 14:15"),
    ],
)
def test_the_date_is_said_in_the_readers_language(soon, language, moment):
    ran()
    assert moment in shown(language)
    assert 'data-books="reconciled"' in shown(language)


def test_a_run_that_stripe_cut_short_does_not_move_the_date(soon):
    good = ran()
    ran(WHEN + timedelta(minutes=15), ok=False)
    assert last_reconciled() == Reconciled(good.finished, is_late=False)


def test_nor_does_one_that_found_a_difference(soon):
    good = ran()
    ran(WHEN + timedelta(minutes=15), differences=1)
    assert last_reconciled().moment == good.finished


def test_it_turns_to_a_warning_by_itself():
    ran()
    with time_machine.travel(WHEN + timedelta(hours=23)):
        assert not last_reconciled().is_late
    with time_machine.travel(WHEN + timedelta(hours=25)):
        assert last_reconciled().is_late
        assert "have not been reconciled with the payment service since" in shown()
        assert 'data-books="late"' in shown()


def test_the_hours_are_a_setting(settings, soon):
    settings.BOOKS_LATE_HOURS = 0
    ran()
    assert last_reconciled().is_late


def test_books_that_were_never_compared_say_so():
    assert last_reconciled() == Reconciled(None, is_late=True)
    assert "yet" in shown()


def test_it_is_asked_for_once_a_minute(soon, django_assert_num_queries):
    ran()
    last_reconciled()
    with django_assert_num_queries(0):
        last_reconciled()
    newer = ran(WHEN + timedelta(minutes=15))
    cache.clear()  # A minute later.
    assert last_reconciled().moment == newer.finished


def test_it_stands_on_the_page_where_people_give(client, fund):
    ran(timezone.now())
    page = client.get(fund.get_donate_url("en")).content.decode()
    assert page.count('data-books="reconciled"') == 1


def test_it_stands_where_a_campaign_shows_what_its_fund_has(fund, rf):
    ran(timezone.now())
    with translation.override("en"):
        panel = render_to_string("campaigns/fund_panel.html", {"fund": fund})
    assert panel.count('data-books="reconciled"') == 1
