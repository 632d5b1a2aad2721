"""A costly wish is paid for by several; what becomes of too much is said before it is given."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.funds import surplus
from campaigns.funds.models import Fund, FundKind, FundTotal
from campaigns.payments.giving import checkout, wish_parts
from campaigns.payments.models import Attempt, Donation
from campaigns.payments.states import AttemptState
from tests.factories.homes import wish_paid
from tests.factories.money import enter_charge, make_fund
from tests.payments.donor import BROWSER, FORM, Donor

pytestmark = pytest.mark.django_db

CODE, PRICE = "C7FKD9MX", 60_000_00
TITLES = ("Велосипед (кк)", "Велосипед (ру)", "A bicycle")


@pytest.fixture
def general():
    return make_fund(kind=FundKind.GENERAL, goal_tiyn=None)


@pytest.fixture
def wish(general):
    return wish_parts.open_fund(CODE, *TITLES, price_tiyn=PRICE)


def fund():
    return Fund.objects.with_totals().get(wish_code=CODE)


def raised(one):
    total = FundTotal.objects.filter(fund=one).first()
    return total.raised_tiyn if total else 0


def test_its_fund_is_named_by_what_is_public_in_three_languages(wish, general):
    assert (wish.kind, wish.goal_tiyn, wish.surplus_to) == (FundKind.WISH, PRICE, general)
    for language, title in zip(("kk", "ru", "en"), TITLES, strict=True):
        assert CODE in wish.name_in(language)
        assert title in wish.name_in(language)
    assert wish.slug == "wish-c7fkd9mx"


def test_opened_twice_it_is_one_fund_with_the_newer_price(wish):
    again = wish_parts.open_fund(CODE, *TITLES, price_tiyn=PRICE + 1_00)
    assert (again.pk, again.goal_tiyn) == (wish.pk, PRICE + 1_00)


def test_a_long_title_still_fits(general):
    long = wish_parts.open_fund(CODE, "ә" * 300, "", "", price_tiyn=PRICE)
    assert len(long.name_kk) == 120
    assert long.name_ru.endswith("ә")


def test_without_a_general_fund_nothing_is_gathered():
    with pytest.raises(wish_parts.NoGeneralFund):
        wish_parts.open_fund(CODE, *TITLES, price_tiyn=PRICE)
    assert not Fund.objects.exists()


def test_a_wish_that_is_not_paid_in_parts_is_left_alone():
    for end in (wish_parts.hide_fund, wish_parts.close_fund, wish_parts.give_up):
        end("NOSUCHCD")
    assert wish_parts.standing("NOSUCHCD") is None
    assert not wish_parts.has_all("NOSUCHCD")


# --- What the donor reads before paying -----------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_says_what_is_missing_and_where_the_rest_goes(client, wish, general, language):
    enter_charge(wish, 20_000_00)
    page = client.get(wish.get_donate_url(language)).content.decode()
    missing = {"en": "₸40,000"}.get(language, "40\xa0000\xa0₸")
    assert missing in page
    assert general.name_in(language) in page
    assert "?amount=40000" in page
    assert "/monthly/" not in page


def test_the_link_fills_in_what_is_missing(client, wish):
    enter_charge(wish, 59_000_50)
    page = client.get(wish.get_donate_url("en")).content.decode()
    assert "?amount=999.50" in page
    form = client.get(wish.get_donate_url("en"), {"amount": "999.50"}).context["form"]
    assert form["amount"].value() == "999.50"


@pytest.mark.parametrize("left", [1, 499_99])
def test_less_than_the_smallest_gift_is_not_offered_by_a_link(client, wish, left):
    enter_charge(wish, PRICE - left)
    assert "?amount=" not in client.get(wish.get_donate_url("en")).content.decode()


def test_a_wish_that_has_all_leads_on_to_the_general_fund(client, wish, general):
    enter_charge(wish, PRICE)
    page = client.get(wish.get_donate_url("en")).content.decode()
    assert "has all that it needs" in page
    assert general.get_donate_url("en") in page


def test_who_is_late_gives_all_the_same_and_the_sum_is_conserved(
    client, stripe_sandbox, wish, general
):
    donor = Donor(client, stripe_sandbox, wish)
    for email in ("a@example.org", "b@example.org"):
        donation = donor.give(amount="40 000", donor_email=email)
        donor.pay(donation)
        donor.visit(donation)
    surplus.move_surplus()
    assert (raised(wish), raised(general)) == (PRICE, 20_000_00)
    assert fund().gifts == 2
    call_command("check_ledger")


# --- The end ----------------------------------------------------------------------------------


def test_given_up_it_takes_nothing_shows_no_title_and_all_moves_on(client, wish, general):
    enter_charge(wish, 12_000_00)
    wish_parts.give_up(CODE)
    surplus.move_surplus()
    assert (raised(wish), raised(general)) == (0, 12_000_00)
    page = client.get(wish.get_donate_url("en")).content.decode()
    assert "takes no gifts now" in page
    assert "bicycle" not in page
    assert general.get_donate_url("en") in page
    client.post(wish.get_donate_url("en"), FORM, headers=BROWSER)
    assert not Donation.objects.exists()


def test_closed_with_its_whole_price_it_keeps_it(wish, general):
    enter_charge(wish, PRICE + 5_00)
    wish_parts.close_fund(CODE)
    surplus.move_surplus()
    assert (raised(wish), raised(general)) == (PRICE, 5_00)
    assert "A bicycle" in fund().name_en


def test_hidden_for_now_it_keeps_what_it_has_and_shows_no_title(wish, general):
    enter_charge(wish, 5_000_00)
    wish_parts.hide_fund(CODE)
    surplus.move_surplus()
    assert (raised(wish), raised(general)) == (5_000_00, 0)
    assert "bicycle" not in fund().name_en
    assert not fund().is_open


@pytest.mark.parametrize("end", [wish_parts.hide_fund, wish_parts.close_fund, wish_parts.give_up])
def test_on_the_day_that_opened_it_its_end_is_the_end(client, wish, end):
    assert wish.opened_on == timezone.localdate()
    end(CODE)
    assert "takes no gifts now" in client.get(wish.get_donate_url("en")).content.decode()
    client.post(wish.get_donate_url("en"), FORM, headers=BROWSER)
    assert not Donation.objects.exists()


def test_hidden_while_a_form_is_read_no_pay_page_is_opened(
    client, stripe_sandbox, wish, monkeypatch
):
    write_down = checkout.write_down

    def hidden_meanwhile(gift):
        donation = write_down(gift)
        wish_parts.hide_fund(CODE)
        return donation

    monkeypatch.setattr(checkout, "write_down", hidden_meanwhile)
    client.post(wish.get_donate_url("en"), FORM, headers=BROWSER)
    (attempt,) = Attempt.objects.all()
    assert (attempt.state, attempt.session_id) == (AttemptState.CREATED, None)


def test_who_stood_at_the_pay_page_already_may_pay(client, stripe_sandbox, wish):
    donor = Donor(client, stripe_sandbox, wish)
    donation = donor.give(amount="5 000")
    wish_parts.hide_fund(CODE)
    donor.pay(donation)
    donor.visit(donation)
    assert raised(wish) == 5_000_00
    call_command("check_ledger")


def test_opened_again_it_gets_back_what_went_on(wish, general):
    enter_charge(wish, 12_000_00)
    wish_parts.give_up(CODE)
    surplus.move_surplus()
    wish_parts.open_fund(CODE, *TITLES, price_tiyn=PRICE)
    surplus.move_surplus()
    assert (raised(wish), raised(general)) == (12_000_00, 0)
    assert fund().is_open
    assert "A bicycle" in fund().name_en


def test_what_the_general_fund_has_spent_comes_back_only_when_it_has_it_again(wish, general):
    enter_charge(wish, 12_000_00)
    wish_parts.give_up(CODE)
    surplus.move_surplus()
    wish_paid(general, 10_000_00)
    wish_parts.open_fund(CODE, *TITLES, price_tiyn=PRICE)
    surplus.move_surplus()
    assert (raised(wish), raised(general)) == (2_000_00, 10_000_00)
    enter_charge(general, 3_000_00)
    surplus.move_surplus()
    assert (raised(wish), raised(general)) == (5_000_00, 10_000_00)


def test_standing_tells_the_sums_and_the_way(wish):
    enter_charge(wish, 12_000_00)
    parts = wish_parts.standing(CODE)
    assert (parts.raised_tiyn, parts.price_tiyn, parts.missing_tiyn) == (
        12_000_00, PRICE, 48_000_00,
    )  # fmt: skip
    assert parts.donate_url == wish.get_donate_url()
    assert not wish_parts.has_all(CODE)
    enter_charge(wish, 48_000_00)
    assert wish_parts.has_all(CODE)
