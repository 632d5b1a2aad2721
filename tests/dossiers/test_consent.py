"""Consent: purposes by means, given, narrowed, taken back, ended by a birthday, given anew."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone
from PIL import Image

from audit.models import AuditEntry
from images.models import SiteImage
from tests.factories import wishes as make
from wishes import catalogue, lifecycle
from wishes.dossiers.models import Child, Consent, Medium, Purpose
from wishes.dossiers.models.scope import CELLS, NEEDED, in_words, scope_of
from wishes.models import CatalogueEntry
from wishes.moderation import decisions, gate

pytestmark = pytest.mark.django_db
ALL = ("kk", "ru", "en")
NAMED = make.agreeing_to("first_name", purposes=("show_wish", "pass_gift", "tell_story"))


def consent_of(wish):
    return wish.application.valid_consent()


def row_of(wish):
    return CatalogueEntry.objects.filter(wish=wish).first()


# --- What is agreed to --------------------------------------------------------------------


def test_each_purpose_has_its_own_means():
    scope = scope_of(
        {"show_wish": ["text", "first_name"], "pass_gift": ["text"], "tell_story": ["text"]}
    )
    consent = consent_of(make.tell_wish(scope=scope))
    assert consent.allows(Purpose.SHOW_WISH, Medium.FIRST_NAME)
    assert consent.allows(Purpose.TELL_STORY, Medium.TEXT)
    assert not consent.allows(Purpose.TELL_STORY, Medium.FIRST_NAME)
    assert not consent.allows(Purpose.SHARE, Medium.TEXT)
    assert len(in_words(consent.scope)) == 3


def test_a_language_is_agreed_to_for_itself():
    consent = consent_of(make.tell_wish(languages=("ru",)))
    assert consent.allows(Purpose.SHOW_WISH, Medium.TEXT, "ru")
    assert not consent.allows(Purpose.SHOW_WISH, Medium.TEXT, "en")


def test_there_is_no_cell_outside_of_the_table():
    with pytest.raises(ValueError, match="pass_gift:photo"):
        scope_of({"pass_gift": ["photo"]})


def test_the_wording_says_what_was_ticked():
    consent = consent_of(make.tell_wish(scope=NAMED, languages=("ru",)))
    assert "имя ребёнка" in consent.wording.casefold()
    assert "Русский" in consent.wording
    assert "Қазақша" not in consent.wording


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("something_known", {"scope": []}),
        ("something_known", {"scope": ["pass_gift:photo"]}),
        ("names_its_languages", {"languages": []}),
        ("names_its_languages", {"languages": ["de"]}),
        ("needs_transfer_abroad", {"scope": list(CELLS)}),
        ("has_one_giver", {"given_by_subject": True}),
        ("has_one_giver", {"child_assent": "self"}),
    ],
)
def test_the_database_takes_no_other_consent(rule, changes):
    consent = consent_of(make.tell_wish())
    Consent.objects.all().delete()
    consent.pk = None
    for name, value in changes.items():
        setattr(consent, name, value)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        consent.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        "scope = scope || ARRAY['tell_story:text']::varchar[]",
        "languages = ARRAY['kk']::varchar[]",
        "transfer_abroad = true",
        "valid_until = NULL",
        "valid_until = valid_until + 1",
    ],
)
def test_a_consent_is_never_made_into_another(change):
    make.tell_wish()
    with pytest.raises(IntegrityError, match="only ends"), transaction.atomic():
        _sql(f"UPDATE dossiers_consent SET {change}")


def test_what_has_ended_does_not_come_back():
    make.withdrawn_wish()
    with pytest.raises(IntegrityError, match="only ends"), transaction.atomic():
        _sql("UPDATE dossiers_consent SET state = 'granted', ended_at = NULL")


def test_nobody_narrows_a_consent_to_nothing():
    make.tell_wish()
    narrow = "UPDATE dossiers_consent SET state = 'narrowed', ended_at = now()"
    with pytest.raises(IntegrityError, match="narrowed to nothing"), transaction.atomic():
        _sql(f"{narrow}; SET CONSTRAINTS ALL IMMEDIATE")


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


# --- The fence follows it -----------------------------------------------------------------


def test_words_in_a_language_that_was_not_agreed_to_are_not_let_through():
    wish = make.tell_wish(languages=("ru",))
    page = make.latest(wish)
    page.title_en, page.story_en = "A ball", "To play with friends after school."
    page.save_revision(user=make.make_moderator())
    obstacles = gate.obstacles_to_step(make.latest(wish), make.make_moderator())
    assert [obstacle.code for obstacle in obstacles] == ["language"]


@pytest.mark.parametrize(
    "change", ["story_en = 'Words that nobody agreed to'", "pseudonym = 'Айгерим'"]
)
def test_the_database_shows_no_more_than_was_agreed_to(change):
    make.published_wish(languages=("ru",))
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql(f"UPDATE wishes_catalogueentry SET {change}")


# --- Narrowing ----------------------------------------------------------------------------


def test_narrowing_ends_the_old_row_and_begins_a_new_one():
    wish = make.tell_wish(scope=NAMED)
    old = consent_of(wish)
    lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    new = consent_of(wish)
    old.refresh_from_db()
    assert (old.state, new.follows, new.scope) == ("narrowed", old, list(NEEDED))
    assert (new.giver_name, new.valid_until) == (old.giver_name, old.valid_until)
    entry = AuditEntry.objects.get(action="consent.narrow")
    assert entry.facts["gone"]["scope"] == [
        "show_wish:first_name", "tell_story:first_name", "tell_story:text",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "languages"),
    [
        (NEEDED, ALL),
        ((), ALL),
        (NEEDED, ()),
        (NAMED, ("ru",)),
        (NEEDED, (*ALL, "de")),
    ],
)
def test_what_is_not_less_is_no_narrowing(scope, languages):
    wish = make.tell_wish()
    with pytest.raises(lifecycle.NothingToNarrow):
        lifecycle.narrow(wish, scope, languages, language="ru")
    assert Consent.objects.get().state == "granted"


def test_a_name_taken_back_leaves_the_site_at_once_and_the_wish_stays():
    wish = make.published_wish(scope=NAMED, why="Я Айгерим, хочу играть с друзьями во дворе.")
    assert row_of(wish).pseudonym == "Айгерим"
    lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    row = row_of(wish)
    assert row.pseudonym != "Айгерим"
    assert "Айгерим" not in row.story_ru
    assert row.pseudonym in row.story_ru
    assert "Айгерим" not in str([r.content for r in make.latest(wish).revisions.all()])
    wish.refresh_from_db()
    assert wish.state == "published"
    assert make.latest(wish).live
    assert gate.obstacles_to_going_live(make.latest(wish)) == []


def test_narrowing_what_is_not_shown_leaves_the_page_as_it_is():
    wish = make.published_wish(scope=NAMED, languages=ALL)
    before = make.latest(wish).fingerprint
    scope = make.agreeing_to("first_name")
    lifecycle.narrow(wish, scope, ("ru",), language="ru")
    assert make.latest(wish).fingerprint == before
    assert row_of(wish).pseudonym == "Айгерим"


def test_a_photo_taken_back_leaves_the_site_and_a_drawing_stays():
    scope = make.agreeing_to("photo")
    for kind, is_left in (("child", False), ("drawing", True)):
        wish = _published_with(picture_of(kind), scope)
        lifecycle.narrow(wish, NEEDED, ALL, language="ru")
        assert (row_of(wish).image is not None) == is_left


@pytest.mark.parametrize("is_on_the_site", [True, False])
def test_a_photo_that_was_taken_back_is_kept_nowhere(is_on_the_site):
    wish = _published_with(picture_of("child"), make.agreeing_to("photo"))
    picture = SiteImage.objects.get()
    if not is_on_the_site:
        lifecycle.reopen(wish, make.make_moderator())
    storage, name = picture.file.storage, picture.file.name
    with TestCase.captureOnCommitCallbacks(execute=True):
        lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    assert not SiteImage.objects.exists()
    assert not storage.exists(name)


def test_a_photo_that_a_story_may_still_show_stays():
    scope = make.agreeing_to("photo", purposes=("show_wish", "pass_gift", "tell_story"))
    wish = _published_with(picture_of("child"), scope)
    left = scope_of({"show_wish": ["text"], "pass_gift": ["text"], "tell_story": ["text", "photo"]})
    with TestCase.captureOnCommitCallbacks(execute=True):
        lifecycle.narrow(wish, left, ALL, language="ru")
    assert row_of(wish).image is None
    assert SiteImage.objects.exists()


def picture_of(consent):
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    content = ContentFile(file.getvalue(), name="ball.png")
    return SiteImage.objects.create(title="Ball", file=content, consent=consent)


def _published_with(picture, scope):
    wish = make.tell_wish(scope=scope)
    page = make.latest(wish)
    page.image = picture
    page.save_revision(user=make.make_moderator())
    for _reading in range(2):
        decisions.decide(wish, make.make_moderator(), decisions.APPROVE, {})
    wish.refresh_from_db()
    assert row_of(wish).image == picture
    return wish


def test_without_a_language_that_is_left_the_wish_goes_back_to_its_moderators():
    wish = make.published_wish()
    wish = lifecycle.narrow(wish, NEEDED, ("kk",), language="ru")
    assert row_of(wish) is None
    assert wish.state == "in_review"
    assert not make.latest(wish).live


def test_a_wish_that_is_being_read_loses_the_name_as_well():
    wish = make.tell_wish(scope=NAMED)
    lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    assert make.latest(wish).pseudonym != "Айгерим"


# --- Eighteen -----------------------------------------------------------------------------


def come_of_age(wish):
    child = wish.application.child
    child.born_on = _birthday_18_years_ago()
    child.save()
    lifecycle.apply_consents()
    wish.refresh_from_db()
    return wish


def _birthday_18_years_ago():
    day = timezone.localdate() - timedelta(days=1)
    return date(day.year - 18, day.month, min(day.day, 28))


def test_the_guardians_consent_lapses_and_the_young_adult_agrees_for_themselves():
    wish = come_of_age(make.fulfilled_wish())
    assert (wish.state, Consent.objects.get().state) == ("withdrawn", "lapsed")
    assert row_of(wish) is None
    assert lifecycle.may_opt_in(wish.application)
    wish = lifecycle.opt_in(wish, "Айгерим Б.", NEEDED, ALL, False, language="ru")
    consent = consent_of(wish)
    assert (consent.given_by_subject, consent.giver, consent.child_assent) == (True, None, "self")
    assert "совершеннолет" in consent.wording.casefold()
    assert wish.state == "fulfilled"
    assert row_of(wish).status == "fulfilled"
    assert not Consent.objects.overdue().exists()


def test_a_wish_that_had_not_come_true_is_read_again():
    wish = come_of_age(make.published_wish())
    wish = lifecycle.opt_in(wish, "Айгерим Б.", NEEDED, ALL, False, language="ru")
    assert wish.state == "in_review"
    assert row_of(wish) is None
    assert make.latest(wish).current_workflow_task.name == "Safeguarding"


def test_nobody_opts_in_for_a_child_or_after_taking_back():
    for wish in (make.tell_wish(), make.withdrawn_wish()):
        with pytest.raises(lifecycle.NothingToOptInto):
            lifecycle.opt_in(wish, "А", NEEDED, ALL, False, language="ru")


def test_the_database_shows_nobody_by_a_guardians_consent_after_the_birthday():
    wish = make.published_wish()
    _sql("DELETE FROM wishes_catalogueentry")
    Child.objects.update(born_on=_birthday_18_years_ago())
    with pytest.raises(IntegrityError, match="no consent in force"), transaction.atomic():
        catalogue.show(wish, make.latest(wish))
