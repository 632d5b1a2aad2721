"""The public form by which a wish is told. Nothing in it needs JavaScript or a cookie."""

import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wishes.dossiers.models import Application, Consent, Evidence, Guardian, Institution
from wishes.dossiers.models.people import validate_iin
from wishes.models.reference import Category, Place
from wishes.models.wish import age_on
from wishes.telling.consent_form import ConsentForm
from wishes.telling.fields import (
    PaperField,
    PhoneField,
    PictureField,
    WishWordsForm,
    names,
    one_name,
)
from wishes.telling.nonce import NonceError, check_nonce, new_nonce
from wishes.telling.told import Told

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# From this age on a child is asked and does not only listen.
AGE_OF_ASSENT = 10
NO_ASSENT = "no"
ASKED = (Consent.Assent.YES, Consent.Assent.TOO_YOUNG)


class Fieldset(NamedTuple):
    name: str
    legend: "StrOrPromise"
    note: "StrOrPromise"
    fields: list[BoundField]


class TellingForm(ConsentForm, WishWordsForm):
    submitter_kind = forms.ChoiceField(
        label=_("Who is telling the wish?"),
        choices=Application.SubmitterKind.choices,
        widget=forms.RadioSelect,
    )
    guardian_name = forms.CharField(
        label=_("Your name"), max_length=120, validators=[names],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    relation = forms.CharField(
        label=_("Who are you to the child?"), max_length=80,
        help_text=_("For example: mother, guardian, educator"),
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("Institution"), max_length=160, required=False,
        help_text=_("Only if you write for one."),
    )  # fmt: skip
    phone = PhoneField(label=_("Telephone"))
    email = forms.EmailField(
        label=_("E-mail"), max_length=Guardian._meta.get_field("email").max_length,
        help_text=_("We send the private link there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    given_name = forms.CharField(label=_("First name"), max_length=40, validators=[one_name])
    family_name = forms.CharField(
        label=_("Family name"), max_length=60, required=False, validators=[names]
    )
    patronymic = forms.CharField(
        label=_("Patronymic"), max_length=60, required=False, validators=[names]
    )
    born_on = forms.DateField(
        label=_("Date of birth"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Day, month, year, for example 12.05.2015. The site shows only an age group."),
    )
    iin = forms.CharField(
        label=_("IIN"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    school = forms.CharField(label=_("School or kindergarten"), max_length=160, required=False)
    address = forms.CharField(label=_("Address"), max_length=240, required=False)

    child_assent = forms.ChoiceField(
        label=_("Does the child agree?"),
        choices=[*((kind, kind.label) for kind in ASKED), (NO_ASSENT, _("no"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(
        label=_("I agree to this, and I may speak for the child"),
        error_messages={"required": _("Without your consent we cannot take the wish.")},
    )
    consent_paper = PaperField(
        label=_("A signed consent, as a photo or a scan"), required=False,
        help_text=_("If you have one. Only our staff see it. JPEG, PNG, WebP or PDF."),
    )  # fmt: skip
    photo = PictureField(
        label=_("A photo"), required=False,
        help_text=_("If you like, without a face. Only our staff see it at first."),
    )  # fmt: skip

    category = forms.ModelChoiceField(
        label=_("Kind"), queryset=Category.objects.none(), to_field_name="slug",
        empty_label=_("Choose…"),
    )  # fmt: skip
    place = forms.ModelChoiceField(
        label=_("City or district"), queryset=Place.objects.none(), to_field_name="slug",
        empty_label=_("Choose…"), help_text=_("The site shows no more than this."),
    )  # fmt: skip

    # A trap for machines: people neither see it nor reach it with the keyboard.
    website = forms.CharField(
        label=_("Leave this empty"), required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip
    nonce = forms.CharField(widget=forms.HiddenInput, required=False)

    FIELDSETS = (
        ("submitter", _("About you"), _("Only our staff see this."),
         ("submitter_kind", "guardian_name", "relation", "organisation", "phone", "email")),
        ("child", _("About the child"), _("Only our staff see this. It never goes on the site."),
         ("given_name", "family_name", "patronymic", "born_on", "iin", "school", "address")),
        ("wish", _("The wish"), _("This is what the site will show."),
         ("category", "what", "why", "size", "price", "place")),
        ("consent", _("Consent"), _("Each question stands for itself. You can take any of it back "
                                    "later, or all of it, by your private link."),
         ("show_wish", "pass_gift", "tell_story", "share", "transfer_abroad", "languages",
          "child_assent", "agreed", "consent_paper", "photo")),
    )  # fmt: skip

    def __init__(self, data=None, files=None, *, institution: Institution | None = None):
        super().__init__(data, files, initial=None if data else {"nonce": new_nonce()})
        self.institution = institution
        language = get_language() or "kk"
        # The summary of errors names them in the order in which they stand.
        self.order_fields([field for *_about, fields in self.FIELDSETS for field in fields])
        fields: dict[str, Any] = self.fields
        fields["category"].queryset = Category.objects.all()
        fields["place"].queryset = Place.objects.offered().order_by("kind", f"name_{language}")
        if institution:
            self._fill_in(institution)

    def _fill_in(self, institution: Institution) -> None:
        """What its own page knows; who it is cannot be changed here."""
        kind = Application.SubmitterKind.INSTITUTION
        known = {"submitter_kind": kind, "organisation": institution.name,
                 "email": institution.email, "place": institution.place}  # fmt: skip
        for name, value in known.items():
            self.fields[name].initial = value
        for name in ("submitter_kind", "organisation"):
            self.fields[name].disabled = True

    @property
    def fieldsets(self) -> list[Fieldset]:
        return [
            Fieldset(name, legend, note, [self[field] for field in fields])
            for name, legend, note, fields in self.FIELDSETS
        ]

    # --- Rules of one field ---------------------------------------------------------------

    def clean_born_on(self):
        day, today = self.cleaned_data["born_on"], timezone.localdate()
        if day > today:
            raise ValidationError(_("This day is still to come."))
        if age_on(day, today) >= 18:
            raise ValidationError(_("The programme is for children up to 17 years."))
        return day

    def clean_iin(self):
        digits = re.sub(r"[\s-]", "", self.cleaned_data["iin"])
        if digits:
            validate_iin(digits)
        return digits

    def clean_child_assent(self):
        answer = self.cleaned_data["child_assent"]
        if answer == NO_ASSENT:
            raise ValidationError(
                _("We show only wishes that the child agrees to. Please talk about it first.")
            )
        return answer

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please empty this field and send the form again."))
        return ""

    # --- Rules between fields -------------------------------------------------------------

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        self._check_nonce()
        self.hold_to_cap(cleaned.get("category"))
        is_institution = cleaned.get("submitter_kind") == Application.SubmitterKind.INSTITUTION
        if is_institution and cleaned.get("organisation") == "":
            self.add_error("organisation", _("Please name the institution."))
        born = cleaned.get("born_on")
        is_old_enough = born and age_on(born, timezone.localdate()) >= AGE_OF_ASSENT
        if is_old_enough and cleaned.get("child_assent") == Consent.Assent.TOO_YOUNG:
            self.add_error("child_assent", _("A child of ten or more has to be asked."))
        return cleaned

    def _check_nonce(self) -> None:
        try:
            check_nonce(self.cleaned_data.get("nonce", ""))
        except NonceError:
            # What was typed stays; only the hidden field is new.
            renewed = cast(QueryDict, self.data).copy()
            renewed["nonce"] = new_nonce()
            self.data = renewed
            self.add_error(None, _("Nothing is lost: please send the form once more."))

    # --- What comes of it -----------------------------------------------------------------

    def told(self, language: str) -> Told:
        data = self.cleaned_data
        files = {kind: data[kind] for kind in Evidence.Kind.values if data.get(kind)}
        copied = ("submitter_kind", "guardian_name", "relation", "phone", "email", "organisation",
                  "given_name", "family_name", "patronymic", "born_on", "iin", "school", "address",
                  "child_assent", "category", "place", "what", "why", "size")  # fmt: skip
        return Told(
            language=language,
            scope=self.scope,
            languages=tuple(data["languages"]),
            transfer_abroad=data["transfer_abroad"],
            price_tiyn=data["price"],
            institution=self.institution,
            evidence=files,
            **{name: data[name] for name in copied},
        )
