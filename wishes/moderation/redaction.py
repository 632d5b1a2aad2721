"""Editing the public words in place, and letting a hit stay with a reason."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from money.fields import TengeField
from users.models import User
from wishes import lifecycle
from wishes.dossiers.models import Hit
from wishes.models.page import TEXT_FIELDS, WishPage
from wishes.models.reference import Place
from wishes.models.wish import Wish
from wishes.states import WAITING


class RedactForm(forms.ModelForm):
    """All words that would be public, in three languages, and the price."""

    price_tiyn = TengeField(label=_("Price in tenge"))

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
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        fields: dict[str, Any] = self.fields
        # A wish keeps a place that has left the region since, but none is moved there.
        own = Place.objects.filter(pk=self.instance.place_id)
        fields["place"].queryset = (Place.objects.offered() | own).distinct()


@transaction.atomic
def save_words(wish: Wish, form: RedactForm, user: User) -> None:
    """A new draft with the form's words; raises PermissionDenied once moderation is over."""
    wish = lifecycle.locked(wish)
    if wish.state not in WAITING:
        raise PermissionDenied
    page = form.save(commit=False)
    page.save(clean=True)
    page.save_revision(user=user)
    record("wish.edit", wish, user, {"fields": form.changed_data})


@transaction.atomic
def allow_hit(hit: Hit, user: User, note: str) -> None:
    """Say that what was found may stay, and why."""
    lifecycle.locked(hit.application.wish)
    hit.state, hit.note = Hit.State.ALLOWED, note
    hit.resolved_by, hit.resolved_at = user, timezone.now()
    hit.save()
    # The excerpt itself may be private, so the entry names the rule and the field.
    facts = {"rule": hit.rule, "field": hit.field, "note": note}
    record("wish.allow_hit", hit.application.wish, user, facts)
