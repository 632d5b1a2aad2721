"""The sheets of a wish tree as PDF/UA: cards to cut out, or to fold.

The square of a card leads to the wish's public page, so that paper that hangs for weeks never says
what is no more so: a withdrawn wish answers 410 there, and one that somebody took says that it is
taken and offers others.
"""

from pathlib import Path
from textwrap import shorten
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from language.translated import in_language
from money.amounts import format_tenge
from paper.texts import printable
from paper.typesetting import qr_svg, typeset
from wishes.models.catalogue import CatalogueEntry

TEMPLATE = Path(__file__).parent / "sheets.typ"
# Letters of a story on a card; none of it where two languages share the card.
MOST_OF_A_STORY = 190
NO_BREAK = "\u00a0"
SHORT = 30


class Layout(TextChoices):
    FOUR = "a4", gettext_lazy("A4, four to cut out")
    FOLDED = "a4-fold", gettext_lazy("A4, two to fold")
    SINGLE = "a6", gettext_lazy("A6, one a page")


class Languages(TextChoices):
    KK = "kk", gettext_lazy("Kazakh")
    RU = "ru", gettext_lazy("Russian")
    EN = "en", gettext_lazy("English")
    KK_RU = "kk-ru", gettext_lazy("Kazakh and Russian")


def sheets_pdf(entries: list[CatalogueEntry], layout: str, languages: str) -> bytes:
    """Raises `typst.TypstError` where it cannot be typeset, whatever was typed is no reason."""
    codes = languages.split("-")
    with translation.override(codes[0]):
        data = {
            "title": _("Wish tree"),
            "organisation": printable(settings.ORGANISATION_NAME[codes[0]]),
            "language": codes[0],
            "layout": layout,
            "cut": _("cut"),
            "fold": _("fold"),
            "programme": _lines(codes, lambda code: _("Zhurekten Zhurekke")),
            "scan": _lines(codes, _how_to_scan),
            "steps": [_lines(codes, step) for step in _STEPS],
            "drawings": _drawings(entries),
            "cards": [_card(entry, codes) for entry in entries],
        }
    return typeset(TEMPLATE, data)


def page_url(entry: CatalogueEntry, language: str) -> str:
    """The public page that the square of a card leads to."""
    return settings.SITE_URL + entry.url(language)


def _lines(codes: list[str], say: Any) -> list[dict[str, str]]:
    """What `say(code)` says in each language, marked as what it is; the same words once."""
    lines: dict[str, dict[str, str]] = {}
    for code in codes:
        with translation.override(code):
            text = str(say(code))
        lines.setdefault(text, {"language": code, "text": text})
    return list(lines.values())


def _how_to_scan(code: str) -> str:
    return _("Scan the code to see whether this wish still waits and how to make it come true.")


_STEPS = (
    lambda code: _("Scan the code and take the wish on its page."),
    lambda code: _("Buy the thing and bring it to the hub that the page names."),
    lambda code: _("Our staff hand it to the child. You will hear from us."),
)


def _card(entry: CatalogueEntry, codes: list[str]) -> dict[str, Any]:
    url = page_url(entry, codes[0])
    return {
        "code": entry.code,
        "drawing": entry.illustration,
        "titles": _texts(entry, "title", codes),
        "stories": _texts(entry, "story", codes) if len(codes) == 1 else [],
        "about": _lines(codes, lambda code: _about(entry, code)),
        "qr": qr_svg(url),
        "qr_says": _("A code that leads to the page of the wish %(code)s") % {"code": entry.code},
        "url": url,
        "url_shown": printable(url.partition("://")[2]),
    }


def _texts(entry: CatalogueEntry, stem: str, codes: list[str]) -> list[dict[str, str]]:
    """Each language once: a wish that was told in one alone stands on the card in that."""
    found = {}
    for code in codes:
        text = entry.text(stem, code)
        short = shorten(text.value, MOST_OF_A_STORY, placeholder=" …")
        found[text.language] = {"language": text.language, "text": printable(short)}
    return list(found.values())


def _about(entry: CatalogueEntry, code: str) -> str:
    """Who and what: all of it public."""
    price = _("about %(price)s") % {"price": format_tenge(entry.price_tiyn, code)}
    place = in_language(entry.place, "name", code).value
    parts = [entry.pseudonym, str(entry.age_label), place, entry.size, price]
    return " · ".join(_unbroken(printable(part)) for part in parts if part)


def _unbroken(text: str) -> str:
    """A few words that stay in one line; more than that may be broken."""
    return text.replace(" ", NO_BREAK) if len(text) <= SHORT else text


def _drawings(entries: list[CatalogueEntry]) -> dict[str, str]:
    """The drawings that the cards need, each once."""
    names = {entry.illustration for entry in entries}
    return {name: _drawing(name) for name in sorted(names)}


def _drawing(name: str) -> str:
    path = finders.find(f"img/illustrations/{name}.svg")
    if path is None:
        raise FileNotFoundError(f"no drawing {name}")
    return Path(path).read_text(encoding="utf-8")
