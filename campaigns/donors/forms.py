from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.donors.models.request import Asked


class AskForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("The one that you wrote when you gave."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PeriodForm(forms.Form):
    """The days of a statement, first and last, both included."""

    first_day = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        today = timezone.localdate()
        year = {"first_day": today.replace(month=1, day=1), "last_day": today}
        kwargs["initial"] = year | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            message = _("The last day is before the first: swap them.")
            self.add_error("last_day", ValidationError(message))
        return cleaned


class DataRequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=[
            (Asked.CORRECTION.value, _("Correct my name, or my company's name and BIN")),
            (Asked.ERASURE.value, _("Forget me: the sums stay in the books, without my name")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For a correction: what is wrong, and what is right. The e-mail stays as it is: "
            "it opens this page."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Asked.CORRECTION and not cleaned.get("text", "").strip():
            self.add_error("text", ValidationError(_("Write what is wrong, and what is right.")))
        return cleaned
