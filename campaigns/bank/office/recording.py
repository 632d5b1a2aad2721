"""What finance records itself: cash, and the opening balance of the bank."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.bank.models import CashDeposit, CashRecord, OpeningBalance
from campaigns.payments.giving.bin import valid_bin
from money.fields import TengeField


class RejectForm(forms.Form):
    reason = forms.CharField(label=_("Why it is not confirmed"), max_length=200, min_length=3)


# Later than this nobody records cash: the year is a slip of the hand, and would change old months.
_LONG_AGO = timedelta(days=366)


class _NotTomorrow(forms.ModelForm):
    """Nothing that is recorded has still to happen."""

    day: str
    is_of_late = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        today = timezone.localdate()
        if cleaned.get(self.day, today) > today:
            self.add_error(self.day, _("This day has not come yet."))
        elif self.is_of_late and cleaned.get(self.day, today) < today - _LONG_AGO:
            self.add_error(
                self.day, _("This day is more than a year ago: please look at it again.")
            )
        return cleaned


class CashForm(_NotTomorrow):
    day = "received_on"

    class Meta:
        model = CashRecord
        fields = (
            "fund",
            "amount_tiyn",
            "received_on",
            "paper_number",
            "donor_name",
            "company_name",
            "company_bin",
            "donor_email",
            "language",
            "is_anonymous",
            "note",
        )
        widgets = {"received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_company_bin(self) -> str:
        digits = "".join(self.cleaned_data["company_bin"].split())
        if digits and not valid_bin(digits):
            raise ValidationError(
                _("This is not the BIN of a company. Please check its twelve digits."), "not_a_bin"
            )
        return digits


class DepositForm(_NotTomorrow):
    day = "banked_on"

    class Meta:
        model = CashDeposit
        fields = ("amount_tiyn", "banked_on", "slip_number")
        widgets = {"banked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class OpeningForm(_NotTomorrow):
    day, is_of_late = "day", False
    amount_tiyn = TengeField(label=_("The account held, in tenge"), least=0)

    class Meta:
        model = OpeningBalance
        fields = ("day", "amount_tiyn")
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
