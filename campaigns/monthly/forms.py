"""The form of a monthly gift, and that of another sum for one. Built of what every gift asks."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.starting import MonthlyWish
from campaigns.payments.giving import cover
from campaigns.payments.giving.forms import DonationForm
from money.amounts import format_tenge
from money.fields import TengeField


class MonthlyForm(DonationForm):
    """What is said with a monthly gift is said once, with its first payment."""

    FOLDS = (
        (
            _("Say something with your first payment"),
            ("dedication", "message", "show_words", "shown_name"),
        ),
        (_("The gift is from a company"), ("company_name", "company_bin")),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["wants_reminder"]

    def wish(self, language: str, sender: str) -> MonthlyWish:
        """What the valid form asks for. `sender` tells apart two people who wrote the same."""
        data = self.cleaned_data
        return MonthlyWish(
            fund=self.fund,
            amount_tiyn=data["gift_tiyn"] + data["cover_tiyn"],
            cover_tiyn=data["cover_tiyn"],
            donor_email=data["donor_email"],
            donor_name=data["donor_name"],
            is_anonymous=data["is_anonymous"],
            company_name=data["company_name"],
            company_bin=data["company_bin"],
            language=language,
            form_key=self.form_key(language, sender),
            spoken=self.spoken(),
        )


class AmountForm(forms.Form):
    amount = TengeField(label=_("The sum for each month, in tenge"))
    cover_fee = DonationForm.base_fields["cover_fee"]

    def __init__(self, data: Any = None, *, gift: MonthlyGift):
        super().__init__(data, initial={"amount": gift.fund_tiyn, "cover_fee": gift.cover_tiyn > 0})
        self.least, self.most = settings.DONATION_MIN_TIYN, settings.DONATION_MAX_TIYN
        field: Any = self.fields["amount"]
        field.least, field.most = self.least, self.most
        field.help_text = _("From %(least)s to %(most)s.") % {
            "least": format_tenge(self.least),
            "most": format_tenge(self.most),
        }
        if cover.is_offered():
            self.fields["cover_fee"].help_text = cover.rule_in_words([gift.fund_tiyn])
        else:
            del self.fields["cover_fee"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        tiyn = cleaned.get("amount")
        if tiyn is None:
            return cleaned
        cleaned["cover_tiyn"] = cover.cover_for(tiyn) if cleaned.get("cover_fee") else 0
        cleaned["amount_tiyn"] = tiyn + cleaned["cover_tiyn"]
        if cleaned["amount_tiyn"] > self.most:
            text = _("With the fee this is more than one card payment can be. Leave the fee out.")
            self.add_error("cover_fee", ValidationError(text, "too_large"))
        return cleaned
