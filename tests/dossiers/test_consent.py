"""Consent: purposes by means, as it is given; it only ends, and the fence follows it."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import wishes as make
from wishes.dossiers.models import Consent, Medium, Purpose
from wishes.dossiers.models.scope import CELLS, in_words, scope_of
from wishes.models import CatalogueEntry
from wishes.moderation import gate

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
