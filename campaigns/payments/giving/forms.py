"""The form of a gift by card. It sets no cookie and keeps what was typed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Fund
from campaigns.payments.giving import cover
from campaigns.payments.giving.checkout import Gift
from campaigns.payments.giving.giver import GiverForm, stamped
from campaigns.payments.giving.ways import takes_transfers
from money.amounts import AmountError, format_tenge, parse_tenge
from money.fields import TengeField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = ["DonationForm", "prefilled", "stamped"]

OWN = "own"
# Sums for which the form says what is paid in all, where the fund offers none.
EXAMPLES = [5_000_00, 20_000_00]


@dataclass(frozen=True, slots=True)
class Card:
    """What a radio says: the sum, and what it helps with."""

    headline: "StrOrPromise"
    detail: "StrOrPromise"

    def __str__(self) -> str:
        return f"{self.headline} – {self.detail}" if self.detail else str(self.headline)


class DonationForm(GiverForm):
    preset = forms.ChoiceField(label=_("Choose a sum"), widget=forms.RadioSelect, required=False)
    amount = TengeField(label=_("Another sum, in tenge"), required=False)
    cover_fee = forms.BooleanField(
        label=_("I add the payment fee, so that nobody else has to pay it"), required=False
    )
    wants_reminder = forms.BooleanField(
        label=_("Remind me, once, if I do not get round to paying"), required=False
    )

    field_order = ["preset", "amount", "cover_fee", "donor_email", "donor_name", "wants_reminder"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.least, self.most = settings.DONATION_MIN_TIYN, settings.DONATION_MAX_TIYN
        amount: Any = self.fields["amount"]
        amount.least, amount.most = self.least, self.most
        amount.error_messages["too_large"] = _too_large()
        amount.help_text = _("From %(least)s to %(most)s.") % {
            "least": format_tenge(self.least),
            "most": format_tenge(self.most),
        }
        presets = [one for one in self.fund.presets.all() if self._is_payable(one.amount_tiyn)]
        if presets:
            self._offer(presets)
        else:
            del self.fields["preset"]
            amount.label, amount.required = _("The sum of your gift, in tenge"), True
        self._offer_cover([one.amount_tiyn for one in presets] or EXAMPLES)

    @property
    def needs_transfer(self) -> bool:
        """A sum that no card takes: what was typed may go on to the form of a bank transfer."""
        return takes_transfers() and self.has_error("amount", "too_large")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.has_error("amount") or self.has_error("preset"):
            return cleaned
        tiyn = self._sum(cleaned.get("preset"), cleaned.get("amount"))
        cleaned["gift_tiyn"] = tiyn
        cleaned["cover_tiyn"] = cover.cover_for(tiyn) if tiyn and cleaned.get("cover_fee") else 0
        if tiyn and tiyn + cleaned["cover_tiyn"] > self.most:
            text = _("With the fee this is more than one card payment can be. Leave the fee out.")
            self._ask("cover_fee", text, "too_large")
        return cleaned

    def gift(self, language: str, sender: str) -> Gift:
        """What the valid form asks for. `sender` tells apart two people who wrote the same."""
        data = self.cleaned_data
        return Gift(
            fund=self.fund,
            amount_tiyn=data["gift_tiyn"] + data["cover_tiyn"],
            cover_tiyn=data["cover_tiyn"],
            donor_email=data["donor_email"],
            donor_name=data["donor_name"],
            is_anonymous=data["is_anonymous"],
            company_name=data["company_name"],
            company_bin=data["company_bin"],
            wants_reminder=data["wants_reminder"],
            language=language,
            form_key=self.form_key(language, sender),
            spoken=self.spoken(),
        )

    def _offer(self, presets: list) -> None:
        field: Any = self.fields["preset"]
        field.choices = [
            (str(one.amount_tiyn), Card(format_tenge(one.amount_tiyn), one.helps))
            for one in presets
        ] + [(OWN, Card(_("Another sum"), _("Write it below.")))]

    def _offer_cover(self, examples: list[int]) -> None:
        if cover.is_offered():
            self.fields["cover_fee"].help_text = cover.rule_in_words(examples)
        else:
            del self.fields["cover_fee"]

    def _sum(self, preset: str | None, typed: int | None) -> int | None:
        """One sum out of radios and typed text; where they contradict, the donor is asked."""
        chosen = int(preset) if preset and preset != OWN else None
        if chosen is not None and typed not in (None, chosen):
            text = _('You chose %(sum)s and wrote another. Clear this, or choose "Another sum".')
            self._ask("amount", text, "two_sums", sum=format_tenge(chosen))
        elif chosen is None and typed is None and preset == OWN:
            self._ask("amount", _("Write the sum of your gift."), "required")
        elif chosen is None and typed is None:
            self._ask("preset", _("Choose a sum or write your own."), "required")
        return chosen or typed

    def _ask(self, name: str, text: Any, code: str, **params: str) -> None:
        self.add_error(name, ValidationError(text, code, params))

    def _is_payable(self, tiyn: int) -> bool:
        return self.least <= tiyn <= self.most


def _too_large() -> "StrOrPromise":
    if takes_transfers():
        return _(
            "One card payment can be %(most)s at most. A larger gift goes by bank transfer: the "
            "button below takes what you wrote there."
        )
    return _(
        "One card payment can be %(most)s at most. For a larger gift please make a bank "
        "transfer: write to us and we will send you the details."
    )


def prefilled(fund: Fund, asked: str) -> dict[str, Any]:
    """What the form starts with when a link asks for the sum `asked`; nothing for nonsense."""
    try:
        tiyn = parse_tenge(asked)
    except AmountError:
        return {}
    if not settings.DONATION_MIN_TIYN <= tiyn <= settings.DONATION_MAX_TIYN:
        return {}
    if any(one.amount_tiyn == tiyn for one in fund.presets.all()):
        return {"preset": str(tiyn)}
    return {"preset": OWN, "amount": tiyn}
