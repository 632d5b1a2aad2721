"""On the 18th birthday a guardian's consent ends; the young adult may agree for themselves."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.factories import wishes as make
from wishes import catalogue, lifecycle
from wishes.dossiers.models import Child, Consent
from wishes.dossiers.models.scope import NEEDED
from wishes.models import CatalogueEntry

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
