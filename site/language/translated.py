"""Short texts that staff keep in three columns: `name_kk`, `name_ru`, `name_en`."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import get_language, pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANGUAGES = ("kk", "ru", "en")
# A person's name is another word in Kazakh and Russian.
NAME = pgettext_lazy("of a thing", "Name")
NATIVE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


class Text(NamedTuple):
    """A text and the language that it is written in ("" when there is none)."""

    value: str
    language: str


def in_language(source: object, stem: str, language: str | None = None) -> Text:
    """`source`'s text `stem` in `language` (the active one by default), else the first there is."""
    wanted = language or get_language() or LANGUAGES[0]
    for code in (wanted, *LANGUAGES):
        value = getattr(source, f"{stem}_{code}", "")
        if value:
            return Text(value, code)
    return Text("", "")


class Translated:
    """Reads the columns `<stem>_kk|ru|en` as one attribute, in the reader's language."""

    def __init__(self, stem: str, label: "StrOrPromise" = "") -> None:
        self.stem = stem
        # Where lists of the admin look for a column's heading.
        self.short_description = label or stem

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else in_language(instance, self.stem).value
