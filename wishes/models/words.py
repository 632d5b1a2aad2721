"""What a wish says to the public, and how two versions of it are told apart."""

import hashlib

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
    each value in UTF-8, after its length and a colon; none is an empty one.
    """
    digest = hashlib.sha256()
    for field in PUBLIC_FIELDS:
        value = getattr(source, field)
        said = ("" if value is None else str(value)).encode()
        digest.update(b"%d:%s" % (len(said), said))
    return digest.hexdigest()


def languages_written(source: object) -> list[str]:
    """The languages that some of its words stand in."""
    return [
        language
        for language in LANGUAGES
        if getattr(source, f"title_{language}") or getattr(source, f"story_{language}")
    ]
