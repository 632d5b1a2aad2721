"""What the giver of a consent is asked, what is written down of it, and what they take back."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override

from language.translated import LANGUAGES, NATIVE_NAMES
from wishes.dossiers.models import Application, Consent
from wishes.dossiers.models.scope import in_words
from wishes.dossiers.operator import operator
from wishes.telling.told import Told


def give(application: Application, told: Told) -> Consent:
    """The consent that comes with a wish."""
    capacity = ", ".join(filter(None, [told.relation, told.organisation]))
    return Consent.objects.create(
        application=application,
        giver=application.guardian,
        giver_name=told.guardian_name,
        giver_capacity=capacity,
        child_assent=told.child_assent,
        scope=list(told.scope),
        languages=list(told.languages),
        transfer_abroad=told.transfer_abroad,
        **written_down(told.language, told.scope, told.languages, told.transfer_abroad),
    )


def written_down(
    language: str,
    scope: tuple[str, ...],
    languages: tuple[str, ...],
    transfer_abroad: bool,
    *,
    valid_until: date | None = None,
    by_subject: bool = False,
) -> dict[str, Any]:
    """Operator, term and wording of a consent that is given today, in `language`.

    The wording is the proof: what was asked and what was ticked, in the words that were seen.
    """
    today = timezone.localdate()
    until = valid_until or consent_term(today)
    with override(language):
        body = operator()
        ticked = [f"{purpose}: {', '.join(media)}" for purpose, media in in_words(scope)]
        spoken = ", ".join(NATIVE_NAMES[code] for code in LANGUAGES if code in languages)
        ticked.append(gettext("In these languages: %(languages)s") % {"languages": spoken})
        if transfer_abroad:
            ticked.append(gettext("The data may be sent abroad."))
        wording = "\n".join([consent_wording(language, until, by_subject), *ticked])
    return {
        "operator_name": body.name,
        "operator_bin": body.bin,
        "wording": wording,
        "valid_from": today,
        "valid_until": until,
    }


def consent_term(day: date) -> date:
    """How long a consent given that day holds: CONSENT_TERM_DAYS, a year by default."""
    return day + timedelta(days=settings.CONSENT_TERM_DAYS)


def consent_wording(language: str, until: date | None = None, by_subject: bool = False) -> str:
    """What the giver is asked to agree to, in that language."""
    with override(language):
        words = _of_myself() if by_subject else _of_a_child()
        until = until or consent_term(timezone.localdate())
        return words % {"operator": operator(), "until": until.strftime("%d.%m.%Y")}


def _of_a_child() -> str:
    return gettext(
        "I have the right to speak for the child. I agree that %(operator)s uses the child's "
        "data for the purposes and in the ways ticked here, until %(until)s. Family "
        "name, address, school, telephone and documents are never shown. I can take this "
        "back at any time by my private link; the wish then leaves the site."
    )


def _of_myself() -> str:
    return gettext(
        "I am of age and speak for myself. I agree that %(operator)s uses my data for the "
        "purposes and in the ways ticked here, until %(until)s. Family name, address, school, "
        "telephone and documents are never shown. I can take this back at any time by this "
        "private link; the wish then leaves the site."
    )
