"""Who gives, and what they wish to say: the part of the form that every way of giving shares."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Fund
from campaigns.payments.giving.bin import valid_bin
from language.one_line import one_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Anybody can have a letter sent to anybody, and it begins with this name: it must lead nowhere.
LEADS_SOMEWHERE = re.compile(r"://|www\.|@|\w{2,}\.\w{2,}", re.IGNORECASE)
_MOMENT = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a donor says with a gift; see `models.Words`."""

    shown_name: str
    dedication: str
    message: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """Fields that stand folded away until somebody wants them."""

    title: "StrOrPromise"
    fields: list[forms.BoundField]
    is_open: bool


class LineField(forms.CharField):
    """One line, of letters that can be seen: no text that runs backwards, no second paragraph."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class BinField(forms.CharField):
    """The BIN of a company, however its digits are spaced; or nothing."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> str:
        return "".join((super().to_python(value) or "").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not valid_bin(value):
            raise ValidationError(
                _("This is not the BIN of a company. Please check its twelve digits."), "not_a_bin"
            )


class GiverForm(forms.Form):
    """Fields by the names that the forms of all ways of giving share: what was typed in one can be
    sent to another."""

    donor_email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We send the confirmation of your gift there, and nothing else."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    donor_name = LineField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    dedication = LineField(label=_("In honour or memory of"), max_length=120, required=False)
    message = forms.CharField(
        label=_("A few words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    show_words = forms.BooleanField(
        label=_("Show my name and these words on the fund's page"),
        help_text=_("After one of us has read them. The sum is not shown."),
        required=False,
    )
    shown_name = LineField(
        label=_("The name to show"),
        help_text=_("Leave it empty to be shown by the name above."),
        max_length=120,
        required=False,
    )
    is_anonymous = forms.BooleanField(
        label=_("Give anonymously: the public never sees my name"), required=False
    )
    company_name = LineField(
        label=_("Name of the company"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    company_bin = BinField(
        label=_("BIN of the company"),
        help_text=_("Twelve digits. We never ask a person for an IIN."),
        required=False,
    )
    # See `stamped`; a form that is sent again brings the same.
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    # What stands folded away, by title.
    FOLDS: tuple[tuple["StrOrPromise", tuple[str, ...]], ...] = (
        (
            _("Say something with your gift"),
            ("dedication", "message", "show_words", "shown_name", "is_anonymous"),
        ),
        (_("The gift is from a company"), ("company_name", "company_bin")),
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fund = fund

    @property
    def folds(self) -> list[Fold]:
        """What is filled in, or has to be looked at again, stands open."""
        return [self._fold(title, names) for title, names in self.FOLDS]

    def clean_donor_name(self) -> str:
        name = self.cleaned_data["donor_name"]
        if LEADS_SOMEWHERE.search(name):
            raise ValidationError(_("Write a name only, without addresses of pages."), "a_link")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for asked, given in (("company_bin", "company_name"), ("company_name", "company_bin")):
            if cleaned.get(given) and not cleaned.get(asked) and not self.has_error(asked):
                text = _("For a company's gift please fill in its name and its BIN.")
                self.add_error(asked, ValidationError(text, "required"))
        return cleaned

    def spoken(self) -> Spoken | None:
        """What the valid form says; None where it says nothing."""
        data = self.cleaned_data
        if not (data["show_words"] or data["dedication"] or data["message"]):
            return None
        name = data["shown_name"] or data["company_name"] or data["donor_name"]
        return Spoken(
            shown_name="" if data["is_anonymous"] else name[:120],
            dedication=data["dedication"],
            message=data["message"],
            is_public=data["show_words"],
        )

    def form_key(self, language: str, sender: str) -> str:
        """The same for the same form sent again. `sender` tells apart two who wrote the same.

        All that was filled in stands in it, so a field that is added later cannot be forgotten;
        only the ways to name one sum (`preset`, `amount`) are left to the sum itself.
        """
        told = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("preset", "amount", "stamp")
        }
        stamp = self.cleaned_data["stamp"] or uuid4().hex
        parts = json.dumps([stamp, sender, language, self.fund.pk, told], sort_keys=True)
        return salted_hmac("campaigns.payments.gift", parts, algorithm="sha256").hexdigest()

    def _fold(self, title: "StrOrPromise", names: tuple[str, ...]) -> Fold:
        fields = [self[name] for name in names]
        return Fold(title, fields, any(field.errors or field.value() for field in fields))


def stamped(again: str = "") -> dict[str, str]:
    """What tells one form from the next: when its page was made, to the minute.

    A public page is the same for everybody who reads it within that minute, so nothing finer may
    stand in it. `again` comes from the page of thanks (when that gift was paid) and makes a form of
    its own for a donor who means to give the same once more.
    """
    minute = timezone.now().strftime("%Y-%m-%dT%H:%MZ")
    return {"stamp": f"{minute} {again}" if _MOMENT.fullmatch(again) else minute}


def sender_of(request: HttpRequest) -> str:
    """Who sends a form, as far as a cookie-less site can tell; only ever kept inside a digest."""
    return f"{request.META.get('REMOTE_ADDR')}\x1f{request.headers.get('User-Agent', '')}"
