"""Receipts as PDF/UA, typeset in this process in some milliseconds.

Texts reach the typesetter as JSON and are set as text: nothing that was typed can be markup. They
are short and the page is fixed, so the time is bounded too.
"""

import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.receipts.models import Receipt
from campaigns.receipts.texts import printable
from language.translated import LANGUAGES, in_language
from money.amounts import format_tenge
from money.words import in_words

FOLDER = Path(__file__).parent


def receipt_pdf(receipt: Receipt, language: str) -> bytes:
    """The paper of a receipt; a void one says that it is."""
    with translation.override(language):
        return typeset("receipt.typ", _receipt_data(receipt, language))


def filename(receipt: Receipt) -> str:
    return f"receipt-{receipt.number}.pdf"


def check_url(receipt: Receipt) -> str:
    """Where anybody with the paper can see that it is genuine: without a language, as printed."""
    path = reverse("check_receipt", args=[receipt.number])
    return f"{settings.SITE_URL}{path}?{urlencode({'c': receipt.check_code})}"


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF/UA that `template` makes of `data`; raises `typst.TypstError`."""
    # One PDF is one run of bytes; only pictures of several pages come as a list.
    return typst.compile(
        str(FOLDER / template),
        root=str(FOLDER),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data)},
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The typesetter's own fonts, so that a paper looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def issuer(language: str, names: dict[str, str], number: str) -> dict[str, str]:
    return {
        "organisation": printable(names[language]),
        "organisation_bin": f"{_('BIN')} {number}",
    }


def in_others(say: Any, language: str) -> list[dict[str, str]]:
    """What `say(code)` says in the languages that the paper is not in."""
    return [{"language": code, "text": say(code)} for code in LANGUAGES if code != language]


def amount_in_words(tiyn: int, language: str) -> str:
    words = in_words(tiyn, language)
    return words[0].upper() + words[1:]


def _voluntary(language: str) -> str:
    with translation.override(language):
        return _("This was a voluntary donation, not a payment for goods or services.")


def _receipt_data(receipt: Receipt, language: str) -> dict[str, Any]:
    names = {code: in_language(receipt, "organisation_name", code).value for code in LANGUAGES}
    url = check_url(receipt)
    return {
        "title": _("Receipt %(number)s") % {"number": receipt.number},
        "language": language,
        **issuer(language, names, receipt.organisation_bin),
        "facts": _facts(receipt, language),
        "amount_label": _("Sum"),
        "amount": format_tenge(receipt.amount_tiyn, language),
        "words": amount_in_words(receipt.amount_tiyn, language),
        "words_in_others": in_others(
            lambda code: amount_in_words(receipt.amount_tiyn, code), language
        ),
        "voluntary": _voluntary(language),
        "voluntary_in_others": in_others(_voluntary, language),
        "void": "" if receipt.is_valid else _("This receipt is void."),
        "qr": _qr(url),
        "qr_says": _("A code that leads to the page where this receipt can be checked"),
        "check_label": _("Anybody can check this receipt at:"),
        "check_url": url,
        "check_shown": url.partition("://")[2],
    }


def _facts(receipt: Receipt, language: str) -> list[tuple[str, str]]:
    facts = [(_("Issued on"), date_format(receipt.issued_on, "DATE_FORMAT"))]
    facts.append((_("Received from"), printable(receipt.payer) or _("a person who gave no name")))
    if receipt.company_bin:
        facts.append((_("Company's BIN"), receipt.company_bin))
    facts.append((_("Purpose"), printable(in_language(receipt, "purpose", language).value)))
    if receipt.cover_tiyn:
        facts.append((_("Of it for payment fees"), format_tenge(receipt.cover_tiyn, language)))
    if receipt.returned_tiyn:
        facts.append((_("Already returned"), format_tenge(receipt.returned_tiyn, language)))
    facts.append((_("Paid on"), date_format(receipt.paid_on, "DATE_FORMAT")))
    facts.append((_("Way of payment"), str(receipt.get_method_display())))
    facts.append((_("Reference of the payment"), printable(receipt.provider_reference)))
    if replaced := getattr(receipt, "replaces", None):
        facts.append((_("In place of"), replaced.number))
    return facts


def _qr(url: str) -> str:
    drawn = BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()
