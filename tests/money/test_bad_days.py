"""The worker stopped for a day, clocks that are wrong, secrets being replaced, forgers."""

from datetime import timedelta

import pytest
from django.test import override_settings

from campaigns.payments.messages import inbox
from campaigns.payments.models import WebhookEvent
from tests.money.messages import forged_payment

TEN_MINUTES = timedelta(minutes=10)


def paid_gift(world):
    gift = world.give()
    world.sandbox.pay(gift.attempts.get().session_id)
    return gift


def statuses(world):
    """What the site answers to the messages that wait, each delivered once."""
    world.bag.collect()
    return {world.bag.deliver(message).status_code for message in list(world.bag.waiting)}


def test_a_worker_that_was_stopped_for_a_day_catches_up_in_one_turn(world):
    for _hour in range(24):
        paid_gift(world)
        assert statuses(world) == {200}
        world.clock.advance(hours=1)
    assert not world.fund.donations.settled().exists()
    world.work()
    assert world.fund.donations.settled().count() == 24
    assert not WebhookEvent.objects.unhandled().exists()
    world.assert_books()


def test_a_site_that_was_away_for_a_day_catches_up_without_any_message(world):
    for _hour in range(24):
        paid_gift(world)
        world.clock.advance(hours=1)
    world.bag.lose_all()
    world.work()
    assert world.fund.donations.settled().count() == 24
    world.assert_books()


@pytest.mark.parametrize("ours", [TEN_MINUTES, -TEN_MINUTES, timedelta()])
@pytest.mark.parametrize("database", [TEN_MINUTES, -TEN_MINUTES, timedelta()])
def test_a_clock_that_is_ten_minutes_wrong_costs_no_gift(world, ours, database):
    world.clock.be_wrong(ours=ours, database=database)
    paid_gift(world)
    # By our clock such a message is stale, or from the future: Stripe will bring it again.
    assert statuses(world) == ({400} if ours else {200})
    world.clock.advance(minutes=15)
    world.clock.be_wrong(ours=ours, database=database)
    world.work()
    world.assert_books()
    world.clock.be_wrong()
    assert statuses(world) <= {200}
    inbox.work_off()
    world.assert_books()


def test_a_secret_is_replaced_without_losing_a_message(world):
    old, new = world.sandbox.secret, "whsec_new"
    with override_settings(STRIPE_WEBHOOK_SECRETS=[old, new]):
        for secrets in ([old], [old, new], [new]):
            world.bag.secrets = secrets
            paid_gift(world)
            assert statuses(world) == {200}
    with override_settings(STRIPE_WEBHOOK_SECRETS=[new]):
        assert statuses(world) == set()
        inbox.work_off()
    world.assert_books()


def test_a_secret_that_was_replaced_on_one_side_alone_costs_time_and_no_gift(world):
    world.bag.secrets = ["whsec_new"]
    gift = paid_gift(world)
    assert statuses(world) == {400}
    world.cycle()
    world.assert_books()
    assert world.fund.donations.settled().get() == gift
    with override_settings(STRIPE_WEBHOOK_SECRETS=["whsec_new"]):
        assert statuses(world) == {200}
        inbox.work_off()
    world.assert_books()


@pytest.mark.parametrize("knows_the_secret", [False, True])
def test_who_says_that_a_gift_is_paid_is_not_believed(world, knows_the_secret):
    gift = world.give()
    body = forged_payment(gift, world.clock.now())
    response = world.bag.knock(body, secrets=None if knows_the_secret else ["whsec_stranger"])
    assert response.status_code == (200 if knows_the_secret else 400)
    world.cycle()
    assert not world.fund.donations.settled().exists()
    world.assert_books()


def test_yesterdays_message_is_not_taken_from_a_stranger_who_has_kept_it(world):
    paid_gift(world)
    world.bag.deliver_all()
    message = world.bag.gone[0]
    yesterday = int(world.clock.now().timestamp()) - 24 * 3600
    assert world.bag.knock(message.body, stamp=yesterday).status_code == 400


def test_what_no_table_takes_holds_up_nothing_else(world):
    """A dispute about nothing, of a gift that was given back whole: our constraints refuse it."""
    odd, gift = paid_gift(world), paid_gift(world)
    charge = next(
        one["id"]
        for one in world.stripe.charges(world.since)
        if one["metadata"]["donation"] == str(odd.pk)
    )
    world.sandbox.settings(dispute_fee=0)
    world.sandbox.refund(charge)
    world.sandbox.dispute(charge)
    world.bag.lose_all()
    world.cycle()
    gift.refresh_from_db()
    assert gift.is_settled
    world.assert_books()
