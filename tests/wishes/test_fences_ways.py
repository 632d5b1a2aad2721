"""No way leads on the site past consent and approvals: each of `WAYS`, on wishes that must not.

Afterwards no page is live, no row stands in the catalogue, and readers get 404 or 410.
"""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import wishes as make
from tests.wishes.ways import WAYS, Case, outcome
from users.models import User
from wishes import lifecycle
from wishes.dossiers.models import Consent
from wishes.models import CatalogueEntry, Wish, WishPage
from wishes.moderation import decisions

pytestmark = pytest.mark.django_db


def untouched():
    return make.tell_wish()


def once_approved():
    return make.safeguarded_wish()


def without_consent():
    """Approved by two people and shown, then paused; meanwhile the consent was taken back."""
    wish = lifecycle.pause(make.published_wish())
    Consent.objects.update(state="withdrawn", ended_at=timezone.now())
    return wish


@pytest.fixture
def root(client, db):
    user = User.objects.create_superuser("root", "root@example.kz", "pass")
    client.force_login(user)
    return client


@pytest.mark.parametrize("state", [untouched, once_approved, without_consent])
def test_no_way_leads_past_consent_and_approvals(state, root, tmp_path):
    case = Case(state(), root, tmp_path)
    found = {name: outcome(case, way) for name, (way, _who) in WAYS.items()}
    assert found == {name: who for name, (_way, who) in WAYS.items()}


def test_the_control_with_both_it_is_shown(root, tmp_path):
    case = Case(lifecycle.pause(make.published_wish()), root, tmp_path)
    assert outcome(case, WAYS["the lifecycle"][0]) == "SHOWN"
    assert outcome(case, WAYS["revision.publish"][0]) == "SHOWN"


def test_the_words_that_show_are_those_that_were_approved():
    wish = make.published_wish()
    changes = {
        "the row": lambda: CatalogueEntry.rows.update(story_ru="Звоните 8 701 123 45 67"),
        "its name": lambda: CatalogueEntry.rows.update(pseudonym="Айгерим Байтерекова"),
        "the page": lambda: WishPage.objects.update(story_ru="Звоните 8 701 123 45 67"),
        "another wish's row": lambda: CatalogueEntry.rows.update(wish=make.tell_wish()),
    }
    for name, change in changes.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
        assert CatalogueEntry.objects.get().wish == wish, name


@pytest.mark.parametrize(
    "change", [{"approved_print": "x", "safeguarded_print": "x"}, {"state": "paused"}]
)
def test_a_row_goes_with_its_approvals(change):
    make.published_wish()
    Wish.objects.update(**change)
    assert not CatalogueEntry.rows.exists()


def test_nobody_is_named_as_approver_and_nothing_shows():
    make.published_wish()
    with pytest.raises(IntegrityError, match="was_approved"), transaction.atomic():
        Wish.objects.update(approved_by=None)


def test_a_language_needs_its_consent():
    wish = make.tell_wish(languages=("ru",))
    page = make.latest(wish)
    page.title_en, page.story_en = "A ball", "I want to play with friends."
    page.save_revision(user=make.make_moderator())
    offered = decisions.available(make.latest(wish), make.make_moderator())
    assert decisions.APPROVE not in [name for name, *_ in offered]


def test_wagtails_own_api_is_no_way():
    """Were it installed, it would need a line in the table."""
    assert not apps.is_installed("wagtail.api.v2")
