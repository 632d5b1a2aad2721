"""The clock's part: what the wish side forgets by itself, a wish at a time.

Each wish is a transaction of its own with its own entry in the trail, so that a run that is killed
leaves nothing half done, and the next one does the rest.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from audit.record import record
from outbox.models import FORGOTTEN, Mail
from wishes import lifecycle
from wishes.dossiers.models import Consent, Institution
from wishes.models import Wish
from wishes.retention import emptying
from wishes.retention.models import GuardianRequest
from wishes.states import CLOSED, ON_THE_SITE, OPEN, State

Step = Callable[[Wish], Counter[str]]


def purge(*, dry_run: bool) -> Counter[str]:
    """Forget what is due; how much of each kind, or how many wishes would be touched (`dry_run`).

    Where one wish fails the others are still done; the errors are raised after them, as an
    ExceptionGroup.
    """
    gone: Counter[str] = Counter()
    errors: list[Exception] = []
    for name, due, step in STEPS:
        keys = list(due().values_list("pk", flat=True))
        if dry_run:
            gone[name] += len(keys)
            continue
        for key in keys:
            try:
                gone += _taken(name, key, due, step)
            except Exception as error:  # noqa: BLE001 - raised below
                errors.append(error)
    if errors:
        raise ExceptionGroup("wishes that could not be emptied", errors)
    return gone


@transaction.atomic
def _taken(name: str, key: int, due: Callable[[], QuerySet[Wish]], step: Step) -> Counter[str]:
    wish = Wish.objects.select_for_update().get(pk=key)
    if not due().filter(pk=key).exists():  # Somebody was quicker, or the wish moved on.
        return Counter()
    gone = step(wish)
    record(f"wish.{name}", wish, None, dict(gone))
    return Counter({name: 1}) + gone


# --- What is due ------------------------------------------------------------------------


def abandoned() -> QuerySet[Wish]:
    """Never shown, or taken off, and its consent is over: nothing can come of it any more."""
    in_force = Consent.objects.filter(state=Consent.State.GRANTED)
    return (
        Wish.objects.filter(state__in=OPEN - ON_THE_SITE, application__isnull=False)
        .exclude(application__in=in_force.values("application"))
        .exclude(pk__in=_being_checked())
        .order_by("pk")
    )


def _being_checked() -> QuerySet[Consent, int]:
    """Wishes that a young adult asks to have back, for as long as we may take to find out."""
    since = _days_ago(settings.PURGE_WISH_DAYS)
    asked = Consent.objects.asked().filter(given_at__gte=since)
    return asked.values_list("application__wish", flat=True)


def to_empty() -> QuerySet[Wish]:
    return (
        Wish.objects.filter(
            state__in=CLOSED, state_since__lt=_days_ago(settings.PURGE_WISH_DAYS), emptied=None
        )
        .exclude(pk__in=_being_checked())
        .order_by("pk")
    )


def to_clear() -> QuerySet[Wish]:
    """Closed without coming true: their words are nobody's business any more."""
    return (
        Wish.objects.filter(
            state__in=CLOSED - {State.FULFILLED},
            state_since__lt=_days_ago(settings.PURGE_WISH_DAYS),
        )
        .filter(
            ~Q(page__pseudonym="")
            | Q(page__image__isnull=False)
            | Q(application__institution__isnull=False)
        )
        .exclude(pk__in=_being_checked())
        .order_by("pk")
    )


def without_proof() -> QuerySet[Wish]:
    """Those for which the proof of consent need not be kept longer.

    Three years from when the wish was closed or the consent ended, whichever was later. A consent
    that is still in force then goes as well, with all that it lets be shown: nothing is shown of
    which nobody could prove that it may be.
    """
    ended = Greatest(
        F("state_since"),
        Coalesce(Max("application__consents__ended_at"), F("state_since")),
        output_field=DateTimeField(),
    )
    return (
        Wish.objects.filter(state__in=CLOSED, emptied__isnull=False)
        .annotate(proof_since=ended)
        .filter(proof_since__lt=_days_ago(settings.PURGE_CONSENT_DAYS))
        .order_by("pk")
    )


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


# --- What is done -----------------------------------------------------------------------


def _expire(wish: Wish) -> Counter[str]:
    lifecycle.expire(wish)
    return Counter()


def _anonymise(wish: Wish) -> Counter[str]:
    """Public page and stories go with the proof; the wish stays as a code and a state."""
    lifecycle.anonymise(wish)
    return emptying.empty_page(wish) + emptying.remove_proof(wish)


STEPS: tuple[tuple[str, Callable[[], QuerySet[Wish]], Step], ...] = (
    ("abandon", abandoned, _expire),
    ("empty", to_empty, emptying.empty_dossier),
    ("clear", to_clear, emptying.empty_page),
    ("remove_proof", without_proof, _anonymise),
)


def purge_last_letters(*, dry_run: bool) -> Counter[str]:
    """Letters to people of whom nothing is known any more, once they have left."""
    left = Mail.objects.filter(key__startswith="wish_").exclude(**FORGOTTEN)
    left = left.exclude(sent_at=None, given_up_at=None)
    about = {key: name.split(":")[1] for key, name in left.values_list("pk", "key")}
    emptied = set(
        Wish.objects.filter(code__in=set(about.values()), emptied__isnull=False).values_list(
            "code", flat=True
        )
    )
    due = [key for key, code in about.items() if code in emptied]
    if due and not dry_run:
        with transaction.atomic():
            left.filter(pk__in=due).update(**FORGOTTEN)
            record("mail.forget", None, None, {"letters": len(due)})
    return +Counter(letters=len(due))


def purge_requests(*, dry_run: bool) -> Counter[str]:
    """Keys to copies that open nothing any more; that a copy was asked for stands in the trail."""
    old = GuardianRequest.objects.filter(expires_at__lt=_days_ago(1))
    return +Counter(copies=old.count() if dry_run else old.delete()[0])


@transaction.atomic
def purge_institutions(*, dry_run: bool) -> Counter[str]:
    """Those by whose page nobody has told anything for as long as a proof of consent is kept, and
    of which no wish knows any more."""
    long_ago = _days_ago(settings.PURGE_CONSENT_DAYS)
    forgotten = Institution.objects.annotate(
        last=Greatest("created_at", "link_made_at", "last_told_at")
    ).filter(last__lt=long_ago, applications=None)
    if dry_run:
        return +Counter(institutions=forgotten.count())
    gone = list(forgotten.select_for_update(of=("self",)))
    for institution in gone:
        record("institution.purge", institution)
        institution.delete()
    return +Counter(institutions=len(gone))
