from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from language.translated import NATIVE_NAMES
from wishes.claims.forms import NameField
from wishes.claims.models import Hub, Thanks
from wishes.telling.fields import PictureField


class PaperForm(forms.Form):
    paper = PictureField(
        label=_("Photo of the paper that the family signed"),
        help_text=_("Only our staff can open it. JPEG, PNG or WebP."),
    )


class WordsForm(forms.Form):
    text = forms.CharField(
        label=_("The child's words"),
        max_length=Thanks._meta.get_field("text").max_length,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As the child said them; no names, school or address."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(NATIVE_NAMES.items()))


class NameForm(forms.Form):
    donor_name = NameField(label=_("The right name"), max_length=120)


class LiftForm(forms.Form):
    reason = forms.CharField(label=_("Why it may promise again"), min_length=3, max_length=200)


class BuyForm(forms.Form):
    hub = forms.ModelChoiceField(
        label=_("Hub"), queryset=Hub.objects.none(), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["hub"]
        chosen.queryset = Hub.objects.open()
