"""Pictures that show a child: who says so, and whose child it is.

Such a picture stands only where a gate has asked the consent of the wish that it belongs to.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.record import record
from images.models import PhotoConsent, SiteImage

# From what needs most consent to what needs none.
_FEWER = {PhotoConsent.CHILD: 0, PhotoConsent.ADULTS: 1, PhotoConsent.DRAWING: 2}
LOWER = "images.say_no_child"


def may_say(image: SiteImage, shows: str, user) -> bool:
    """The first answer is anybody's who may edit the picture; less than was said, a moderator's."""
    is_less = _FEWER[PhotoConsent(shows)] > _FEWER[PhotoConsent(image.consent)]
    return not is_less or image.consent_said_at is None or user.has_perm(LOWER)


@transaction.atomic
def say(image: SiteImage, shows: str, user) -> None:
    """Write down what the picture shows; raises PermissionDenied.

    Where it shows a child after all, `campaigns.gates` takes it off the pages that may not show it.
    """
    kept = SiteImage.objects.select_for_update(no_key=True).get(pk=image.pk)
    if not may_say(kept, shows, user):
        raise PermissionDenied
    before = kept.consent
    said = {"consent": shows, "consent_said_at": timezone.now()}
    if shows != PhotoConsent.CHILD:
        said["wish_code"] = ""
    SiteImage.objects.filter(pk=kept.pk).update(**said)
    for name, value in said.items():
        setattr(image, name, value)
    record("picture.say", image, user, {"from": before, "to": shows})


def among(pictures: Iterable[int]) -> list[SiteImage]:
    """Those that show a child, locked: nobody says otherwise or takes one away meanwhile."""
    found = SiteImage.objects.select_for_update(no_key=True).filter(
        pk__in=set(pictures), consent=PhotoConsent.CHILD
    )
    return list(found.order_by("pk"))


def belong_to(wish_code: str, pictures: Iterable[int]) -> None:
    """From now on these are of that wish's child, and go with its consent."""
    free = SiteImage.objects.filter(pk__in=set(pictures), consent=PhotoConsent.CHILD, wish_code="")
    free.update(wish_code=wish_code)


def is_of_another(picture: SiteImage, wish_code: str) -> bool:
    return picture.wish_code not in ("", wish_code)
