from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.factories import wishes as make
from wishes.models import Place
from wishes.moderation.models import Reading


@pytest.fixture
def moderator(db):
    make.wish_lists()
    user = make.make_moderator("aigul")
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def desk(client, moderator):
    """A browser in which the moderator is signed in."""
    client.force_login(moderator)
    return client


@pytest.fixture
def aged():
    """Makes a wish wait for so many days already."""

    def make_older(wish, days):
        since = timezone.now() - timedelta(days=days)
        Reading.objects.filter(wish=wish).update(waiting_since=since)
        return wish

    return make_older


@pytest.fixture
def place():
    return lambda slug: Place.objects.get(slug=slug)
