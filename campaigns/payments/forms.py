"""The form of a gift. It sets no cookie and keeps what was typed."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Fund
from campaigns.payments.checkout import Gift
from money.amounts import AmountError, format_tenge, parse_tenge
from money.fields import TengeField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OWN = "own"
_MOMENT = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Card:
    """What a radio says: the sum, and what it helps with."""

    headline: "StrOrPromise"
    detail: "StrOrPromise"

    def __str__(self) -> str:
        return f"{self.headline} – {self.detail}" if self.detail else str(self.headline)


class DonationForm(forms.Form):
    preset = forms.ChoiceField(label=_("Choose a sum"), widget=forms.RadioSelect, required=False)
    amount = TengeField(
        label=_("Another sum, in tenge"),
        required=False,
        error_messages={
            "too_large": _(
                "One card payment can be %(most)s at most. For a larger gift please make a bank "
                "transfer: write to us and we will send you the details."
            )
        },
    )
    donor_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_anonymous = forms.BooleanField(
        label=_("Give anonymously: the public never sees my name"), required=False
    )
    donor_email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We send the confirmation of your gift there, and nothing else."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # See `stamped`; a form that is sent again brings the same.
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fund = fund
        self.least, self.most = settings.DONATION_MIN_TIYN, settings.DONATION_MAX_TIYN
        amount: Any = self.fields["amount"]
        amount.least, amount.most = self.least, self.most
        amount.help_text = _("From %(least)s to %(most)s.") % {
            "least": format_tenge(self.least),
            "most": format_tenge(self.most),
        }
        presets = [one for one in fund.presets.all() if self._is_payable(one.amount_tiyn)]
        if presets:
            self._offer(presets)
        else:
            del self.fields["preset"]
            amount.label, amount.required = _("The sum of your gift, in tenge"), True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_error("amount") and not self.has_error("preset"):
            cleaned["amount_tiyn"] = self._sum(cleaned.get("preset"), cleaned.get("amount"))
        return cleaned

    def gift(self, language: str, sender: str) -> Gift:
        """What the valid form asks for. `sender` tells apart two people who wrote the same."""
        data = self.cleaned_data
        wish = (
            str(self.fund.pk),
            str(data["amount_tiyn"]),
            data["donor_email"],
            data["donor_name"],
            str(data["is_anonymous"]),
        )
        stamp = data["stamp"] or uuid4().hex
        parts = "\x1f".join((stamp, sender, language, *wish))
        return Gift(
            fund=self.fund,
            amount_tiyn=data["amount_tiyn"],
            donor_email=data["donor_email"],
            donor_name=data["donor_name"],
            is_anonymous=data["is_anonymous"],
            language=language,
            form_key=salted_hmac("campaigns.payments.gift", parts, algorithm="sha256").hexdigest(),
        )

    def _offer(self, presets: list) -> None:
        field: Any = self.fields["preset"]
        field.choices = [
            (str(one.amount_tiyn), Card(format_tenge(one.amount_tiyn), one.helps))
            for one in presets
        ] + [(OWN, Card(_("Another sum"), _("Write it below.")))]

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


def stamped(again: str = "") -> dict[str, str]:
    """What tells one form from the next: when its page was made, to the minute.

    A public page is the same for everybody who reads it within that minute, so nothing finer may
    stand in it. `again` comes from the page of thanks (when that gift was paid) and makes a form of
    its own for a donor who means to give the same once more.
    """
    minute = timezone.now().strftime("%Y-%m-%dT%H:%MZ")
    return {"stamp": f"{minute} {again}" if _MOMENT.fullmatch(again) else minute}


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
