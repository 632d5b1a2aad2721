"""Whether the same child has told the same wish before: a warning, which forbids nothing.

Families tell a wish twice when no answer comes, and a school may tell it besides. Only moderators
see the warning; it names wishes by their codes.
"""

from difflib import SequenceMatcher
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from language.folding import fold
from language.translated import LANGUAGES
from wishes.dossiers.models import Application, Child
from wishes.states import State

# What became of nothing is no reason to wonder.
_NEVER_MIND = (State.REJECTED, State.WITHDRAWN, State.ANONYMISED)
ALIKE = 0.75


class Warned(NamedTuple):
    text: str
    codes: list[str]


def warnings_about(application: Application) -> list[Warned]:
    """At most one; for the desk's page of the wish."""
    codes = likely_same(application)
    if not codes:
        return []
    text = _("The same child seems to have told this wish in this season already.")
    return [Warned(text, codes)]


def likely_same(application: Application) -> list[str]:
    """Codes of other wishes of the same child, for the same thing, in the same season."""
    child, page = application.child, application.wish.page
    if page is None:
        return []
    same = Q(child__born_on=child.born_on)
    if child.iin:
        same |= Q(child__iin=child.iin)
    others = (
        Application.objects.filter(same, wish__page__season_id=page.season_id)
        .exclude(pk=application.pk)
        .exclude(wish__state__in=_NEVER_MIND)
        .select_related("child", "wish__page")
        .order_by("created_at")
    )
    things = _things(application)
    return [
        other.wish.code
        for other in others
        if _is_same_child(child, other.child) and _are_alike(things, _things(other))
    ]


def _is_same_child(one: Child, other: Child) -> bool:
    """By IIN where both have one; else by birthday and name, however that is spelled."""
    if one.iin and other.iin:
        return one.iin == other.iin
    return one.born_on == other.born_on and _name(one) == _name(other)


def _name(child: Child) -> set[str]:
    return {fold(name) for name in (child.given_name, child.family_name) if name}


def _things(application: Application) -> set[str]:
    """What is wished for, as told and as it stands on the page, folded."""
    page = application.wish.page
    titles = [application.told_title, *(getattr(page, f"title_{code}", "") for code in LANGUAGES)]
    return {fold(title) for title in titles if title.strip()}


def _are_alike(ours: set[str], theirs: set[str]) -> bool:
    return any(
        one in other or other in one or SequenceMatcher(None, one, other).ratio() >= ALIKE
        for one in ours
        for other in theirs
    )
