"""Who is paid by a transfer: what the donor copies into the order of a bank."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from campaigns.bank.models import Pledge
from campaigns.bank.references import grouped
from campaigns.payments.giving.ways import takes_transfers

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
    if not takes_transfers():
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


def purpose(reference: str, language: str) -> str:
    """What the donor writes as the purpose: in the language of the donor, and the code."""
    with override(language):
        return str(PURPOSE % {"reference": grouped(reference)})


def order_text(pledge: Pledge, language: str) -> str:
    """All that an order needs, a line for each."""
    to = payee(language)
    if to is None:
        return ""
    tenge, tiyn = divmod(pledge.donation.amount_tiyn, 100)
    with override(language):
        rows = [
            (_("Payee"), to.name),
            (_("BIN"), to.bin),
            (_("Account (IIK)"), to.iik),
            (_("Bank"), to.bank),
            (_("BIC"), to.bic),
            (_("KBe"), to.kbe),
            (_("KNP"), to.knp),
            # Digits alone, as the form of a bank takes them.
            (_("Sum"), f"{tenge}.{tiyn:02}"),
            (_("Purpose of payment"), purpose(pledge.reference, language)),
        ]
        return "\n".join(f"{label}: {value}" for label, value in rows)
