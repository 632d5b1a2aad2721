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
from wishes.claims import links, making
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

    def send(path, **data):
        return Client().post(path, data, HTTP_SEC_FETCH_SITE="same-origin")

    def promise(n):
        name, email = f"Donor {n}", f"d{n}@example.org"
        return send(url, donor_name=name, donor_email=email, hub=hub.pk, agreed="on").status_code

    assert set(all_together(PEOPLE, promise)) == {303}
    assert Mail.objects.filter(key__startswith="claim_confirm").count() == PEOPLE
    pages = [links.path_of(claim) for claim in Claim.objects.all()]

    answers = all_together(PEOPLE, lambda n: send(pages[n], action="confirm"))
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * (PEOPLE - 1)
    for kind in (answer for answer in answers if answer.status_code == 409):
        assert other.code in kind.content.decode()
    assert Claim.objects.filter(state="active").count() == 1
    assert Mail.objects.filter(key__startswith="claim_promised").count() == 1
    # Who comes after that is told so before anything is asked.
    assert promise(PEOPLE) == 409


def test_confirmed_by_many_hands_it_is_confirmed_once(committed_db):
    claim = given.waiting_claim()
    all_together(AT_ONCE, lambda n: making.confirm(claim).state)
    assert Mail.objects.filter(key__startswith="claim_promised").count() == 1


@pytest.fixture
def two_at_the_gate(committed_db, monkeypatch):
    """Two who have both looked before either confirms: no lock holds the second up."""
    wish = make.published_wish()
    claims = [given.waiting_claim(wish, donor_email=f"d{n}@example.org") for n in range(2)]
    gate = Barrier(2)
    look = making.may_be_claimed

    def unlocked(row):
        return type(row).objects.get(pk=row.pk)

    def look_and_wait(row):
        found = look(row)
        gate.wait(timeout=30)
        return found

    monkeypatch.setattr(lifecycle, "locked", unlocked)
    monkeypatch.setattr(making, "may_be_claimed", look_and_wait)
    # The wish's own state would stop the second one too; it takes its lock elsewhere.
    monkeypatch.setattr(lifecycle, "claim", lambda wish: wish)
    return claims


def confirm_both(claims):
    def one(claim):
        try:
            return making.confirm(claim).state == "active"
        except (IntegrityError, Taken):
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        return sum(hands.map(one, claims))


def test_without_the_lock_the_database_still_lets_one_in(two_at_the_gate):
    assert confirm_both(two_at_the_gate) == 1


def test_the_control_without_lock_and_index_gives_the_wish_twice(two_at_the_gate):
    """Shows that the tests above would see a double promise."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_claim_holds_a_wish")
    assert confirm_both(two_at_the_gate) == 2
