"""What donors ask about the data kept on them, and our answers. Each answer is a letter."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.record import record
from campaigns.donors import erasure
from campaigns.donors.gifts import gifts_of, monthly_gifts_of
from campaigns.donors.models import DataRequest
from campaigns.donors.models.request import Asked, RequestState
from outbox.mail import post
from users.models import User


class NotWaiting(Exception):
    """This request has been answered already."""


def keep(email: str, kind: str, text: str, language: str) -> DataRequest:
    """Keep what is asked. Asked again while it waits, the newer words stand."""
    with transaction.atomic():
        asked, is_new = DataRequest.objects.get_or_create(
            email=email,
            kind=kind,
            state=RequestState.OPEN,
            defaults={"text": text, "language": language},
        )
        if not is_new:
            asked.text, asked.language = text, language
            asked.save(update_fields=["text", "language"])
    return asked


def waiting_of(email: str) -> QuerySet[DataRequest]:
    return DataRequest.objects.waiting().filter(email__same_address=email)


def refuse(asked: DataRequest, by: User, answer: str) -> None:
    """Say no, with the reason. Raises `NotWaiting`."""
    with transaction.atomic():
        _decide(asked, by, RequestState.REFUSED, answer)


def correct(asked: DataRequest, by: User, donor_name: str, answer: str = "") -> None:
    """Write the right name on every gift of the address. Raises `NotWaiting`.

    Receipts say what was true when they were given: finance replaces those that need it.
    """
    with transaction.atomic():
        _decide(asked, by, RequestState.DONE, answer)
        gifts_of(asked.email).update(donor_name=donor_name)
        # What is paid next month is written down under the name that stands here.
        monthly_gifts_of(asked.email).update(donor_name=donor_name)


def erase(asked: DataRequest, by: User, answer: str = "") -> None:
    """Take the donor's identity off everything; sums and entries stay.

    Raises `NotWaiting`, and `erasure.Hindered` while something needs the donor to be known.
    """
    with transaction.atomic():
        _decide(asked, by, RequestState.DONE, answer)
        erasure.erase(asked.email)


def _decide(asked: DataRequest, by: User, state: RequestState, answer: str) -> None:
    waiting = DataRequest.objects.filter(pk=asked.pk, state=RequestState.OPEN)
    decided = waiting.update(state=state, answer=answer, decided_by=by, decided_at=timezone.now())
    if not decided:
        raise NotWaiting(str(asked))
    asked.refresh_from_db()
    record("donor.request_answered", asked, actor=by, facts={"kind": asked.kind, "state": state})
    post(
        key=f"donor_answer:{asked.pk}",
        to=asked.email,
        template="donor_answer",
        context={
            "is_done": state == RequestState.DONE,
            "is_erasure": asked.kind == Asked.ERASURE,
            "answer": answer,
        },
        language=asked.language,
    )
