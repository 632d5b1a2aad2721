"""Finance enters apartments and funds in the admin, and hands apartments over."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds.models import Allocation, Apartment, FundKind
from tests.factories.homes import fund_with, make_apartment, paid_for, set_aside
from tests.factories.money import make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return fund_with(1_000_000_00)


@pytest.fixture
def apartment():
    return make_apartment()


# --- Apartments -------------------------------------------------------------------------

HOME = {
    "code": "A-1",
    "place_kk": "Өскемен",
    "place_ru": "Усть-Каменогорск",
    "place_en": "",
    "rooms": "2",
    "area_m2": "",
    "source": "fund",
}


def test_finance_enters_and_corrects_an_apartment(sign_in):
    client = sign_in()
    client.post(reverse("apartments:add"), HOME)
    home = Apartment.objects.get()
    client.post(reverse("apartments:edit", args=[home.pk]), HOME | {"rooms": "3"})
    home.refresh_from_db()
    assert home.rooms == 3
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["apartment.add", "apartment.change"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "Айгерим"},
        {"code": "aigerim"},
        {"place_ru": "ул. Абая 12"},
        {"place_ru": "Усть-Каменогорск, школа"},
        {"place_en": "x@y"},
        {"rooms": "0"},
        {"source": "luck"},
    ],
)
def test_an_apartment_has_no_words_for_a_person_or_an_address(sign_in, wrong):
    assert sign_in().post(reverse("apartments:add"), HOME | wrong).status_code == 200
    assert not Apartment.objects.exists()


@pytest.mark.parametrize("place", ["Үлкен Нарын", "Катон-Қарағай ауд.", "Ust-Kamenogorsk"])
def test_towns_of_two_names_are_places(sign_in, place):
    sign_in().post(reverse("apartments:add"), HOME | {"place_kk": place})
    assert Apartment.objects.get().place_kk == place


def test_an_apartment_is_handed_over_once_it_is_paid(sign_in, fund, apartment):
    client, today = sign_in(), timezone.localdate()
    url = reverse("fund_desk:hand_over", args=[apartment.pk])
    assert client.post(url, {"on": str(today)}).status_code == 422
    set_aside(fund, apartment, 100)
    paid_for(apartment, 100)
    # Below the list, under its own name: not "Home".
    assert client.get(url).context["breadcrumbs_items"][-1]["sublabel"] == apartment.code
    client.post(url, {"on": str(today)})
    apartment.refresh_from_db()
    assert apartment.handed_over_on == today
    page = client.get(reverse("apartments:inspect", args=[apartment.pk])).content.decode()
    assert Allocation.objects.get().number in page
    assert "Correct the day" in page


def test_there_is_no_way_to_remove_an_apartment():
    with pytest.raises(NoReverseMatch):
        reverse("apartments:delete", args=[1])


# --- Funds ------------------------------------------------------------------------------


def fund_form(fund, **more):
    names = ("name_kk", "name_ru", "name_en", "purpose_kk", "purpose_ru", "purpose_en", "slug")
    facts = {name: getattr(fund, name) for name in names}
    management = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}
    facts |= {f"presets-{name}": value for name, value in management.items()}
    return facts | {"kind": fund.kind, "goal_tiyn": "500", "opened_on": str(fund.opened_on)} | more


def test_a_fund_that_is_changed_is_written_down(sign_in, fund):
    client = sign_in()
    url = reverse("wagtailsnippets_funds_fund:edit", args=[fund.pk])
    assert client.post(url, fund_form(fund, kind="general")).status_code == 302
    look = AuditEntry.objects.get(action="fund.save")
    assert (look.actor, look.facts) == (client.user, {"slug": fund.slug, "kind": "general"})


def test_a_fund_that_was_given_to_does_not_become_a_wishs(sign_in, fund):
    url = reverse("wagtailsnippets_funds_fund:edit", args=[fund.pk])
    more = {"kind": "wish", "wish_code": "AB12", "surplus_to": make_fund().pk}
    page = sign_in().post(url, fund_form(fund, **more)).content.decode()
    assert "it stays what it is" in page
    fund.refresh_from_db()
    assert fund.kind == FundKind.HOUSING


def test_what_is_over_goes_to_no_wish(sign_in, fund):
    wish = make_fund(kind=FundKind.WISH, surplus_to=fund, wish_code="AB12")
    url = reverse("wagtailsnippets_funds_fund:edit", args=[fund.pk])
    assert sign_in().post(url, fund_form(fund, surplus_to=wish.pk)).status_code == 200
    fund.refresh_from_db()
    assert fund.surplus_to is None
