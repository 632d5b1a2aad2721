"""Institutions and their private links: made and renewed by staff, mailed again on request."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.record import record
from outbox import mail
from users.models import User
from wishes.dossiers import links
from wishes.dossiers.models import Institution

# One address belongs to few of them; more are not written to at once.
MOST_LETTERS = 5


@transaction.atomic
def add(institution: Institution, by: User) -> Institution:
    """Keep a new one, and mail its link."""
    links.renew(institution)
    institution.save()
    record("institution.add", institution, by)
    _mail_link(institution)
    return institution


@transaction.atomic
def change(institution: Institution, by: User, changed: list[str]) -> Institution:
    """Where its address is another one now, the link is too: the old mailbox knows the old link."""
    if "email" in changed:
        links.renew(institution)
    institution.save()
    record("institution.change", institution, by, {"changed": changed})
    if "email" in changed:
        _mail_link(institution)
    return institution


@transaction.atomic
def renew_link(institution: Institution, by: User) -> Institution:
    """Another link, mailed; the one before opens nothing from now on."""
    institution = Institution.objects.select_for_update().get(pk=institution.pk)
    links.renew(institution)
    institution.save(update_fields=["link_seed", "link_digest", "link_made_at"])
    record("institution.renew_link", institution, by)
    _mail_link(institution)
    return institution


@transaction.atomic
def mail_again(email: str) -> None:
    """Mail the links of whichever institutions have this address, each at most once an hour.

    Whoever asks learns nothing: nothing is returned, and nothing is said.
    """
    for institution in Institution.objects.filter(email__same_address=email)[:MOST_LETTERS]:
        _mail_link(institution, asked_for=True)


def _mail_link(institution: Institution, *, asked_for: bool = False) -> None:
    # The same letter where it was asked for within the hour, and another one for another link.
    hour = f":{timezone.now():%Y%m%d%H}" if asked_for else ""
    post = partial(mail.post_asked, is_own_link=True) if asked_for else mail.post
    post(
        key=f"institution_link:{institution.pk}:{institution.link_made_at:%Y%m%d%H%M%S%f}{hour}",
        to=institution.email,
        template="institution_link",
        context={"link": settings.SITE_URL + links.institution_path(institution)},
        language=institution.language,
    )
