"""Which wishes a moderator may open: all of them, unless an administrator has narrowed it.

Asked by the desk, by the decisions and by the page editor alike, so that no other door is open.
"""

from django.db.models import Q, QuerySet

from users.models import User
from wishes.models.wish import Wish
from wishes.moderation.models import Reader, Reading


def reader_of(user: User) -> Reader | None:
    """The districts of `user`; read once for each time that the account is loaded."""
    if "_reader_row" not in user.__dict__:
        user.__dict__["_reader_row"] = Reader.objects.filter(user_id=user.pk).first()
    return user.__dict__["_reader_row"]


def own_places(user: User) -> frozenset[int]:
    reader = reader_of(user)
    if reader is None:
        return frozenset()
    if "_place_ids" not in reader.__dict__:
        reader.__dict__["_place_ids"] = frozenset(reader.places.values_list("pk", flat=True))
    return reader.__dict__["_place_ids"]


def is_limited(user: User) -> bool:
    reader = reader_of(user)
    return reader is not None and reader.only_own


def readable_by(user: User, wishes: QuerySet[Wish]) -> QuerySet[Wish]:
    """Those of `wishes` that `user` may open: of their places, or given to them by name."""
    if not is_limited(user):
        return wishes
    return wishes.filter(Q(page__place__in=own_places(user)) | Q(reading__reader=user.pk))


def may_open(user: User, page_id: int | None, place_id: int) -> bool:
    """The same for one wish, by its page and the place that the page names."""
    if not is_limited(user) or place_id in own_places(user):
        return True
    return Reading.objects.filter(wish__page_id=page_id, reader=user.pk).exists()
