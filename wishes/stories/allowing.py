"""A moderator says that something found in a story may stay."""

from django.db import transaction

from campaigns.models import StoryPage
from users.models import User
from wishes.dossiers.models import Application, Hit
from wishes.models import Wish
from wishes.moderation.redaction import allow_hit
from wishes.stories import words


@transaction.atomic
def allow(story: StoryPage, rule: str, excerpt: str, user: User, note: str) -> bool:
    """Let it stay in all stories of the wish, with the reason; whether it was found there."""
    wish = Wish.objects.select_for_update().get(code=story.wish_code)
    application = Application.objects.get(wish=wish)
    for one in words.open_findings(story, application):
        if (one.finding.rule, one.finding.excerpt) == (rule, excerpt):
            hit = Hit(
                application=application, field=words.field_of(story), rule=rule, excerpt=excerpt,
                start=one.finding.start, end=one.finding.end,
            )  # fmt: skip
            allow_hit(hit, user, note)
            return True
    return False
