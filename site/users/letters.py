"""Letters to staff: to whom, and in which language."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from wagtail.users.models import UserProfile

from language.translated import LANGUAGES
from users.models import User


def with_languages(people: QuerySet[User]) -> Iterator[tuple[User, str]]:
    """Those of `people` who can be written to, each with the language of their admin."""
    reachable = people.filter(is_active=True).exclude(email="")
    chosen = dict(
        UserProfile.objects.filter(user__in=reachable).values_list("user", "preferred_language")
    )
    for user in reachable.order_by("pk"):
        language = chosen.get(user.pk) or settings.LANGUAGE_CODE
        yield user, language if language in LANGUAGES else settings.LANGUAGE_CODE
