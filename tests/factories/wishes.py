"""Wishes in any state, made the way the site makes them; and many at once for counting queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count

from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from images.models import SiteImage
from users.models import User
from wishes import lifecycle
from wishes.dossiers import links
from wishes.dossiers.models import (
    Application,
    Child,
    Consent,
    Guardian,
    Institution,
    Medium,
    Purpose,
)
from wishes.dossiers.models.scope import NEEDED, scope_of
from wishes.models import (
    CatalogueEntry,
    Category,
    Place,
    Reason,
    Season,
    Wish,
    WishIndexPage,
    WishPage,
)
from wishes.models.words import fingerprint
from wishes.moderation import decisions
from wishes.telling import submission
from wishes.telling.told import Told

_numbers = count(1)


def wish_lists() -> dict[str, WishIndexPage]:
    """A list of wishes in each language, below whatever home the tree has."""
    lists = {}
    for code in ("kk", "ru", "en"):
        locale, _made = Locale.objects.get_or_create(language_code=code)
        found = WishIndexPage.objects.filter(locale=locale).first()
        lists[code] = found or _home(locale).add_child(
            instance=WishIndexPage(title="Wishes", slug="wishes", locale=locale)
        )
    return lists


def _home(locale: Locale) -> Page:
    from home.models import HomePage

    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        root = Page.get_first_root_node()
        home = root.add_child(
            instance=HomePage(title="Zhurek", slug=f"home-{locale.language_code}", locale=locale)
        )
    if locale.language_code == "kk":
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
        )
    return home


def make_user(username: str = "", *rights: str, **kwargs) -> User:
    username = username or f"user{next(_numbers)}"
    user = User.objects.create_user(username, f"{username}@example.kz", "pass", **kwargs)
    for right in ("wagtailadmin.access_admin", *rights):
        app, codename = right.split(".")
        permission = Permission.objects.get(content_type__app_label=app, codename=codename)
        user.user_permissions.add(permission)
    return user


def make_moderator(username: str = "") -> User:
    return make_user(
        username or f"moderator{next(_numbers)}", "wishes.moderate_wish", "dossiers.read_dossier"
    )


def told(**changes) -> Told:
    values = {
        "language": "ru",
        "submitter_kind": "guardian",
        "guardian_name": "Гульнара Ахметова",
        "relation": "мама",
        "phone": "+77011234567",
        "email": "guardian@example.kz",
        "given_name": "Айгерим",
        "family_name": "Байтерекова",
        "born_on": date(timezone.localdate().year - 9, 1, 15),
        "child_assent": "yes",
        "scope": NEEDED,
        "category": Category.objects.get(slug="sports"),
        "place": Place.objects.get(slug="ridder"),
        "what": "Футбольный мяч",
        "why": "Хочу играть с друзьями во дворе после уроков каждый день.",
        "price_tiyn": 12_000_00,
    }
    return Told(**values | changes)


def agreeing_to(*media: str, purposes: tuple[str, ...] = ("show_wish", "pass_gift")) -> tuple:
    """A consent's scope: the words for each of `purposes`, and `media` besides where it can be."""
    return scope_of(
        {
            purpose: [Medium.TEXT] if purpose == Purpose.PASS_GIFT else [Medium.TEXT, *media]
            for purpose in purposes
        }
    )


def tell_wish(**changes) -> Wish:
    wish_lists()
    return submission.tell(told(**changes), nonce=f"nonce {next(_numbers)}").wish


def safeguarded_wish(by: User | None = None, **changes) -> Wish:
    wish = tell_wish(**changes)
    decisions.decide(wish, by or make_moderator(), decisions.APPROVE, {})
    wish.refresh_from_db()
    return wish


def published_wish(**changes) -> Wish:
    wish = safeguarded_wish(**changes)
    decisions.decide(wish, make_moderator(), decisions.APPROVE, {})
    wish.refresh_from_db()
    return wish


def rejected_wish(**changes) -> Wish:
    wish = tell_wish(**changes)
    reason = Reason.objects.filter(kind="reject").first()
    decisions.decide(wish, make_moderator(), decisions.REJECT, {"reason": reason.slug})
    wish.refresh_from_db()
    return wish


def asked_wish(**changes) -> Wish:
    wish = tell_wish(**changes)
    reason = Reason.objects.filter(kind="changes").first()
    decisions.decide(wish, make_moderator(), decisions.CHANGES, {"reason": reason.slug})
    wish.refresh_from_db()
    return wish


def claimed_wish(**changes) -> Wish:
    return lifecycle.claim(published_wish(**changes))


def fulfilled_wish(**changes) -> Wish:
    staff = make_moderator()
    wish = lifecycle.receive(claimed_wish(**changes), staff)
    return lifecycle.fulfil(lifecycle.deliver(wish, staff), staff)


def withdrawn_wish(**changes) -> Wish:
    return lifecycle.withdraw(published_wish(**changes))


def latest(wish: Wish) -> WishPage:
    return WishPage.objects.get(pk=wish.page_id).get_latest_revision_as_object()


def many_published(number: int, picture: SiteImage | None = None) -> None:
    """Catalogue rows with all that the database asks for, and no pages: for lists only."""
    now, today = timezone.now(), timezone.localdate()
    first, second = make_moderator(), make_moderator()
    places, categories = list(Place.objects.offered()), list(Category.objects.all())
    child = Child.objects.create(given_name="Айгерим", born_on=date(today.year - 9, 1, 1))
    guardian = Guardian.objects.create(name="А", relation="мама", phone="+77011234567")
    entries = [
        CatalogueEntry(
            status="published", published_at=now - timedelta(minutes=n),
            pseudonym="Арай", age_band="7-10", place=places[n % len(places)],
            category=categories[n % len(categories)], title_ru=f"Мяч {n}",
            story_ru="Хочу играть во дворе.", price_tiyn=1000_00 + n,
            folded=f"miach {n} hochu igrat vo dvore", image=picture,
        )
        for n in range(number)
    ]  # fmt: skip
    wishes = Wish.objects.bulk_create(
        Wish(
            state="published", state_since=now, published_at=entry.published_at,
            safeguarded_by=first, safeguarded_print=fingerprint(entry),
            approved_by=second, approved_print=fingerprint(entry),
        )
        for entry in entries
    )  # fmt: skip
    applications = Application.objects.bulk_create(
        Application(
            wish=wish, submitter_kind="guardian", language="ru", child=child, guardian=guardian,
            sent_once=wish.code, **links.new_link(),
        )
        for wish in wishes
    )  # fmt: skip
    Consent.objects.bulk_create(
        Consent(
            application=application, giver=guardian, giver_name="А", giver_capacity="мама",
            child_assent="yes", scope=list(NEEDED), languages=["ru"], valid_from=today,
        )
        for application in applications
    )  # fmt: skip
    for wish, entry in zip(wishes, entries, strict=True):
        entry.wish, entry.code = wish, wish.code
    CatalogueEntry.rows.bulk_create(entries)


@contextmanager
def fences_down(table: str) -> Iterator[None]:
    """For controls alone: rows of `table` are written as if its triggers were not there."""
    with connection.cursor() as cursor:
        # What waits for the end of the transaction keeps the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def make_season(**changes) -> Season:
    today = timezone.localdate()
    values = {
        "name_kk": "Көктем", "name_ru": "Весна", "name_en": "Spring",
        "starts_on": today - timedelta(days=10), "ends_on": today + timedelta(days=50),
    }  # fmt: skip
    return Season.objects.create(**values | changes)


def make_institution(**changes) -> Institution:
    values = {
        "name": "Центр «Жұлдыз»", "kind": "childrens_home", "email": "centre@example.kz",
        "place": Place.objects.get(slug="ridder"), "language": "ru",
    }  # fmt: skip
    institution = Institution(**values | changes)
    links.renew(institution)
    institution.save()
    return institution
