"""No way leads a story onto the site past its consent, its pictures and screening."""

import pytest
from django.utils import timezone

from campaigns.models import StoryPage
from images.models import PhotoConsent
from tests.campaigns.ways import ASKED, BY_THE_CLOCK, outcome
from tests.factories.pages import make_picture
from tests.factories.stories import agree_anew, make_stories
from users.models import User
from wishes import stories
from wishes.dossiers.models import Consent
from wishes.dossiers.models.scope import NEEDED

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client, db):
    client.force_login(User.objects.create_superuser("root", "root@example.kz", "pass"))
    return client


def without_consent_for_a_story(wish, story):
    agree_anew(wish, scope=NEEDED)


def after_the_end_of_it(wish, story):
    Consent.objects.update(state="withdrawn", ended_at=timezone.now())


def taken_down(wish, story):
    stories.take_down(wish)


def with_a_photo_nobody_agreed_to(wish, story):
    save(story, picture=make_picture(consent=PhotoConsent.CHILD, description="x"))


def with_a_telephone(wish, story):
    save(story, body=[("quote", {"text": "Звоните 8 701 123 45 67", "who": ""})])


def save(story, **fields):
    for name, value in fields.items():
        setattr(story, name, value)
    story.save()
    story.save_revision()


def left_alone(wish, story):
    pass


# The database knows nothing of pictures and words of a story.
BY_CODE_ALONE = (with_a_photo_nobody_agreed_to, with_a_telephone)


@pytest.fixture
def shown(wish, root):
    """Which of `ways` show a story that was spoilt by `spoil`."""

    def try_all(spoil, ways):
        story = next(each for each in make_stories(wish) if each.language == "ru")
        # In Kazakh alone there is none, so that a translation can be tried.
        StoryPage.objects.exclude(pk=story.pk).delete()
        spoil(wish, StoryPage.objects.get(pk=story.pk))
        live = StoryPage.objects.live().exists
        return {
            name for name, way in ways.items()
            if outcome(way, StoryPage.objects.get(pk=story.pk), root, live)
        }  # fmt: skip

    return try_all


@pytest.mark.parametrize(
    "spoil",
    [without_consent_for_a_story, after_the_end_of_it, taken_down, *BY_CODE_ALONE],
)
def test_no_way_leads_past_its_gate(shown, spoil):
    assert shown(spoil, ASKED) == set()


def test_the_control_every_way_shows_a_story_that_may_be_told(shown):
    ways = {name: way for name, way in ASKED.items() if name != "a schedule in the form"}
    assert shown(left_alone, ways) == set(ways)


def test_the_database_asks_for_consent_where_nobody_does(shown):
    assert shown(without_consent_for_a_story, BY_THE_CLOCK) == set()
