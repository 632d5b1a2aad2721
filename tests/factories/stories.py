"""Stories of wishes that came true, made and published as staff do it."""

from django.utils import timezone
from wagtail.models import Page

from tests.factories import wishes as make
from wishes import stories
from wishes.dossiers.models import Consent
from wishes.dossiers.models.scope import NEEDED

AGREED = (*NEEDED, "tell_story:text")
WITH_NAME = (*AGREED, "show_wish:first_name", "tell_story:first_name")
WITH_PHOTO = (*AGREED, "tell_story:photo")


def agree_anew(wish, **changes):
    """Another consent in place of the one in force."""
    consent = Consent.objects.get(application__wish=wish, state="granted")
    Consent.objects.filter(pk=consent.pk).update(state="withdrawn", ended_at=timezone.now())
    for name, value in {
        "pk": None,
        "id": None,
        "_state": type(consent._state)(),
        **changes,
    }.items():
        setattr(consent, name, value)
    consent.save()


def make_stories(wish):
    return stories.make(wish, make.make_moderator())


def publish(story):
    Page.objects.get(pk=story.pk).specific.get_latest_revision().publish()
    story.refresh_from_db()
