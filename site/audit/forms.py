from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit import reading


class TrailForm(forms.Form):
    """Which part of the trail is read."""

    action = forms.ChoiceField(label=_("Action"), required=False)
    actor = forms.ChoiceField(label=_("Person"), required=False)
    kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    target = forms.RegexField(
        r"^[A-Za-z0-9-]+$",
        label=_("Number or code"),
        max_length=60,
        required=False,
        error_messages={"invalid": _("A number or a code: letters of A to Z, digits, hyphens.")},
    )
    first_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = get_user_model()._default_manager.order_by("username")
        every = ("", _("all"))
        self._choose("action", [every, *((one, one) for one in reading.actions())])
        self._choose("kind", [every, *((one, one) for one in reading.kinds())])
        self._choose("actor", [every, *((str(one.pk), one.get_username()) for one in people)])

    def _choose(self, name: str, choices: list) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            message = _("The last day is before the first: swap them.")
            self.add_error("last_day", ValidationError(message))
        return cleaned

    def filters(self) -> reading.Filters:
        asked = self.cleaned_data
        return reading.Filters(
            action=asked["action"],
            actor=int(asked["actor"]) if asked["actor"] else None,
            kind=asked["kind"],
            target=asked["target"],
            first_day=asked["first_day"],
            last_day=asked["last_day"],
        )
