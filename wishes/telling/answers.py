"""What whoever told a wish may say afterwards, by the private link."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from language.translated import NATIVE_NAMES
from wishes.dossiers.models import Application, Consent, Evidence, Medium, Purpose
from wishes.dossiers.models.scope import NEEDED, cell, media_in
from wishes.telling.consent_form import NO_WORDS, ConsentForm
from wishes.telling.fields import PaperField, PhoneField, WishWordsForm, names

# Of these a part may be taken back; what the wish cannot be without goes with the wish.
NARROWABLE = (Purpose.SHOW_WISH, Purpose.TELL_STORY, Purpose.SHARE)


class PaperForm(forms.Form):
    """One more paper for our staff."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Evidence.Kind.choices)
    paper = PaperField(
        label=_("The paper"),
        help_text=_("A photo or a scan: JPEG, PNG, WebP or PDF. Only our staff see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class AnswerForm(WishWordsForm):
    """The changes that were asked for, with a paper where one was."""

    paper_kind = forms.ChoiceField(
        label=_("What paper do you send?"),
        choices=[("", _("none")), *Evidence.Kind.choices],
        required=False,
    )
    paper = PaperField(
        label=_("The paper"),
        required=False,
        help_text=_("A photo or a scan: JPEG, PNG, WebP or PDF. Only our staff see it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_paper = bool(cleaned.get("paper"))
        if has_paper and not cleaned.get("paper_kind"):
            self.add_error("paper_kind", _("Please say what paper this is."))
        if cleaned.get("paper_kind") and not has_paper and "paper" not in self.errors:
            self.add_error("paper", _("Please choose the file, or “none” above."))
        return cleaned


class WithdrawForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, take the wish and the consent back"))


class NarrowForm(forms.Form):
    """What of a consent shall stay: all of it is ticked, and what is unticked is taken back."""

    def __init__(self, consent: Consent, written: list[str], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.consent, self.written = consent, written
        for purpose in NARROWABLE:
            self._ask_for(purpose)
        if len(consent.languages) > 1:
            self.fields["languages"] = forms.MultipleChoiceField(
                label=ConsentForm.base_fields["languages"].label,
                choices=[(code, NATIVE_NAMES[code]) for code in consent.languages],
                widget=forms.CheckboxSelectMultiple,
                initial=consent.languages,
                error_messages=ConsentForm.base_fields["languages"].error_messages,
            )

    def _ask_for(self, purpose: Purpose) -> None:
        media = media_in(self.consent.scope, purpose)
        offered = [medium for medium in media if cell(purpose, medium) not in NEEDED]
        if offered:
            self.fields[purpose.value] = forms.MultipleChoiceField(
                label=ConsentForm.base_fields[purpose.value].label,
                choices=[(medium.value, medium.label) for medium in offered],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=offered,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for purpose in (Purpose.TELL_STORY, Purpose.SHARE):
            kept = cleaned.get(purpose.value)
            if kept and Medium.TEXT not in kept:
                self.add_error(purpose.value, NO_WORDS)
        if self.errors:
            return cleaned
        if self.written and not set(self.written) & set(self.languages):
            names_of = ", ".join(NATIVE_NAMES[code] for code in self.written)
            self.add_error(
                "languages",
                ValidationError(
                    _("The wish is written in: %(languages)s. Without it, please take it back."),
                    params={"languages": names_of},
                ),
            )
        elif (set(self.scope), set(self.languages)) == (
            set(self.consent.scope),
            set(self.consent.languages),
        ):
            raise ValidationError(_("Please untick what you take back."))
        return cleaned

    @property
    def scope(self) -> tuple[str, ...]:
        """What is left."""
        kept = {
            cell(purpose, medium)
            for purpose in NARROWABLE
            for medium in self.cleaned_data.get(purpose.value, [])
        }
        return tuple(one for one in self.consent.scope if one in kept or one in NEEDED)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data.get("languages", self.consent.languages))


class OptInForm(ConsentForm):
    """Of a young adult, after the 18th birthday. Who it is, a moderator finds out afterwards."""

    name = forms.CharField(label=_("Your name"), max_length=120, validators=[names])
    born_on = forms.DateField(
        label=_("Your date of birth"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday"}),
        help_text=_("So that nobody else agrees for you."),
    )
    phone = PhoneField(
        label=_("Your telephone"),
        help_text=_("We call you and ask to see an identity document; we keep no copy of it."),
    )
    agreed = forms.BooleanField(
        label=_("I agree to this for myself"),
        error_messages={"required": _("Without your consent we show nothing.")},
    )
    field_order = ["name", "born_on", "phone", *ConsentForm.base_fields, "agreed"]

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application

    def clean_born_on(self) -> Any:
        day, child = self.cleaned_data["born_on"], self.application.child
        if (day.replace(day=1) if child.is_known_by_month_alone else day) != child.born_on:
            raise ValidationError(_("This is not the day that we know of. Please check it."))
        return day
