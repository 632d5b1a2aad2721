"""Who is paid by a transfer: what the donor copies into the order of a bank."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from campaigns.bank.references import grouped

PURPOSE = _("Voluntary donation, code %(reference)s")


@dataclass(frozen=True, slots=True)
class Payee:
    name: str
    bin: str
    iik: str
    bank: str
    bic: str
    kbe: str
    knp: str


def payee(language: str) -> Payee | None:
    """None where no account is set: then transfers are not offered."""
    if not is_offered():
        return None
    return Payee(
        name=settings.ORGANISATION_NAME[language],
        bin=settings.ORGANISATION_BIN,
        iik=settings.BANK_IIK,
        bank=settings.BANK_NAME,
        bic=settings.BANK_BIC,
        kbe=settings.BANK_KBE,
        knp=settings.BANK_KNP,
    )


def is_offered() -> bool:
    needed = ("BANK_IIK", "BANK_NAME", "BANK_BIC", "BANK_KBE", "BANK_KNP")
    return all(getattr(settings, name) for name in needed)


def purpose(reference: str, language: str) -> str:
    """What the donor writes as the purpose: in the language of the donor, and the code."""
    with override(language):
        return str(PURPOSE % {"reference": grouped(reference)})
