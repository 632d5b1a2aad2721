"""The form by which somebody promises a gift. It sets no cookie and keeps what was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.payments.giving.giver import LEADS_SOMEWHERE, LineField
from wishes.claims.making import Promise
from wishes.claims.models import Hub
from wishes.telling.fields import PhoneField


class HubChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.place}: {obj.name}, {obj.address}. {obj.hours}"


class NameField(LineField):
    """A donor's name, as it stands on the tag."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if LEADS_SOMEWHERE.search(value):
            raise ValidationError(_("Write a name only, without addresses of pages."), "a_link")


class ClaimForm(forms.Form):
    donor_name = NameField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Stands on the tag, for our staff. The child and the family do not learn it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    donor_email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("We send a link there. The wish is yours once you confirm it there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    donor_phone = PhoneField(
        label=_("Your telephone"),
        required=False,
        help_text=_("Only for a question about the gift."),
    )
    hub = HubChoice(
        label=_("Where will you bring it?"),
        queryset=Hub.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(
        label=_(
            "I bring a new thing, as the wish describes it, and do not look for the child. You may "
            "keep my name, e-mail and telephone to see the gift through."
        ),
        error_messages={"required": _("Without this we cannot take the promise.")},
    )
    # A trap for machines: people neither see it nor reach it with the keyboard.
    website = forms.CharField(
        label=_("Leave this empty"), required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, hubs: list[Hub], **kwargs: Any):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        chosen: Any = self.fields["hub"]
        chosen.queryset = Hub.objects.open()
        if len(hubs) == 1 and not self.is_bound:
            self.initial["hub"] = hubs[0].pk

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "website"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this empty"))
        return ""

    def promise(self, language: str) -> Promise:
        """What the valid form promises."""
        data = self.cleaned_data
        return Promise(
            donor_name=data["donor_name"],
            donor_email=data["donor_email"],
            donor_phone=data["donor_phone"],
            language=language,
            hub=data["hub"],
        )
