"""Demo wishes, each led along the real way: told by the form's own code, approved by two people."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import transaction

from demo import hubs
from demo.wish_texts import WISHES, DemoWish
from language.translated import LANGUAGES
from users.models import User
from wishes import lifecycle
from wishes.dossiers import institutions, links
from wishes.dossiers.models import Application, Consent, Institution, Medium, Purpose
from wishes.dossiers.models.scope import scope_of
from wishes.models import Category, Place, Reason, Season, Wish, WishPage
from wishes.moderation import decisions
from wishes.telling import submission
from wishes.telling.told import Told

# An invented home tells these; its name says so.
INSTITUTION = "Demo home for children «Үлгі» (invented)"
ITS_OWN = {"demo-backpack", "demo-guitar"}
AGREED = (Purpose.SHOW_WISH, Purpose.PASS_GIFT, Purpose.TELL_STORY)


def build_wishes(staff: dict[str, User]) -> int:
    """Tell the demo's wishes that are not there yet; returns how many were told."""
    _build_seasons()
    hubs.build_hubs()
    _build_institution(staff["moderator1"])
    untold = missing()
    for demo in untold:
        _build(demo, staff)
    return len(untold)


def missing() -> list[DemoWish]:
    """The demo's wishes that nobody has told yet."""
    told = set(Application.objects.values_list("guardian__email", flat=True))
    return [demo for demo in WISHES if _address(demo) not in told]


def _address(demo: DemoWish) -> str:
    return f"{demo.key}@demo.invalid"


def _build_seasons() -> None:
    # Seasons have run from 1 March to 31 May.
    for year in (2026, 2027):
        Season.objects.get_or_create(
            starts_on=date(year, 3, 1),
            ends_on=date(year, 5, 31),
            defaults={
                "name_kk": f"{year} жылғы көктем",
                "name_ru": f"Весна {year}",
                "name_en": f"Spring {year}",
            },
        )


def _build_institution(by: User) -> None:
    if not Institution.objects.filter(name=INSTITUTION).exists():
        institution = Institution(
            name=INSTITUTION, kind=Institution.Kind.CHILDRENS_HOME, language="ru",
            email="institution@demo.invalid", place=Place.objects.get(slug="oskemen"),
        )  # fmt: skip
        institutions.add(institution, by)


def institutions_link() -> str:
    """The private link of the demo's institution; "" before there is one."""
    institution = Institution.objects.filter(name=INSTITUTION).first()
    return settings.SITE_URL + links.institution_path(institution) if institution else ""


@transaction.atomic
def _build(demo: DemoWish, staff: dict[str, User]) -> None:
    wish = submission.tell(_told(demo), demo.key).wish
    STAGES[demo.stage](wish, demo, staff["moderator1"], staff["moderator2"])


def _told(demo: DemoWish) -> Told:
    institution, kind = None, Application.SubmitterKind.GUARDIAN
    if demo.key in ITS_OWN:
        institution = Institution.objects.get(name=INSTITUTION)
        kind = Application.SubmitterKind.INSTITUTION
    return Told(
        language=demo.language,
        submitter_kind=kind,
        institution=institution,
        organisation=institution.name if institution else "",
        guardian_name="Demo Guardian",
        relation="demo",
        phone="+77000000000",
        email=_address(demo),
        given_name="Demo",
        family_name="Child",
        born_on=date.fromisoformat(demo.born_on),
        child_assent=Consent.Assent.YES,
        scope=scope_of({purpose: [Medium.TEXT] for purpose in AGREED}),
        category=Category.objects.get(slug=demo.category),
        place=Place.objects.get(slug=demo.place),
        what=demo.titles[demo.language],
        why=demo.stories[demo.language],
        price_tiyn=demo.price_tenge * 100,
        size=demo.size,
    )


def _publish(wish: Wish, demo: DemoWish, first: User, second: User) -> Wish:
    page = WishPage.objects.get(pk=wish.page_id).get_latest_revision_as_object()
    for language in LANGUAGES:
        setattr(page, f"title_{language}", demo.titles[language])
        setattr(page, f"story_{language}", demo.stories[language])
    lifecycle.open_review(wish, first)
    page.save_revision(user=first)
    # Who wrote the words may safeguard them, but never has the last word.
    for moderator in (first, second):
        _decide(wish, moderator, decisions.APPROVE)
    return Wish.objects.get(pk=wish.pk)


def _decide(wish: Wish, moderator: User, action: str, **data: str) -> None:
    page = WishPage.objects.get(pk=wish.page_id)
    not_taken = decisions.act(page.current_workflow_task_state, moderator, action, data)
    if not_taken:
        raise RuntimeError(f"the demo's decision '{action}' on {wish.code} was not taken")


def _claim(wish: Wish, demo: DemoWish, first: User, second: User) -> Wish:
    wish = _publish(wish, demo, first, second)
    hubs.promise(wish, demo.key)
    return wish


def _fulfil(wish: Wish, demo: DemoWish, first: User, second: User) -> Wish:
    wish = _publish(wish, demo, first, second)
    hubs.bring(hubs.promise(wish, demo.key), first, second)
    return wish


def _answer(action: str, reason: str) -> Callable[..., None]:
    def answer(wish: Wish, demo: DemoWish, first: User, second: User) -> None:
        _decide(wish, first, action, reason=Reason.objects.get(slug=reason).slug, note="")

    return answer


STAGES: dict[str, Callable[..., object]] = {
    "submitted": lambda *_: None,
    "changes_requested": _answer(decisions.CHANGES, "why"),
    "rejected": _answer(decisions.REJECT, "cash"),
    "published": _publish,
    "claimed": _claim,
    "fulfilled": _fulfil,
}
