"""Pictures that left the site: every public copy goes, and does not come back.

A copy's address follows from the picture's name, and a reader who is being answered right now may
have one made anew after it was deleted. So a row says for some minutes that there must be none, and
a periodic step deletes them again until nobody can be making one any more.
"""

import logging
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import ReferenceIndex

from images import places
from images.models import PhotoConsent, SiteImage, TakenAway

logger = logging.getLogger(__name__)

# Longer than any request lives.
WATCHED = timedelta(minutes=2)
# Who else refers to a picture is noted by tasks, which may be late.
UNTIL_GIVEN_UP = timedelta(hours=1)


@transaction.atomic
def note(image: SiteImage, *, for_good: bool) -> None:
    """Delete all copies at the commit, and the picture itself too if `for_good` and unused.

    One of a child is in use nowhere after this: it leaves every page and version at once.
    """
    if for_good and image.consent == PhotoConsent.CHILD:
        # Whoever publishes a page with it holds the same lock.
        SiteImage.objects.select_for_update(no_key=True).filter(pk=image.pk).first()
        places.take_out(image)
    stem = PurePath(image.file.name or "").stem
    names = list(image.renditions.values_list("file", flat=True))
    image.renditions.all().delete()
    noted: dict[str, Any] = {"stem": stem, "names": names, "at": timezone.now()}
    if for_good:  # and never less than was noted already
        noted["for_good"] = True
    row, _made = TakenAway.objects.update_or_create(image_pk=image.pk, defaults=noted)
    transaction.on_commit(partial(_sweep, row.pk), robust=True)


def sweep() -> int:
    """The periodic step; returns how many pictures it is done with."""
    rows = TakenAway.objects.values_list("pk", flat=True)
    return sum(_sweep(pk) for pk in rows)


@transaction.atomic
def _sweep(pk: int) -> bool:
    """Whether nothing is left to do."""
    row = TakenAway.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None:
        return False
    age = timezone.now() - row.at
    image = SiteImage.objects.filter(pk=row.image_pk).first()
    if age <= WATCHED or image is None:
        _delete_copies(row, image)
    if image is not None and row.for_good and _delete_original(image):
        image = None
    wait_for = UNTIL_GIVEN_UP if image is not None and row.for_good else WATCHED
    is_done = age > wait_for
    if is_done:
        row.delete()
    return is_done


def _delete_copies(row: TakenAway, image: SiteImage | None) -> None:
    names = set(row.names) | set(_in_folder(row.stem))
    if image is not None:
        names |= set(image.renditions.values_list("file", flat=True))
        image.renditions.all().delete()
    for name in names:
        default_storage.delete(name)


def _in_folder(stem: str) -> list[str]:
    folder = f"images/{stem}"
    try:
        return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []


def _delete_original(image: SiteImage) -> bool:
    """False where something still shows it, so that it stays."""
    if image.consent == PhotoConsent.CHILD:
        places.take_out(image)
    elif ReferenceIndex.get_references_to(image).exists():
        return False
    name = image.file.name or ""
    try:
        with transaction.atomic():
            image.delete()
    except models.ProtectedError:
        return False
    transaction.on_commit(partial(default_storage.delete, name), robust=True)
    return True
