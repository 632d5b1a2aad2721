"""What donors say in public: shown on the fund's page once a person has read it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.record import record
from campaigns.funds.models import Fund
from campaigns.payments.models import Words
from campaigns.payments.models.words import WordsState
from users.models import User

MOST = 50


def newest(fund: Fund, limit: int = MOST) -> QuerySet[Words]:
    """Words to show for `fund`, newest first, in one query. They hold no sum."""
    return (
        Words.objects.public()
        .filter(donation__fund=fund)
        .select_related("donation")
        .only("shown_name", "dedication", "message", "donation__paid_at")
        .order_by("-created_at")[:limit]
    )


@transaction.atomic
def decide(words: Words, actor: User, *, may_be_shown: bool) -> Words:
    """`actor` has read the words. May be decided again: what was let through can be taken off."""
    locked = Words.objects.select_for_update(of=("self",)).get(pk=words.pk)
    locked.state = WordsState.APPROVED if may_be_shown else WordsState.REJECTED
    locked.decided_by, locked.decided_at = actor, timezone.now()
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    record(f"words.{locked.state}", locked, actor)
    return locked
