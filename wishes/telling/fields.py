"""Fields and rules that forms about wishes share."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from images.reencode import reencode
from money.amounts import format_tenge
from money.fields import TengeField
from wishes.dossiers import papers
from wishes.dossiers.phones import PhoneError, to_e164
from wishes.models.reference import Category

_LETTERS = r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*"
one_name = RegexValidator(
    rf"^{_LETTERS}$", _("Write one name in letters, without a family name or numbers.")
)
names = RegexValidator(rf"^{_LETTERS}(?:[ .]+{_LETTERS})*\.?$", _("Write the name in letters."))


class PictureField(forms.FileField):
    """A picture, taken in as bare pixels; see `images.reencode`."""

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return reencode(file) if file else None


class PaperField(forms.FileField):
    """A scan: a picture or a PDF, taken in by `wishes.dossiers.papers`."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return papers.taken_in(file) if file else None


class PhoneField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)
        self.widget.input_type = "tel"
        self.widget.attrs["autocomplete"] = "tel"

    def clean(self, value):
        text = super().clean(value)
        try:
            return to_e164(text) if text else ""
        except PhoneError as error:
            raise ValidationError(
                _("Please check the telephone number, for example +7 701 123 45 67.")
            ) from error


class WishWordsForm(forms.Form):
    """What is wished for: also what a guardian may change afterwards."""

    what = forms.CharField(
        label=_("What does the child wish for?"),
        max_length=80,
        min_length=3,
        help_text=_("One thing, in a few words, for example: winter boots"),
    )
    why = forms.CharField(
        label=_("Why does it matter?"),
        max_length=1500,
        min_length=20,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A few sentences. Please no family name, address, school or telephone."),
    )
    size = forms.CharField(label=_("Size, colour or model"), max_length=60, required=False)
    price = TengeField(
        label=_("Price in tenge"), help_text=_("About what it costs in a shop."), least=100
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def hold_to_cap(self, category: Category | None) -> None:
        """Tell beside the price when it is above what the category allows."""
        price = self.cleaned_data.get("price")
        if category and price and price > category.cap_tiyn:
            message = TengeField.default_error_messages["too_large"]
            most = {"most": format_tenge(category.cap_tiyn)}
            self.add_error("price", ValidationError(message, code="too_large", params=most))
