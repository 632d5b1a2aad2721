"""Editors give a page a time; a clock of the site's own brings it, and its rules still hold."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page, Revision

from home.models import NewsPage
from jobs import periodic, scheduled
from tests.factories import wishes as make
from tests.factories.pages import make_site
from wishes import lifecycle
from wishes.dossiers.models import Consent
from wishes.models import CatalogueEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


def tick():
    return periodic.run(periodic.step_named("publish and take down what editors scheduled"))


def in_hours(number):
    return timezone.now() + timedelta(hours=number)


def news_for(site, when):
    """As the editor's form does it: a draft, approved to go live then."""
    page = site.add(NewsPage, live=False)
    page.go_live_at = when
    page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live
    return page


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def without_consent():
    """Approved by two people and shown, then paused; meanwhile the consent was taken back."""
    wish = lifecycle.pause(make.published_wish())
    Consent.objects.update(state="withdrawn", ended_at=timezone.now())
    return wish


def due_since_yesterday(wish):
    """Past the fences of drafts, which let no wish have a time at all."""
    newest = make.latest(wish).get_latest_revision()
    Revision.objects.filter(pk=newest.pk).update(approved_go_live_at=in_hours(-24))


def test_news_go_live_at_their_time_and_not_before(site):
    page = news_for(site, in_hours(2))
    assert tick()
    assert not is_live(page)
    with time_machine.travel(in_hours(3), tick=False):
        assert tick()
        assert is_live(page)
        assert scheduled.publish_scheduled() == {}


def test_news_leave_at_their_time(site):
    page = site.add(NewsPage, expire_at=in_hours(2))
    assert tick()
    assert is_live(page)
    with time_machine.travel(in_hours(3), tick=False):
        assert scheduled.publish_scheduled() == {"taken down": 1}
    assert not is_live(page)


def test_a_wish_without_consent_is_refused_and_holds_up_nobody(site):
    page = news_for(site, in_hours(2))
    wish = without_consent()
    due_since_yesterday(wish)
    with time_machine.travel(in_hours(3), tick=False), pytest.raises(ExceptionGroup) as refused:
        scheduled.publish_scheduled()
    assert len(refused.value.exceptions) == 1
    assert is_live(page)
    assert not is_live(wish.page)
    assert not CatalogueEntry.rows.filter(code=wish.code).exists()


def test_the_step_says_so(site, caplog):
    due_since_yesterday(without_consent())
    assert not tick()
    assert "may not go on the site" in caplog.text
