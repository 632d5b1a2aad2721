"""What finance types to have a gift given back."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from campaigns.payments.models import RefundKind, RefundReason
from money.fields import TengeField

_CARD_REFUSED = _("The card did not take it. Ask the donor where to send it.")


class RefundForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=RefundReason.choices)
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("Kept for good. Write no names and no addresses here."),
    )

    def __init__(
        self, *args: Any, left_tiyn: int, ways: list[RefundKind], card_refused: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(ways) > 1:
            self.fields["kind"] = forms.ChoiceField(
                label=_("Way"),
                choices=[(way.value, way.label) for way in ways],
                initial=ways[0],
                help_text=_CARD_REFUSED if card_refused else "",
            )
        self.fields["amount_tiyn"] = TengeField(
            label=_("Sum"),
            initial=left_tiyn,
            most=left_tiyn,
            help_text=_("In tenge: all that is left, or a part."),
        )
        self.order_fields(["amount_tiyn", "kind"])


class PaidOutForm(forms.Form):
    paid_on = forms.DateField(label=_("Paid on"), widget=AdminDateInput)
    reference = forms.CharField(
        label=_("Paper"),
        max_length=60,
        help_text=_("The number of the payment order or of the cash voucher."),
    )

    def __init__(self, *args: Any, came_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came_on = came_on
        self.fields["paid_on"].initial = timezone.localdate()

    def clean_paid_on(self) -> date:
        day = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        if day < self.came_on:
            raise ValidationError(
                _("The gift came on %(day)s: it was not given back before that."),
                params={"day": date_format(self.came_on, "DATE_FORMAT")},
            )
        return day
