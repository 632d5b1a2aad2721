"""Writing the public row. Only `wishes.lifecycle` calls this, within its own transaction."""

from typing import TYPE_CHECKING

from django.db import transaction

from language.folding import fold
from language.translated import LANGUAGES
from wishes.models.catalogue import CatalogueEntry, PublicStatus

if TYPE_CHECKING:
    from wishes.models import Category, Place, Wish, WishPage

COPIED = (
    "pseudonym",
    "age_band",
    "place",
    "category",
    "season",
    "size",
    "price_tiyn",
    "image",
    *(f"{stem}_{language}" for stem in ("title", "story") for language in LANGUAGES),
)


def show(wish: "Wish", page: "WishPage", status: str = PublicStatus.PUBLISHED) -> CatalogueEntry:
    """Put the page's words on the site, or refresh them.

    The database raises IntegrityError where no consent is in force.
    """
    entry = CatalogueEntry.rows.filter(wish=wish).first() or CatalogueEntry(wish=wish)
    _fill(entry, page)
    if wish.published_at is None:
        raise ValueError(f"wish {wish.code} was never published")
    entry.code, entry.status, entry.published_at = wish.code, status, wish.published_at
    entry.save()
    return entry


def draft_entry(page: "WishPage") -> CatalogueEntry:
    """What `show` would make of the page, unsaved: for the preview."""
    entry = CatalogueEntry(code=page.code, status=PublicStatus.PUBLISHED)
    _fill(entry, page)
    return entry


def _fill(entry: CatalogueEntry, page: "WishPage") -> None:
    for field in COPIED:
        setattr(entry, field, getattr(page, field))
    entry.folded = _folded(page)


def _folded(page: "WishPage | CatalogueEntry") -> str:
    """All that a reader may look for this wish by, as one search key."""
    category = page.category
    texts = [getattr(page, f"{stem}_{code}") for stem in ("title", "story") for code in LANGUAGES]
    names = [getattr(category, f"name_{code}") for code in LANGUAGES]
    return fold(" ".join([*texts, page.size, *names, page.place.spellings, page.pseudonym]))


def refold(of: "Place | Category") -> int:
    """Make the search keys anew of all entries of a place or kind that was renamed; how many.

    Row by row under its lock, from the words that stand there then: nothing that was taken out
    meanwhile comes back.
    """
    named = {str(of._meta.model_name): of}
    # Not those whose last day is over: the database lets nobody write to them.
    for pk in list(CatalogueEntry.objects.filter(**named).values_list("pk", flat=True)):
        with transaction.atomic():
            locked = CatalogueEntry.rows.select_for_update(of=("self",)).with_names()
            entry = locked.filter(pk=pk).first()
            if entry is not None:
                CatalogueEntry.rows.filter(pk=pk).update(folded=_folded(entry))
    return CatalogueEntry.rows.filter(**named).count()


def set_status(wish: "Wish", status: str) -> None:
    CatalogueEntry.rows.filter(wish=wish).update(status=status)


def remove(code: str) -> bool:
    """Take a wish off the site; whether it was there."""
    deleted, _by_model = CatalogueEntry.rows.filter(code=code).delete()
    return bool(deleted)
