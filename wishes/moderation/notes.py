"""What moderators tell each other about a wish."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from users.models import User
from wishes.models.wish import Wish
from wishes.moderation.models import Note


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note for the other moderators"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Guardians and donors never see it."),
    )


@transaction.atomic
def write(wish: Wish, author: User, text: str) -> Note:
    note = Note.objects.create(application=wish.application, author=author, text=text)
    # That there is one, never what it says.
    record("dossier.note", wish.application, author, {"wish": wish.code})
    return note
