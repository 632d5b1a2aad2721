"""On the 18th birthday a guardian's consent ends; the young adult may agree for themselves."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from audit.models import AuditEntry
from tests.factories import wishes as make
from tests.factories.pages import make_picture
from tests.wishes.test_pictures_of_children import fulfilled_with
from wishes import catalogue, lifecycle
from wishes.dossiers.models import Application, Child, Consent
from wishes.dossiers.models.scope import NEEDED
from wishes.models import CatalogueEntry
from wishes.retention import asking
from wishes.retention.models import Emptied

pytestmark = pytest.mark.django_db
ALL = ("kk", "ru", "en")


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def consent_of(wish):
    return wish.application.valid_consent()


def row_of(wish):
    return CatalogueEntry.objects.filter(wish=wish).first()


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


def ask(wish):
    return lifecycle.ask_to_opt_in(
        wish, "Айгерим Б.", "+77017654321", NEEDED, ALL, False, language="ru"
    )


def opt_in(wish):
    return lifecycle.opt_in(ask(wish), "in_person", make.make_moderator())


def test_whoever_holds_the_link_only_asks_and_nothing_is_shown():
    wish = come_of_age(make.fulfilled_wish())
    asked = ask(wish)
    wish.refresh_from_db()
    assert (asked.state, wish.state, row_of(wish)) == ("asked", "withdrawn", None)
    assert consent_of(wish) is None
    with pytest.raises(lifecycle.NothingToOptInto):
        ask(wish)


def test_the_database_takes_no_consent_of_an_adult_whom_nobody_has_checked():
    asked = ask(come_of_age(make.fulfilled_wish()))
    with pytest.raises(IntegrityError, match="adult_was_checked"), transaction.atomic():
        _sql(f"UPDATE dossiers_consent SET state = 'granted' WHERE id = {asked.pk}")


def test_who_was_checked_by_whom_stays_as_it_was_written():
    opt_in(come_of_age(make.fulfilled_wish()))
    with pytest.raises(IntegrityError, match="only ends"), transaction.atomic():
        _sql("UPDATE dossiers_consent SET checked_how = 'by_video' WHERE given_by_subject")
    with pytest.raises(IntegrityError, match="only ends"), transaction.atomic():
        _sql("UPDATE dossiers_consent SET state = 'asked' WHERE given_by_subject")


def test_who_told_the_wish_does_not_vouch_for_the_young_adult():
    told = {"submitter_kind": "institution", "institution": make.make_institution()}
    asked = ask(come_of_age(make.fulfilled_wish(**told)))
    reader = make.make_moderator()
    for email in ("guardian@example.kz", "Centre@example.kz", "guardian+me@example.kz"):
        reader.email = email
        with pytest.raises(lifecycle.ToldByThem):
            lifecycle.opt_in(asked, "in_person", reader)
        with pytest.raises(lifecycle.ToldByThem):
            lifecycle.refuse_opt_in(asked, reader)


def test_what_is_refused_is_forgotten_and_may_be_asked_again():
    wish = come_of_age(make.fulfilled_wish())
    lifecycle.refuse_opt_in(ask(wish), make.make_moderator())
    assert [one.state for one in Consent.objects.all()] == ["lapsed"]
    assert AuditEntry.objects.filter(action="consent.refuse_opt_in").count() == 1
    assert lifecycle.may_opt_in(wish.application)


def test_who_asked_to_be_forgotten_is_not_shown_again():
    wish = come_of_age(make.fulfilled_wish())
    asked = ask(wish)
    asking.ask_erasure(wish.application)
    assert not lifecycle.may_opt_in(wish.application)
    with pytest.raises(Consent.DoesNotExist):
        asked.refresh_from_db()


def test_what_was_answered_meanwhile_is_not_answered_again():
    asked = ask(come_of_age(make.fulfilled_wish()))
    lifecycle.refuse_opt_in(Consent.objects.get(pk=asked.pk), make.make_moderator())
    for answer in (lambda by: lifecycle.opt_in(asked, "in_person", by),
                   lambda by: lifecycle.refuse_opt_in(asked, by)):  # fmt: skip
        with pytest.raises(lifecycle.NothingToOptInto):
            answer(make.make_moderator())


def test_of_whom_the_month_of_birth_alone_is_known_is_of_age_once_it_is_over(time_machine):
    wish = make.fulfilled_wish()
    first = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    Child.objects.update(born_on=first.replace(year=first.year - 18))
    time_machine.move_to(datetime.combine(first, time(12), UTC))
    lifecycle.apply_consents()
    application = Application.objects.get(wish=wish)
    assert lifecycle.may_opt_in(application)
    Emptied.objects.create(wish=wish)
    asked_too_early = (first, last - timedelta(days=1))
    for day in asked_too_early:
        time_machine.move_to(datetime.combine(day, time(12), UTC))
        assert not lifecycle.may_opt_in(application)
        with pytest.raises(lifecycle.NothingToOptInto):
            ask(wish)
    time_machine.move_to(datetime.combine(last, time(12), UTC))
    assert lifecycle.may_opt_in(application)


def test_the_guardians_consent_lapses_and_the_young_adult_agrees_for_themselves():
    wish = come_of_age(make.fulfilled_wish())
    assert (wish.state, Consent.objects.get().state) == ("withdrawn", "lapsed")
    assert row_of(wish) is None
    assert lifecycle.may_opt_in(wish.application)
    wish = opt_in(wish)
    consent = consent_of(wish)
    assert (consent.checked_how, consent.contact) == ("in_person", "")
    assert (consent.given_by_subject, consent.giver, consent.child_assent) == (True, None, "self")
    assert "совершеннолет" in consent.wording.casefold()
    assert wish.state == "fulfilled"
    assert row_of(wish).status == "fulfilled"
    assert not Consent.objects.overdue().exists()


def test_a_wish_that_had_not_come_true_is_read_again():
    wish = come_of_age(make.published_wish())
    wish = opt_in(wish)
    assert wish.state == "in_review"
    assert row_of(wish) is None
    assert make.latest(wish).current_workflow_task.name == "Safeguarding"


def test_words_that_nobody_approved_are_read_again():
    """However they came into the draft of a wish that had come true."""
    wish = make.fulfilled_wish()
    draft = make.latest(wish)
    draft.story_ru = "Слова, которые никто не одобрил, и они довольно длинные."
    draft.save_revision(user=make.make_moderator())
    wish = opt_in(come_of_age(wish))
    assert wish.state == "in_review"
    assert wish.approved_print == ""
    assert row_of(wish) is None


def test_what_came_true_is_shown_again_without_its_picture():
    with TestCase.captureOnCommitCallbacks(execute=True):
        wish = come_of_age(fulfilled_with(make_picture(consent="child", description="x")))
    assert opt_in(wish).state == "fulfilled"
    assert row_of(wish).image is None


def test_nobody_opts_in_for_a_child_or_after_taking_back():
    for wish in (make.tell_wish(), make.withdrawn_wish()):
        with pytest.raises(lifecycle.NothingToOptInto):
            ask(wish)


def test_what_a_young_adult_agreed_to_can_be_narrowed():
    wish = opt_in(come_of_age(make.fulfilled_wish()))
    lifecycle.narrow(wish, NEEDED, ("ru",), language="ru")
    assert consent_of(wish).checked_how == "in_person"


def test_the_database_shows_nobody_by_a_guardians_consent_after_the_birthday():
    wish = make.published_wish()
    _sql("DELETE FROM wishes_catalogueentry")
    Child.objects.update(born_on=_birthday_18_years_ago())
    with pytest.raises(IntegrityError, match="no consent in force"), transaction.atomic():
        catalogue.show(wish, make.latest(wish))
