"""Two hundred people want one wish in the same moment: one gets it, the others a kind answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections
from django.test import Client

from outbox.models import Mail
from tests.factories import claims as given
from tests.factories import wishes as make
from wishes import lifecycle
from wishes.claims import making
from wishes.claims.errors import Taken
from wishes.claims.models import Claim

PEOPLE = 200
# Fewer connections than PostgreSQL has; all of them stand at the wish's row at once.
AT_ONCE = 20


def all_together(number, call):
    """What came of `call(n)` for each n below `number`, in threads that start together."""
    ready = Barrier(AT_ONCE)

    def one_hand(first):
        try:
            ready.wait(timeout=60)
            return [call(n) for n in range(first, number, AT_ONCE)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as hands:
        return [outcome for each in hands.map(one_hand, range(AT_ONCE)) for outcome in each]


def test_two_hundred_promise_one_wish_and_one_gets_it(committed_db):
    wish, other = make.published_wish(), make.published_wish(what="Баскетбольный мяч")
    hub = given.make_hub()
    url = f"/ru/wishes/{wish.code}/claim/"

    def promise(n):
        data = {
            "donor_name": f"Donor {n}", "donor_email": f"d{n}@example.org", "hub": hub.pk,
            "agreed": "on",
        }  # fmt: skip
        return Client().post(url, data, HTTP_SEC_FETCH_SITE="same-origin")

    answers = all_together(PEOPLE, promise)
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [303] + [409] * (PEOPLE - 1)
    for kind in (answer for answer in answers if answer.status_code == 409):
        assert other.code in kind.content.decode()
    assert Claim.objects.count() == 1
    assert Mail.objects.filter(key__startswith="claim_confirm").count() == 1
    assert making.confirm(Claim.objects.get()).state == "active"


def test_confirmed_by_many_hands_it_is_confirmed_once(committed_db):
    claim = given.waiting_claim()
    all_together(AT_ONCE, lambda n: making.confirm(claim).state)
    assert Mail.objects.filter(key__startswith="claim_promised").count() == 1


@pytest.fixture
def two_at_the_gate(committed_db, monkeypatch):
    """Two people who have both looked before either writes: no lock holds the second up."""
    wish = make.published_wish()
    given.make_hub()
    gate = Barrier(2)
    look = making.holder_of

    def unlocked(row):
        return type(row).objects.get(pk=row.pk)

    def look_and_wait(row, but=None):
        found = look(row, but)
        gate.wait(timeout=30)
        return found

    monkeypatch.setattr(lifecycle, "locked", unlocked)
    monkeypatch.setattr(making, "holder_of", look_and_wait)
    return wish


def promise_both(wish):
    def one(n):
        try:
            return making.make(wish, given.promise(donor_email=f"d{n}@example.org")) is not None
        except (IntegrityError, Taken):
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        return sum(hands.map(one, range(2)))


def test_without_the_lock_the_database_still_lets_one_in(two_at_the_gate):
    assert promise_both(two_at_the_gate) == 1


def test_the_control_without_lock_and_index_promises_the_wish_twice(two_at_the_gate):
    """Shows that the tests above would see a double promise."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_claim_holds_a_wish")
    assert promise_both(two_at_the_gate) == 2
