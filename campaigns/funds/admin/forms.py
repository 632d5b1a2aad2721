"""What finance types to set money aside, pay for an apartment and hand it over."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from campaigns.funds.models import Apartment, Fund, WishPurchase
from money.fields import TengeField

MAX_BYTES = 10 * 1024 * 1024
# How a file of each kind begins, whatever it is called.
BEGINNINGS = {
    "pdf": b"%PDF-",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
}


class PaperField(forms.FileField):
    """A scan: a PDF or a picture of it. Kept as it came and never shown to the public."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        paper = super().clean(data, initial)
        kind = paper.name.rsplit(".", 1)[-1].lower()
        begins = paper.read(16)
        paper.seek(0)
        if kind not in BEGINNINGS or not begins.startswith(BEGINNINGS[kind]):
            raise ValidationError(_("Please choose a PDF, JPEG or PNG file."))
        if paper.size > MAX_BYTES:
            raise ValidationError(_("The file is too large: 10 MB at most."))
        return paper


class DecisionForm(forms.Form):
    """Of every kind of decision."""

    amount_tiyn = TengeField(label=_("Sum"), help_text=_("In tenge."))
    decided_on = forms.DateField(
        label=_("Decided on"), widget=AdminDateInput, help_text=_("The day on the paper.")
    )
    paper = PaperField(
        label=_("Document"),
        help_text=_("The signed decision or contract: PDF, JPEG or PNG, 10 MB at most."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate()

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class _ForApartmentForm(DecisionForm):
    apartment = forms.ModelChoiceField(label=_("Apartment"), queryset=Apartment.objects.all())

    field_order = ["apartment"]


class AllocationForm(_ForApartmentForm):
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.listed())

    field_order = ["fund", "apartment"]


class PurchaseForm(_ForApartmentForm):
    pass


class WishPurchaseForm(DecisionForm):
    fund = forms.ModelChoiceField(
        label=_("Fund"),
        queryset=Fund.objects.for_wishes(),
        help_text=_(
            "What a wish did not cost goes on to the general fund once it has come true. If it is "
            "paid later than that, set the goal of its fund to what it cost."
        ),
    )
    wish_code = forms.CharField(
        label=_("Code of the wish"),
        max_length=12,
        validators=WishPurchase._meta.get_field("wish_code").validators,
        help_text=_("The code that stands on the wish's page."),
    )

    field_order = ["fund", "wish_code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].help_text = _(
            "The receipt of the shop, without the child's name: PDF, JPEG or PNG, 10 MB at most."
        )


class RecallForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it should be taken back"),
        max_length=200,
        help_text=_("Kept for good. Write no names and no addresses here."),
    )


class HandOverForm(forms.Form):
    on = forms.DateField(label=_("Handed over on"), widget=AdminDateInput)
