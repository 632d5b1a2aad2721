"""The tag for a parcel: A6, PDF/UA, with the code in large letters and as a square to scan.

The square leads to the gift at the hub's desk, which only staff can open.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from paper.texts import printable
from paper.typesetting import qr_svg, typeset
from wishes import catalogue
from wishes.claims.models import Claim

TEMPLATE = Path(__file__).parent / "tag.typ"


def tag_pdf(claim: Claim, language: str) -> bytes:
    with translation.override(language):
        return typeset(TEMPLATE, _data(claim, language))


def desk_url(claim: Claim) -> str:
    """Where the square leads: without a language, as printed."""
    return settings.SITE_URL + reverse("claim_desk:gift", args=[claim.code])


def _data(claim: Claim, language: str) -> dict[str, Any]:
    return {
        "title": _("Tag of the gift %(code)s") % {"code": claim.shown_code},
        "organisation": printable(settings.ORGANISATION_NAME[language]),
        "language": language,
        "heading": _("Code of the gift"),
        "code": claim.shown_code,
        "facts": _facts(claim, language),
        "qr": qr_svg(desk_url(claim)),
        "qr_says": _("A code that leads staff to this gift"),
        "for_staff": _("For our staff: take this tag off before the gift is handed over."),
    }


def _facts(claim: Claim, language: str) -> list[tuple[str, str]]:
    entry = catalogue.find(claim.wish.code, language)
    facts = []
    if entry:
        facts.append((_("Thing"), printable(entry.title)))
        if entry.size:
            facts.append((_("Size, colour or model"), printable(entry.size)))
    facts.append((_("Hub"), printable(f"{claim.hub.name}, {claim.hub.address}")))
    if claim.due_on:
        facts.append((_("To be brought by"), date_format(claim.due_on, "DATE_FORMAT")))
    if claim.donor_name:
        facts.append((_("Given by"), printable(claim.donor_name)))
    return facts
