"""What a guardian is told with a decision: a reason from the list, in words for this guardian."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wishes.models.reference import Reason
from wishes.models.wish import Wish

LONGEST = 2000
TEMPLATES = {Reason.Kind.CHANGES: "wish_changes", Reason.Kind.REJECT: "wish_rejected"}


class ReasonForm(forms.Form):
    """Wagtail's own dialog: a reason from the list, and a few words more."""

    kind = ""
    # The slug and not the row: Wagtail sends the cleaned data through JSON.
    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent to the guardian as it is, below the reason."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = Reason.objects.filter(kind=self.kind)
        choices = [(reason.slug, str(reason)) for reason in reasons]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]


class ChangesForm(ReasonForm):
    kind = Reason.Kind.CHANGES


class RejectForm(ReasonForm):
    kind = Reason.Kind.REJECT


@dataclass(frozen=True)
class Answer:
    reason: Reason
    text: str


class Choice(NamedTuple):
    """A reason as the desk offers it: what it is, and the words that would be sent."""

    reason: Reason
    text: str
    is_chosen: bool


class Letter(NamedTuple):
    subject: str
    body: str


def answer_from(kind: str, language: str, data: Mapping[str, Any]) -> Answer | None:
    """The answer that was sent; None where no reason of that kind was chosen.

    Each reason has a text of its own on the desk, `text_<slug>`; where it is missing or empty the
    list's text in the guardian's language stands, with `note` below.
    """
    reason = Reason.objects.filter(kind=kind, slug=str(data.get("reason", ""))).first()
    if reason is None:
        return None
    typed = str(data.get(f"text_{reason.slug}") or "").strip()
    if not typed:
        note = str(data.get("note") or "").strip()
        typed = "\n\n".join(filter(None, [_listed(reason, language), note]))
    return Answer(reason, typed.replace("\x00", "")[:LONGEST])


def choices(kind: str, language: str, data: Mapping[str, Any]) -> list[Choice]:
    """All reasons of that kind, each with what was typed for it so far."""
    chosen = data.get("reason")
    return [
        Choice(
            reason,
            data.get(f"text_{reason.slug}") or _listed(reason, language),
            reason.slug == chosen,
        )
        for reason in Reason.objects.filter(kind=kind)
    ]


def _listed(reason: Reason, language: str) -> str:
    with override(language):
        return reason.text


def letter(wish: Wish, answer: Answer) -> Letter:
    """The letter as the guardian would get it, but for the private link, which is theirs alone."""
    template = TEMPLATES[Reason.Kind(answer.reason.kind)]
    context = {"code": wish.code, "link": "…", "reason": answer.reason, "note": answer.text}
    with override(wish.application.language):
        subject = render_to_string(f"emails/{template}/subject.txt", context)
        body = render_to_string(f"emails/{template}/body.txt", context)
    return Letter(" ".join(subject.split()), body.strip())
