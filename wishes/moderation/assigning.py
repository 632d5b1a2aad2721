"""Who reads which wish. It says who is at it; it gives and takes no right to decide."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from audit.record import record
from users.models import User
from wishes import lifecycle
from wishes.models.wish import Wish
from wishes.moderation.models import Reading
from wishes.permissions import MODERATE


def moderators() -> QuerySet[User]:
    """All who may decide about wishes by a role or a right of their own."""
    app, codename = MODERATE.split(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=codename)
    holds = Q(user_permissions__in=right) | Q(groups__permissions__in=right)
    people = get_user_model().objects.filter(holds, is_active=True)
    return people.distinct().order_by("last_name", "first_name", "username")


@transaction.atomic
def assign(wish: Wish, reader: User | None, actor: User) -> bool:
    """Give the wish to `reader`, or to nobody; False where it was so already."""
    wish = lifecycle.locked(wish)
    # A wish from before there were readings waits since it was told.
    reading, _made = Reading.objects.get_or_create(
        wish=wish, defaults={"waiting_since": wish.told_at}
    )
    if reading.reader_id == (reader and reader.pk):
        return False
    reading.reader = reader
    reading.save(update_fields=["reader"])
    record("wish.assign", wish, actor, {"to": reader.pk if reader else None})
    return True
