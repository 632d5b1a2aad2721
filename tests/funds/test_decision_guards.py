"""What the database holds of decisions, apartments and accounts, whoever writes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING, UnknownAccount, of_apartment
from campaigns.funds.deciding.recall import ask_recall
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Allocation, DecisionState, Purchase
from tests.factories.homes import (
    fund_with,
    make_apartment,
    make_person,
    paid_for,
    proposed,
    proposed_payment,
    set_aside,
)
from tests.factories.money import NOON, make_fund

pytestmark = pytest.mark.django_db

FLAT = 9_000_000_00


@pytest.fixture
def fund():
    return fund_with(10_000_000_00)


@pytest.fixture
def apartment():
    return make_apartment()


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Allocation, {"amount_tiyn": 1}),
        (Allocation, {"document_digest": "0" * 64}),
        (Allocation, {"proposed_by_id": 0}),
        (Purchase, {"amount_tiyn": 1}),
    ],
)
def test_a_decision_is_never_changed_or_removed(fund, apartment, model, changes):
    set_aside(fund, apartment, FLAT)
    proposed_payment(apartment, FLAT)
    for change in (lambda: model.objects.update(**changes), model.objects.all()._raw_delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change() if change.__code__.co_argcount == 0 else change("default")


@pytest.mark.parametrize("two", ["decided_by", "recalled_by"])
@pytest.mark.parametrize("model", [Allocation, Purchase])
def test_the_database_refuses_one_person_in_both_seats(fund, apartment, model, two):
    set_aside(fund, apartment, FLAT)
    decision = Allocation.objects.get() if model is Allocation else paid_for(apartment, 1)
    if two == "decided_by":
        fields = {"decided_by": decision.proposed_by}
    else:
        decision = ask_recall(decision, make_person(), "because")
        fields = {"state": DecisionState.REVERSED, "recalled_by": decision.recall_asked_by}
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        model.objects.filter(pk=decision.pk).update(**fields)


def test_an_apartments_words_have_no_room_for_a_person_or_an_address(apartment):
    for fields in ({"place_ru": "ул. Абая 12"}, {"place_en": "Flat 7"}, {"code": "Aigerim"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_apartment(**fields)


def test_the_paper_lies_in_private_storage_under_a_name_that_tells_nothing(
    fund, apartment, settings
):
    decision = proposed(fund, apartment, FLAT)
    assert decision.document.path.startswith(str(settings.PRIVATE_MEDIA_ROOT))
    assert "decision.pdf" not in decision.document.name
    assert len(decision.document_digest) == 64
    with pytest.raises(ValueError, match="no address"):
        _ = decision.document.url


@pytest.mark.parametrize(
    "values",
    [
        "'apartment.0', 'apartment', NULL, NULL",
        "'fund.0', 'fund', NULL, NULL",
        "'x', 'asset', NULL, {home}",
        "'x', 'asset', {fund}, NULL",
        "'x', 'apartment', {fund}, {home}",
        "'x', 'fund', {fund}, {home}",
        "'x', 'apartment', NULL, {home}",
    ],
)
def test_an_account_is_one_funds_one_apartments_or_nobodys(fund, apartment, values):
    set_aside(fund, apartment, 1)
    row = values.format(fund=make_fund().pk, home=apartment.pk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO funds_account (code, kind, fund_id, apartment_id) VALUES ({row})"
        )


def test_a_code_is_one_apartments(apartment):
    with pytest.raises(IntegrityError, match="duplicate key"), transaction.atomic():
        make_apartment(code=apartment.code)


def test_money_is_set_aside_for_known_apartments_only():
    legs = (Leg(of_apartment(987654), -1), Leg(CLEARING, 1))
    with pytest.raises(UnknownAccount):
        ledger.post(Draft(Kind.PURCHASE, "x", legs, NOON))


@pytest.mark.parametrize(
    ("fields", "guard"),
    [
        ({"state": DecisionState.APPROVED}, "state_is_told"),
        ({"state": DecisionState.REJECTED}, "state_is_told"),
        ({"state": DecisionState.REVERSED}, "state_is_told"),
        ({"state": "lost"}, "state_is_told"),
    ],
)
def test_a_state_that_nobody_brought_about_is_refused(fund, apartment, fields, guard):
    for decision in (proposed(fund, apartment, FLAT), proposed_payment(apartment, FLAT)):
        with pytest.raises(IntegrityError, match=guard), transaction.atomic():
            type(decision).objects.filter(pk=decision.pk).update(**fields)


def test_a_decision_is_about_a_sum(fund, apartment):
    for propose in (
        lambda: proposed(fund, apartment, 0),
        lambda: proposed_payment(apartment, -1),
    ):
        with pytest.raises(IntegrityError, match="of_a_sum"), transaction.atomic():
            propose()


def test_an_entry_belongs_to_one_decision(fund, apartment):
    entry = set_aside(fund, apartment, 1).entry
    other = proposed(fund, apartment, 1)
    fields = {"state": DecisionState.APPROVED, "decided_by": make_person(), "entry": entry}
    with pytest.raises(IntegrityError, match="entry_id"), transaction.atomic():
        Allocation.objects.filter(pk=other.pk).update(**fields)
