"""A costly wish paid for by several: claimed as a whole, or bought by staff; no tenge is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.funds.models import Fund, FundKind
from campaigns.funds.surplus import move_surplus
from outbox.models import Mail
from tests.factories import claims as given
from tests.factories import wishes as make
from tests.factories.money import enter_charge, make_fund
from tests.factories.staff import make_officer
from users import roles
from wishes.claims import gifts, keeping, links, making
from wishes.claims.errors import Taken

pytestmark = pytest.mark.django_db
PRICE = 50_000_00
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def general():
    return make_fund(kind=FundKind.GENERAL, goal_tiyn=None)


@pytest.fixture
def wish(general):
    wish = make.published_wish(what="Велосипед", price_tiyn=PRICE)
    # Opened before today, so that it can close today.
    before = timezone.localdate() - timedelta(days=30)
    Fund.objects.filter(kind=FundKind.WISH).update(opened_on=before)
    return wish


def fund_of(wish):
    return Fund.objects.with_totals().get(wish_code=wish.code)


def raised(fund):
    return Fund.objects.with_totals().get(pk=fund.pk).raised_tiyn


def give(wish, tiyn):
    enter_charge(Fund.objects.get(wish_code=wish.code), tiyn)


def test_a_whole_claim_sends_the_parts_on_and_nothing_is_lost(wish, general):
    give(wish, 10_000_00)
    claim = given.waiting_claim(wish)
    move_surplus()
    # Until the e-mail is confirmed people go on giving.
    assert (raised(fund_of(wish)), fund_of(wish).is_open) == (10_000_00, True)
    claim = making.confirm(claim)
    move_surplus()
    assert (raised(fund_of(wish)), raised(general)) == (0, 10_000_00)
    assert not fund_of(wish).is_open
    keeping.give_up(claim)
    move_surplus()
    assert (raised(fund_of(wish)), raised(general)) == (10_000_00, 0)
    assert fund_of(wish).is_open


def test_the_form_says_what_becomes_of_the_parts(client, wish, general):
    given.make_hub()
    give(wish, 10_000_00)
    assert general.name_en in client.get(f"/en/wishes/{wish.code}/claim/").content.decode()


def test_a_wish_that_has_all_it_needs_is_offered_to_nobody_else(client, wish):
    claim = given.waiting_claim(wish)
    give(wish, PRICE)
    assert "/claim/" not in client.get(f"/ru/wishes/{wish.code}/").content.decode()
    late = client.post(links.path_of(claim), {"action": "confirm"}, **SAME_ORIGIN)
    assert late.status_code == 409
    keeping.give_up(claim)
    with pytest.raises(Taken):
        making.make(wish, given.promise())


def test_staff_buy_what_was_paid_for_together(client, wish, general):
    keeper = make_officer(roles.HUB_KEEPERS)
    client.force_login(keeper)
    hub = given.make_hub()
    client.post(f"/admin/claims/wishes/{wish.code}/buy/", {"hub": hub.pk})
    assert not wish.claims.exists()
    give(wish, PRICE)
    assert wish.code in client.get("/admin/claims/").content.decode()
    client.post(f"/admin/claims/wishes/{wish.code}/buy/", {"hub": hub.pk})
    claim = wish.claims.get()
    assert (claim.state, claim.bought_by, claim.due_on) == ("active", keeper, None)
    move_surplus()
    assert (raised(fund_of(wish)), raised(general)) == (PRICE, 0)

    gifts.receive(claim, keeper)
    given.confirmed(gifts.prepare_hand_over(claim, given.paper(), keeper), given.make_keeper())
    gifts.fulfil(claim, keeper)
    wish.refresh_from_db()
    assert wish.state == "fulfilled"
    assert not Mail.objects.filter(key__startswith="claim_").exists()
