"""The lists that staff keep for wishes: what they refuse, and what follows from a change."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from language.folding import fold
from tests.factories import wishes as make
from users import roles
from users.models import User
from users.sync import sync_roles
from wishes import catalogue
from wishes.models import CatalogueEntry, Category, Place, Reason, Season
from wishes.telling.forms import TellingForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    sync_roles()
    user = User.objects.create_user("keeper", "keeper@example.kz", "pass")
    user.groups.add(Group.objects.get(name=roles.ADMINISTRATORS))
    client.force_login(user)
    return client


def address(record, view):
    return reverse(record.snippet_viewset.get_url_name(view), args=[record.pk])


def sent(record, *fields, **changes):
    """The form of `record` as a browser would send it, with `changes`."""
    values = {field: getattr(record, field) for field in fields} | changes
    return {name: "" if value is None else value for name, value in values.items()}


NAMES = ("name_kk", "name_ru", "name_en")


def place_form(place, **changes):
    as_typed = {"aliases": ", ".join(place.aliases)}
    return sent(place, "kind", *NAMES, "slug", "valid_from", "valid_to", **as_typed | changes)


# --- Seasons ------------------------------------------------------------------------------


def season(first, last):
    return Season(name_kk="К", name_ru="В", name_en="S", starts_on=first, ends_on=last)


def test_seasons_do_not_share_days():
    season(date(2030, 3, 1), date(2030, 5, 31)).save()
    for first, last in (
        (date(2030, 5, 31), date(2030, 6, 30)),
        (date(2030, 1, 1), date(2030, 3, 1)),
        (date(2030, 4, 1), date(2030, 4, 2)),
        (date(2029, 1, 1), date(2031, 1, 1)),
    ):
        with pytest.raises(ValidationError) as refused:
            season(first, last).full_clean()
        assert "starts_on" in refused.value.message_dict
    season(date(2030, 6, 1), date(2030, 8, 31)).full_clean()
    Season.objects.get(starts_on=date(2030, 3, 1)).full_clean()


def test_reversed_days_are_said_beside_the_field(staff):
    own = make.make_season()
    answer = staff.post(
        address(own, "edit"), sent(own, *NAMES, starts_on="2030-05-01", ends_on="2030-04-01")
    )
    assert "ends_on" in answer.context["form"].errors


# --- Kinds --------------------------------------------------------------------------------


def test_a_cap_is_typed_in_tenge(staff):
    category = Category.objects.get(slug="books")
    form = sent(category, *NAMES, "slug", "illustration", "position", cap_tiyn="25 000")
    assert "20000" in staff.get(address(category, "edit")).content.decode()
    staff.post(address(category, "edit"), form)
    category.refresh_from_db()
    assert category.cap_tiyn == 25_000_00
    answer = staff.post(address(category, "edit"), form | {"cap_tiyn": "much"})
    assert "cap_tiyn" in answer.context["form"].errors


# --- Places -------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", ["Риддер", "ridder", "Leninogorsk", "зыряновск"])
def test_an_alias_belongs_to_one_place(alias):
    place = Place.objects.get(slug="oskemen")
    place.aliases = [*place.aliases, alias]
    with pytest.raises(ValidationError) as refused:
        place.full_clean()
    assert "aliases" in refused.value.message_dict


def test_every_place_that_the_site_begins_with_is_valid():
    for place in Place.objects.all():
        place.full_clean()


def test_days_of_a_place_do_not_run_backwards(staff):
    place = Place.objects.get(slug="samar")
    form = place_form(place, valid_from="2030-01-01", valid_to="2029-01-01")
    answer = staff.post(address(place, "edit"), form)
    assert "valid_to" in answer.context["form"].errors


def test_search_finds_wishes_by_an_alias_given_later(staff):
    wish = make.published_wish(place=Place.objects.get(slug="ridder"))
    assert catalogue.search(fold("Лениногорск")) == [wish.code]
    place = Place.objects.get(slug="ridder")
    staff.post(address(place, "edit"), place_form(place, aliases="Лениногорск, Рудный Дол"))
    assert catalogue.search(fold("рудный дол")) == [wish.code]
    place.refresh_from_db()
    assert place.aliases == ["Лениногорск", "Рудный Дол"]


def test_search_finds_wishes_by_the_new_name_of_a_kind(staff):
    wish = make.published_wish()
    category = Category.objects.get(slug="sports")
    form = sent(category, *NAMES, "slug", "illustration", "position", cap_tiyn="60000")
    staff.post(address(category, "edit"), form | {"name_en": "Gymnastics"})
    assert catalogue.search("gimnastics") == [wish.code]
    entry = CatalogueEntry.objects.get(code=wish.code)
    assert entry.title_ru == "Футбольный мяч"


def test_a_place_that_left_is_not_offered_and_keeps_its_wishes(staff):
    place = Place.objects.get(slug="ulan")
    wish = make.published_wish(place=place)
    staff.post(address(place, "edit"), place_form(place, valid_to=timezone.localdate().isoformat()))
    place.refresh_from_db()
    assert not place.is_offered
    assert place not in TellingForm().fields["place"].queryset
    assert CatalogueEntry.objects.get(code=wish.code).place == place
    place.valid_to = timezone.localdate() + timedelta(days=1)
    assert place.is_offered


@pytest.mark.parametrize("query", ["ust kamenogorsk", "усть-каменогорск", "Oskemen", "өскемен"])
def test_staff_find_a_place_however_it_is_spelled(staff, query):
    index = reverse(Place.snippet_viewset.get_url_name("list"))
    shown = staff.get(index, {"q": query}).content.decode()
    assert address(Place.objects.get(slug="oskemen"), "edit") in shown
    assert address(Place.objects.get(slug="ridder"), "edit") not in shown


# --- All ----------------------------------------------------------------------------------


def used_and_unused():
    entry = CatalogueEntry.objects.get(code=make.published_wish().code)
    return entry.place, Place.objects.get(slug="zaisan")


def test_what_is_in_use_stays_and_says_why(staff):
    used, unused = used_and_unused()
    answer = staff.post(address(used, "delete"), follow=True)
    assert Place.objects.filter(pk=used.pk).exists()
    assert "қолданылып жүр" in answer.content.decode()
    staff.post(address(unused, "delete"))
    assert not Place.objects.filter(pk=unused.pk).exists()


def test_what_is_in_use_stays_when_deleted_in_bulk(staff):
    used, unused = used_and_unused()
    bulk = reverse("wagtail_bulk_action", args=["wishes", "place", "delete"])
    staff.post(f"{bulk}?id={used.pk}&id={unused.pk}")
    assert Place.objects.filter(pk__in=[used.pk, unused.pk]).count() == 2


def test_a_reason_that_a_guardian_was_told_stays(staff):
    wish = make.tell_wish()
    reason = Reason.objects.first()
    type(wish.application).objects.filter(pk=wish.application.pk).update(answer_reason=reason)
    staff.post(address(reason, "delete"))
    assert Reason.objects.filter(pk=reason.pk).exists()


def test_changes_are_in_the_history(staff):
    place = Place.objects.get(slug="ulan")
    staff.post(address(place, "edit"), place_form(place, name_en="Ulan district"))
    assert "keeper" in staff.get(address(place, "history")).content.decode()


@pytest.mark.parametrize("model", [Season, Category, Place, Reason])
def test_every_list_opens_and_moderators_change_none(client, staff, model):
    make.make_season()
    record = model.objects.first()
    assert staff.get(reverse(model.snippet_viewset.get_url_name("list"))).status_code == 200
    assert staff.get(address(record, "edit")).status_code == 200
    moderator = User.objects.create_user("mod", "mod@example.kz", "pass")
    moderator.groups.add(Group.objects.get(name=roles.MODERATORS))
    client.force_login(moderator)
    for view in ("edit", "delete"):
        assert client.post(address(record, view), {}).status_code in (302, 403)
    assert model.objects.filter(pk=record.pk).exists()
