"""A story is read no longer than its consent lasts, worker or no worker.

After a restore: `tests/wishes/test_restoring.py`.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.models import CampaignPage, StoryPage
from tests.factories.stories import AGREED, agree_anew, make_stories, publish
from wishes.dossiers.models import Child, Consent
from wishes.dossiers.models.scope import NEEDED
from wishes.models import ServingDatabase, StoryTerm

pytestmark = pytest.mark.django_db

LEAD = "Здесь рассказано о подарке"
LISTS = ("/ru/", "/ru/stories/", "/ru/campaigns/home/", "/ru/stories/feed/", "/sitemap.xml",
         f"/ru/search/?q={LEAD}", "/ru/search/?q=расказано")  # fmt: skip


def told_on(site, wish):
    """Its Russian story, which a campaign shows too."""
    campaign = site.add(CampaignPage, "ru", slug="home")
    story = next(each for each in make_stories(wish) if each.language == "ru")
    story.lead, story.campaign = LEAD, campaign
    story.save_revision()
    publish(story)
    return story


@pytest.fixture
def story(site, wish):
    return told_on(site, wish)


def the_term_is_over(wish, time_machine):
    until = Consent.objects.get(application__wish=wish).valid_until
    time_machine.move_to(timezone.now() + (until - timezone.localdate()) + timedelta(days=1))


def the_child_is_of_age(wish, time_machine):
    born = timezone.localdate() - timedelta(days=18 * 365)
    Child.objects.update(born_on=born)
    time_machine.move_to(timezone.now() + timedelta(days=10))


def the_birthday_was_put_right(wish, time_machine):
    Child.objects.update(born_on=timezone.localdate() - timedelta(days=19 * 366))


def elsewhere(wish, time_machine):
    """What a copy of the database sees, whose journal is not there."""
    ServingDatabase.objects.update(identity="7/1/42")


def shown_at(client, story):
    """Which lists name it, and what its own address answers."""
    lists = {path for path in LISTS if story.slug in client.get(path).text}
    return client.get(story.reading_url).status_code, lists


def test_the_control_it_is_on_every_list(story, client):
    assert shown_at(client, story) == (200, set(LISTS))


@pytest.mark.parametrize(
    ("end", "answer"),
    [
        (the_term_is_over, 410),
        (the_child_is_of_age, 410),
        (the_birthday_was_put_right, 410),
        (elsewhere, 404),
    ],
)
def test_no_reader_finds_it_though_no_worker_has_run(
    story, wish, client, time_machine, end, answer
):
    end(wish, time_machine)
    assert StoryPage.objects.get(pk=story.pk).live, "nobody has taken it down"
    assert shown_at(client, story) == (answer, set())
    for address in ("/kk/", "/en/"):
        answered = client.get(story.reading_url.replace("/ru/", address))
        assert answered.status_code == answer
        assert LEAD not in answered.text


def test_a_story_of_no_single_wish_hangs_on_no_consent(site, client):
    story = site.add(StoryPage, "ru")
    elsewhere(None, None)
    assert client.get(story.reading_url).status_code == 200


def test_its_last_day_is_that_of_the_consent_in_force(story, wish):
    consent = Consent.objects.get(application__wish=wish)
    assert StoryTerm.rows.get().visible_until == consent.valid_until
    sooner = timezone.localdate() + timedelta(days=3)
    Consent.objects.filter(pk=consent.pk).update(valid_until=sooner)
    assert StoryTerm.rows.get().visible_until == sooner
    agree_anew(wish, scope=NEEDED)
    assert not StoryTerm.rows.exists()
    agree_anew(wish, scope=AGREED, valid_until=None)
    publish(story)
    assert StoryTerm.rows.get().visible_until > sooner


def test_a_live_page_without_its_row_is_read_by_nobody(story, client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM wishes_storyterm")
    assert client.get(story.reading_url).status_code == 410
