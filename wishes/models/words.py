"""What a wish says to the public, and how two versions of it are told apart."""

import hashlib

from images.models import SiteImage
from language.translated import LANGUAGES

TEXT_FIELDS = (
    "pseudonym",
    "size",
    *(f"{stem}_{language}" for stem in ("title", "story") for language in LANGUAGES),
)
# Everything that an approval is about; a change to any of them undoes it.
PUBLIC_FIELDS = (*TEXT_FIELDS, "age_band", "place_id", "category_id", "price_tiyn", "image_id")


def fingerprint(source: object) -> str:
    """The same for two that say the same: pages, drafts and rows of the catalogue.

    The database computes it too (`wishes_print`), so that it can hold a row to what was approved:
    each value in UTF-8, after its length and a colon; none is an empty one. With a picture goes
    what it shows: a drawing was not approved as the photo of a child, nor the other way round.
    """
    digest = hashlib.sha256()
    for field in PUBLIC_FIELDS:
        value = getattr(source, field)
        said = "" if value is None else str(value)
        if said and field == "image_id":
            said = f"{said}:{_shown_by(said)}"
        digest.update(b"%d:%s" % (len(said.encode()), said.encode()))
    return digest.hexdigest()


def _shown_by(picture: str) -> str:
    return SiteImage.objects.filter(pk=picture).values_list("consent", flat=True).first() or ""


def languages_written(source: object) -> list[str]:
    """The languages that some of its words stand in."""
    return [
        language
        for language in LANGUAGES
        if getattr(source, f"title_{language}") or getattr(source, f"story_{language}")
    ]
