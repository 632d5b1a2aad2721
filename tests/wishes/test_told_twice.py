"""A child that tells the same wish twice: moderators are warned, and nothing is forbidden."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import wishes as make
from wishes import lifecycle
from wishes.moderation.told_twice import likely_same, warnings_about

pytestmark = pytest.mark.django_db
IIN = "999999000002"


def told(**changes):
    return make.tell_wish(**changes).application


def test_the_same_child_and_thing_are_noticed_from_either_side():
    first, second = told(), told(what="футбольный  мяч!")
    assert likely_same(second) == [first.wish.code]
    assert likely_same(first) == [second.wish.code]
    (warned,) = warnings_about(second)
    assert warned.codes == [first.wish.code]
    assert "Байтерекова" not in warned.text


@pytest.mark.parametrize(
    "changes",
    [
        {"given_name": "Aigerim", "family_name": "Baiterekova"},
        {"given_name": "АЙГЕРІМ"},
        {"what": "Мяч"},
    ],
)
def test_other_spellings_are_the_same(changes):
    first = told()
    assert likely_same(told(**changes)) == [first.wish.code]


@pytest.mark.parametrize(
    "changes",
    [
        {"what": "Зимние сапоги"},
        {"given_name": "Мадина"},
        {"family_name": "Омарова"},
        {"born_on": timezone.localdate() - timedelta(days=3000)},
    ],
)
def test_another_child_or_thing_is_not(changes):
    told()
    assert likely_same(told(**changes)) == []


def test_an_iin_decides_where_both_have_one():
    first = told(iin=IIN)
    assert likely_same(told(iin=IIN, given_name="Айгеримка")) == [first.wish.code]
    assert likely_same(told(iin="999999000303")) == []


def test_what_was_withdrawn_is_no_reason_to_wonder():
    first = told()
    lifecycle.withdraw(first.wish, make.make_moderator())
    assert likely_same(told()) == []


def test_another_season_is_another_wish():
    first, second = told(), told()
    page = first.wish.page
    type(page).objects.filter(pk=page.pk).update(season=make.make_season())
    assert likely_same(second) == []


def test_it_blocks_nothing():
    told()
    wish = make.published_wish()
    assert wish.is_public
