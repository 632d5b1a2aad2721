from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.reconciliation.models import HeldAction


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why it may stay as it is"),
        min_length=3,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Another person reads it and agrees or not. No names of donors."),
    )


class HeldForm(forms.Form):
    action = forms.ChoiceField(
        label=_("What should become of it"), choices=HeldAction, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Reason"),
        min_length=3,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Another person reads it and confirms or not. No names of donors."),
    )
