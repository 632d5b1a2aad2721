"""Editing the public words in place, taking some out, and letting a hit stay with a reason."""

import re
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.record import record
from language.translated import LANGUAGES, NATIVE_NAMES
from money.fields import TengeField
from users.models import User
from wishes import lifecycle
from wishes.dossiers.models import Hit
from wishes.models.page import TEXT_FIELDS, WishPage
from wishes.models.reference import Place
from wishes.models.wish import Wish
from wishes.moderation import workflow
from wishes.moderation.texts import draft_of
from wishes.states import WAITING, LifecycleError


class ChangedMeanwhile(LifecycleError):
    """Somebody else wrote other words while these were being typed."""

    def __init__(self) -> None:
        super().__init__(
            gettext("Somebody changed the words meanwhile. Please look at them and save again.")
        )


class NotInTheText(LifecycleError):
    """The words to be taken out do not stand there (any more)."""

    def __init__(self) -> None:
        super().__init__(gettext("These words do not stand in that text."))


class DoesNotFit(LifecycleError):
    """What would stand there instead is too long, or nothing where something has to stand."""


class RedactForm(forms.ModelForm):
    """All words that would be public, in three languages, and the price."""

    price_tiyn = TengeField(label=_("Price in tenge"))
    # Which words the person had before them: else two who edit undo each other's redaction.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = WishPage
        fields = [
            *(field for field in TEXT_FIELDS if field.startswith(("title", "story"))),
            "pseudonym",
            "size",
            "category",
            "place",
            "price_tiyn",
        ]
        widgets = {
            f"story_{code}": forms.Textarea(attrs={"rows": 5}) for code in ("kk", "ru", "en")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", "auto_id": "edit-%s"} | kwargs)
        self.print_before = self.instance.fingerprint
        fields: dict[str, Any] = self.fields
        fields["seen"].initial = self.print_before
        # A wish keeps a place that has left the region since, but none is moved there.
        own = Place.objects.filter(pk=self.instance.place_id)
        fields["place"].queryset = (Place.objects.offered() | own).distinct()

    def by_language(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The language's own name, its code, and its two fields."""
        return [
            (NATIVE_NAMES[code], code, [self[f"title_{code}"], self[f"story_{code}"]])
            for code in LANGUAGES
        ]

    def besides(self) -> list[forms.BoundField]:
        """What is the same in every language."""
        return [self[name] for name in ("pseudonym", "size", "category", "place", "price_tiyn")]


class TakeOutForm(forms.Form):
    """Words to be taken out of one text; the script fills it with what is marked on the screen."""

    field = forms.ChoiceField(label=_("In which text"))
    words = forms.CharField(label=_("Words to take out"), max_length=1500)
    instead = forms.CharField(label=_("Put instead"), max_length=200, required=False)

    def __init__(self, page: WishPage, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", "auto_id": "take-out-%s"} | kwargs)
        self.fields["field"].choices = [  # type: ignore[attr-defined]
            (field, page._meta.get_field(field).verbose_name)
            for field in TEXT_FIELDS
            if getattr(page, field)
        ]


@transaction.atomic
def save_words(wish: Wish, form: RedactForm, user: User) -> None:
    """A new draft with the form's words.

    Raises PermissionDenied once moderation is over, ChangedMeanwhile where the words are no
    longer those that `form` was made from.
    """
    wish = _to_be_edited(wish)
    seen = form.cleaned_data.get("seen") or form.print_before
    if draft_of(wish).fingerprint != seen:
        raise ChangedMeanwhile
    _keep(wish, form.save(commit=False), user, form.changed_data)


@transaction.atomic
def take_out(wish: Wish, field: str, words: str, instead: str, user: User) -> None:
    """Take `words` out of one text of the draft, wherever they stand in it.

    Raises NotInTheText and DoesNotFit; PermissionDenied once moderation is over.
    """
    wish = _to_be_edited(wish)
    page = draft_of(wish)
    before = getattr(page, field)
    if not words or words not in before:
        raise NotInTheText
    setattr(page, field, _fitting(field, _tidy(before.replace(words, instead))))
    _keep(wish, page, user, [field])


def _fitting(field: str, text: str) -> str:
    """As the form of all words would take it."""
    try:
        return RedactForm.base_fields[field].clean(text)
    except ValidationError as error:
        raise DoesNotFit(" ".join(error.messages)) from error


def _to_be_edited(wish: Wish) -> Wish:
    wish = lifecycle.locked(wish)
    if wish.state not in WAITING:
        raise PermissionDenied
    return wish


def _keep(wish: Wish, page: WishPage, user: User, fields: list[str]) -> None:
    page.save(clean=True)
    page.save_revision(user=user)
    # Changed words begin at safeguarding again; the last reading could only send them there.
    workflow.back_to_safeguarding(page, user)
    record("wish.edit", wish, user, {"fields": fields})


def _tidy(text: str) -> str:
    """No double space and none before a comma, where something was taken out."""
    text = re.sub(r"[ \t]+([,.;:!?])", r"\1", re.sub(r"[ \t]{2,}", " ", text))
    return re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", text).strip(" ,;:")


@transaction.atomic
def allow_hit(hit: Hit, user: User, note: str) -> None:
    """Say that what was found may stay, and why."""
    lifecycle.locked(hit.application.wish)
    hit.state, hit.note = Hit.State.ALLOWED, note
    hit.resolved_by, hit.resolved_at = user, timezone.now()
    hit.save()
    # An entry is for good, and excerpt and note may be private: they go with the dossier.
    facts = {"hit": hit.pk, "rule": hit.rule, "field": hit.field}
    record("wish.allow_hit", hit.application.wish, user, facts)
