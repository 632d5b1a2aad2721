"""Consent ends, and the story leaves the site with its words, versions and pictures."""

import pytest
from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import String, StringSegment, TranslationSource

from audit.models import AuditEntry
from campaigns.models import StoryPage
from edge.refused import MayNotBeLive
from search.models import SearchEntry
from tests.factories.pages import make_picture
from tests.factories.stories import make_stories, publish
from wishes import lifecycle, stories
from wishes.dossiers.models import Consent

pytestmark = pytest.mark.django_db


def test_withdrawal_takes_it_down_in_every_language(wish, client):
    made = make_stories(wish)
    picture = make_picture(description="x")
    rendition = picture.get_rendition("width-20").file
    made[0].picture = picture
    made[0].save_revision()
    for story in made:
        publish(story)
    urls = [story.reading_url for story in made]
    assert SearchEntry.objects.count() == 3
    lifecycle.withdraw(wish)
    stories.take_down(wish)
    for url, story in zip(urls, made, strict=True):
        assert client.get(url).status_code == 410
        assert client.get(url).headers["Cache-Control"] != "public"
        story.refresh_from_db()
        assert not story.live
        assert not story.body
        assert not story.revisions.exists()
    assert not SearchEntry.objects.exists()
    assert not picture.renditions.exists()
    assert rendition.name not in [r.file.name for r in picture.renditions.all()]
    assert AuditEntry.objects.filter(action="story.take_down").count() == 3


def test_taken_down_it_stays_down(wish):
    story = make_stories(wish)[0]
    publish(story)
    stories.take_down(wish)
    story = StoryPage.objects.get(pk=story.pk)
    for way in (story.save, lambda: story.save_revision().publish()):
        story.live = True
        with pytest.raises(MayNotBeLive), transaction.atomic():
            way()


def test_the_database_hides_a_story_when_its_consent_ends(wish):
    story = make_stories(wish)[0]
    publish(story)
    Consent.objects.update(state="withdrawn", ended_at="2026-01-01T00:00Z")
    assert not Page.objects.get(pk=story.pk).live


def test_a_draft_that_was_never_shown_is_emptied_too(wish):
    story = make_stories(wish)[0]
    assert stories.take_down(wish) == 3
    story.refresh_from_db()
    assert story.title == wish.code
    assert stories.take_down(wish) == 0


def test_what_was_handed_in_for_translation_goes_too(wish):
    kazakh, _russian, english = make_stories(wish)
    english.delete()
    source, _made = TranslationSource.get_or_create_from_instance(kazakh)
    source.update_from_db()
    assert StringSegment.objects.exists()
    stories.take_down(wish)
    assert not TranslationSource.objects.exists()
    assert not String.objects.filter(data__contains="Футбольный").exists()
