"""The questions of a consent: each purpose with its own means, languages, and what goes abroad."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from language.translated import LANGUAGES, NATIVE_NAMES
from wishes.dossiers.models import Medium, Purpose
from wishes.dossiers.models.scope import scope_of

NO_WORDS = _("A name or a photo alone tells nothing: please tick the words too, or nothing here.")


class ConsentForm(forms.Form):
    """Everything is asked on its own, and only what is ticked is agreed to."""

    show_wish = forms.MultipleChoiceField(
        label=_("What may we show of the wish on this site?"),
        choices=Medium.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without the first name we choose a gentle other name."),
        error_messages={"required": _("Without the words of the wish there is nothing to show.")},
    )
    pass_gift = forms.BooleanField(
        label=_("You may look for somebody who gives it, and pass the gift on to us"),
        error_messages={"required": _("Without this nobody can make the wish come true.")},
    )
    tell_story = forms.MultipleChoiceField(
        label=_("When the wish has come true: what may we use to tell about it on this site?"),
        choices=Medium.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick nothing if you would rather not."),
    )
    share = forms.MultipleChoiceField(
        label=_("What may we show of it in our social networks?"),
        choices=Medium.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick nothing if you would rather not."),
    )
    transfer_abroad = forms.BooleanField(
        label=_("This may be sent abroad: the computers of social networks stand there"),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages may we show it?"),
        choices=[(code, NATIVE_NAMES[code]) for code in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        initial=LANGUAGES,
        help_text=_("We translate the words; the more languages, the more people understand."),
        error_messages={"required": _("Please tick at least one language.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean_show_wish(self) -> list[str]:
        chosen = self.cleaned_data["show_wish"]
        if Medium.TEXT not in chosen:
            raise ValidationError(self.fields["show_wish"].error_messages["required"])
        return chosen

    def clean_tell_story(self) -> list[str]:
        return _with_words(self.cleaned_data["tell_story"])

    def clean_share(self) -> list[str]:
        chosen = _with_words(self.cleaned_data["share"])
        # Else the networks would tell whom the site keeps to itself.
        if not set(chosen) <= set(self.cleaned_data.get("show_wish", chosen)):
            raise ValidationError(_("In social networks we show no more than on this site."))
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("share") and not cleaned.get("transfer_abroad"):
            self.add_error(
                "transfer_abroad",
                _("Social networks stand abroad: please tick this, or nothing for them."),
            )
        return cleaned

    @property
    def scope(self) -> tuple[str, ...]:
        """The cells that were ticked."""
        data = self.cleaned_data
        return scope_of(
            {
                Purpose.SHOW_WISH: data["show_wish"],
                Purpose.PASS_GIFT: [Medium.TEXT] if data["pass_gift"] else [],
                Purpose.TELL_STORY: data["tell_story"],
                Purpose.SHARE: data["share"],
            }
        )


def _with_words(chosen: list[str]) -> list[str]:
    if chosen and Medium.TEXT not in chosen:
        raise ValidationError(NO_WORDS)
    return chosen
