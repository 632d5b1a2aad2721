"""What everybody sees of a fund, and the open data behind it."""

import csv
import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from campaigns.funds import closing, ledger
from campaigns.funds.accounts import CLEARING, of_fund
from campaigns.funds.deciding.recall import ask_recall, recall
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Apartment, FundKind
from campaigns.funds.open_data.sets import SETS
from campaigns.models import CampaignPage
from tests.factories.homes import fund_with, make_apartment, make_person, paid_for, set_aside
from tests.factories.money import NOON, enter_charge, make_fund
from tests.factories.pages import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    fund = fund_with(1_000_000_00)
    home = make_apartment(code="FLAT-77")
    set_aside(fund, home, 600_000_00)
    paid_for(home, 600_000_00)
    Apartment.objects.update(handed_over_on="2026-05-12")
    return fund


@pytest.fixture
def wish(fund):
    return make_fund(kind=FundKind.WISH, surplus_to=fund, wish_code="AB12", slug="wish-ab12")


def page(client, path, language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


# --- The page of a fund -----------------------------------------------------------------


def test_a_funds_page_says_what_it_has_and_where_it_went(client, fund):
    html = page(client, f"funds/{fund.slug}/")
    for told in (
        "₸1,000,000", "₸600,000", "₸400,000", "FLAT-77", "60&nbsp;%", "40&nbsp;%",
        "handed over: May 2026", "fewer than 5", "April 2025",
    ):  # fmt: skip
        assert told in html, told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("kk", "табысталды: 2026 ж. мамыр"),
        ("ru", "передана: май 2026 г."),
        ("en", "handed over: May 2026"),
    ],
)
def test_it_stands_in_three_languages(client, fund, language, told):
    html = page(client, f"funds/{fund.slug}/", language)
    assert fund.name_in(language) in html
    assert told in html


def test_a_campaign_leads_to_its_funds_page(client, fund):
    make_site().add(CampaignPage, "en", slug="homes", fund=fund)
    assert f"/en/funds/{fund.slug}/" in page(client, "campaigns/homes/")


def test_a_new_funds_page_stands_too(client):
    assert "Nothing has moved yet." in page(client, f"funds/{make_fund().slug}/")


def test_a_wishs_fund_has_no_page_and_stands_in_no_list(client, wish):
    make_site()
    assert client.get(f"/en/funds/{wish.slug}/").status_code == 404
    assert wish.slug not in page(client, "results/")


def test_the_fund_that_every_page_leads_to_is_never_a_wishs(client, fund, wish):
    type(fund).objects.filter(pk=wish.pk).update(opened_on="2020-01-01")
    make_site()
    cache.clear()
    assert f"/en/donate/{wish.slug}/" not in page(client, "")


def test_pages_are_public_and_cost_little(client, fund, django_assert_max_num_queries):
    make_site()
    for _ in range(10):
        set_aside(fund, make_apartment(), 100)
    cache.clear()
    with django_assert_max_num_queries(8):
        response = client.get(f"/en/funds/{fund.slug}/")
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_search_engines_are_told_of_funds_and_of_no_wishs(client, fund, wish):
    make_site()
    told = client.get("/sitemap.xml").content.decode()
    assert all(f"/{language}/funds/{fund.slug}/" in told for language in ("kk", "ru", "en"))
    assert wish.slug not in told


# --- Open data --------------------------------------------------------------------------


def rows(client, name):
    return json.loads(client.get(f"/open-data/{name}.json").content)


def test_each_set_stands_as_json_and_as_csv_with_the_same_rows(client, fund):
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        closing.close_due()
    for name in SETS:
        response = client.get(f"/open-data/{name}.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        text = response.content.decode("utf-8-sig")
        in_csv = list(csv.DictReader(io.StringIO(text)))
        in_json = rows(client, name)
        assert in_json
        assert [list(row) for row in in_csv] == [list(SETS[name].columns)] * len(in_json)
        for one, other in zip(in_csv, in_json, strict=True):
            assert set(one) == set(other)
            assert all(
                one[column] == (str(value) if not isinstance(value, dict) else one[column])
                for column, value in other.items()
            )


def test_open_data_is_public_and_for_any_page(client, fund):
    for ending in ("csv", "json"):
        response = client.get(f"/open-data/funds.{ending}")
        assert "public" in response["Cache-Control"]
        assert response["ETag"]
        assert response["Access-Control-Allow-Origin"] == "*"


def test_an_empty_set_has_its_columns_and_no_row(client):
    assert rows(client, "funds") == []
    assert client.get("/open-data/allocations.csv").content.decode("utf-8-sig").startswith("number")


@pytest.mark.parametrize("path", ["donors.csv", "funds.xlsx", "../funds.csv", "Funds.csv"])
def test_there_is_no_other_set(client, path):
    assert client.get(f"/open-data/{path}").status_code == 404


def test_a_funds_months_add_up(client, fund):
    found = rows(client, "funds")
    inside = (
        "in_card", "in_transfer", "in_cash", "between_funds", "refunds", "disputes",
        "out_apartments", "out_wishes",
    )  # fmt: skip
    for row in found:
        assert row["opening"] + sum(row[column] for column in inside) == row["closing"]
    assert found[-1]["closing"] == 400_000_00
    assert {row["unconfirmed"] for row in found} == {0}


def test_all_wishes_stand_in_one_line(client, fund, wish):
    second = make_fund(kind=FundKind.WISH, surplus_to=fund, wish_code="CD34", slug="wish-cd34")
    enter_charge(wish, 100)
    enter_charge(second, 20)
    legs = (Leg(of_fund(wish.pk), 7), Leg(of_fund(fund.pk), -7))
    ledger.post(Draft(Kind.SURPLUS, "s", legs, NOON))
    (row,) = [row for row in rows(client, "funds") if row["kind"] == "wish"]
    assert (row["fund"], row["in_card"], row["between_funds"], row["closing"]) == (
        "wishes-in-parts", 120, -7, 113,
    )  # fmt: skip
    text = client.get("/open-data/funds.json").content.decode()
    assert wish.slug not in text


def test_allocations_name_apartments_by_code_and_no_small_place(client, fund):
    taken = ask_recall(set_aside(fund, make_apartment(), 5), make_person(), "Aigerim's reason")
    recall(taken, make_person("secretname"))
    first, second = rows(client, "allocations")
    assert (first["apartment"], first["amount"], first["handed_over"]) == (
        "FLAT-77", 600_000_00, "2026-05",
    )  # fmt: skip
    assert (first["state"], second["state"]) == ("in_force", "taken_back")
    assert first["place_ru"] != "Усть-Каменогорск"
    text = client.get("/open-data/allocations.json").content.decode()
    assert "Aigerim" not in text
    assert "secretname" not in text
    assert "decisions/" not in text


def test_a_cell_that_a_spreadsheet_would_run_is_defused(client):
    fund = fund_with(100, slug="-1+1")
    text = client.get("/open-data/funds.csv").content.decode()
    assert f"'{fund.slug}" in text


def test_no_gift_and_no_donor_stands_in_open_data(client):
    from uuid import uuid4

    gift = uuid4()
    enter_charge(make_fund(), 100, "ch_secret", donation=gift)
    legs = (Leg(CLEARING, 5), Leg("operations", -5))
    ledger.post(Draft(Kind.FEE, "txn_secret", legs, NOON, gift, reason="Aigerim"))
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        closing.close_due()
    for name in SETS:
        for ending in ("csv", "json"):
            text = client.get(f"/open-data/{name}.{ending}").content.decode()
            assert not any(word in text for word in (str(gift), "secret", "Aigerim"))


def test_the_list_of_sets_comes_in_the_readers_language(client):
    response = client.get("/open-data/", headers={"Accept-Language": "ru"})
    assert (response.status_code, response["Location"]) == (302, "/ru/open-data/")
    html = page(client, "open-data/")
    assert all(f"/open-data/{name}.csv" in html for name in SETS)


def test_open_data_costs_few_queries(client, fund, django_assert_max_num_queries):
    for _ in range(3):
        set_aside(fund_with(100), make_apartment(), 10)
    for name in SETS:
        with django_assert_max_num_queries(8):
            client.get(f"/open-data/{name}.json")
