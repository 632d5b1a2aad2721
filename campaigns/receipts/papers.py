"""Receipts on paper; see `paper.typesetting`."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.receipts.models import Receipt
from language.translated import LANGUAGES, in_language
from money.amounts import format_tenge
from money.words import in_words
from paper.texts import printable
from paper.typesetting import qr_svg, typeset

FOLDER = Path(__file__).parent


def receipt_pdf(receipt: Receipt, language: str) -> bytes:
    """The paper of a receipt; a void one says that it is."""
    with translation.override(language):
        return typeset(FOLDER / "receipt.typ", _receipt_data(receipt, language))


def filename(receipt: Receipt) -> str:
    return f"receipt-{receipt.number}.pdf"


def check_url(receipt: Receipt) -> str:
    """Where anybody with the paper can see that it is genuine: without a language, as printed."""
    path = reverse("check_receipt", args=[receipt.number])
    return f"{settings.SITE_URL}{path}?{urlencode({'c': receipt.check_code})}"


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
        "qr": qr_svg(url),
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
