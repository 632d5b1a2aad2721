"""The form of a gift by bank transfer: who gives as in every form, and a sum that no card takes."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from campaigns.payments.giving.checkout import Gift
from campaigns.payments.giving.giver import GiverForm, stamped
from campaigns.payments.models import Method
from money.amounts import AmountError, format_tenge, parse_tenge
from money.fields import TengeField


class TransferForm(GiverForm):
    amount = TengeField(label=_("The sum of your gift, in tenge"))
    wants_reminder = forms.BooleanField(
        label=_("Remind me, once, if I do not get round to paying"), required=False
    )

    field_order = ["amount", "donor_email", "donor_name", "wants_reminder"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        amount: Any = self.fields["amount"]
        amount.least, amount.most = settings.DONATION_MIN_TIYN, settings.TRANSFER_MAX_TIYN
        amount.help_text = _("From %(least)s to %(most)s.") % {
            "least": format_tenge(amount.least),
            "most": format_tenge(amount.most),
        }
        self.fields["donor_email"].help_text = _(
            "We send the bank details and the confirmation there, and nothing else."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # `form_key` leaves out what is only typed: the sum itself belongs to it.
        cleaned["gift_tiyn"] = cleaned.get("amount")
        return cleaned

    def gift(self, language: str, sender: str) -> Gift:
        """What the valid form asks for. `sender` tells apart two people who wrote the same."""
        data = self.cleaned_data
        return Gift(
            method=Method.TRANSFER,
            fund=self.fund,
            amount_tiyn=data["gift_tiyn"],
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


def typed_elsewhere(data: Any) -> dict[str, Any]:
    """What somebody typed into the form of a card gift, to begin this one with."""
    names = TransferForm.base_fields
    return stamped() | {name: data[name] for name in names if name in data and name != "stamp"}


def prefilled(asked: str) -> dict[str, Any]:
    """What the form starts with when a link asks for the sum `asked`; nothing for nonsense."""
    try:
        tiyn = parse_tenge(asked)
    except AmountError:
        return stamped()
    is_payable = settings.DONATION_MIN_TIYN <= tiyn <= settings.TRANSFER_MAX_TIYN
    return stamped() | ({"amount": tiyn} if is_payable else {})
