"""What donors ask about the data kept on them, and our answers. Each answer is a letter."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.record import record
from campaigns.donors import erasure
from campaigns.donors.gifts import Company, gifts_of, monthly_gifts_of
from campaigns.donors.models import DataRequest
from campaigns.donors.models.request import Asked, RequestState
from campaigns.monthly.models import MonthlyGift
from campaigns.payments.models import Donation
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


def correct(
    asked: DataRequest,
    by: User,
    donor_name: str = "",
    company: tuple[Company, Company] | None = None,
    answer: str = "",
) -> None:
    """Write the right name on every gift of the address, and the right company (`company`: as it
    stands, as it should be) on every gift of that company. Raises `NotWaiting`.

    Receipts say what was true when they were given: finance replaces those that need it. The e-mail
    stays as it is: it opens the donor's page, so a new one would show the gifts to another.
    """
    with transaction.atomic():
        _decide(asked, by, RequestState.DONE, answer)
        changed: set[str] = set()
        # Locked in one order, as everything that changes gifts. What is paid next month is written
        # down as it stands on the monthly gift.
        for of_address in (monthly_gifts_of(asked.email), gifts_of(asked.email)):
            for given in of_address.order_by("pk").select_for_update(of=("self",)):
                changed |= _put_right(given, donor_name, company)
        record("donor.corrected", asked, actor=by, facts={"fields": sorted(changed)})


def erase(asked: DataRequest, by: User, answer: str = "") -> None:
    """Take the donor's identity off everything; sums and entries stay.

    Raises `NotWaiting`, and `erasure.Hindered` while something needs the donor to be known.
    """
    with transaction.atomic():
        _decide(asked, by, RequestState.DONE, answer)
        erasure.erase(asked.email)


def _put_right(
    given: Donation | MonthlyGift, donor_name: str, company: tuple[Company, Company] | None
) -> set[str]:
    """Which fields of a gift were put right. Call it with the gift locked."""
    right: dict[str, str] = {}
    if donor_name:
        right["donor_name"] = donor_name
    if company is not None and company[0] == (given.company_name, given.company_bin):
        right["company_name"], right["company_bin"] = company[1]
    changed = {name for name, value in right.items() if getattr(given, name) != value}
    for name in changed:
        setattr(given, name, right[name])
    if changed:
        given.save(update_fields=sorted(changed))
    return changed


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
