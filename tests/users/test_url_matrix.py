"""Every address of the money in the admin, for every role: walked, so that none is forgotten."""

import hashlib
import re
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from campaigns.bank.models import BankLine, CashRecord
from campaigns.donors import requests
from campaigns.donors.models import DataRequest
from campaigns.funds.models import Allocation, Apartment, Entry, Fund, Purchase
from campaigns.monthly.models import MonthlyGift
from campaigns.payments.models import Dispute, Donation, Payout, Refund, WebhookEvent, Words
from campaigns.payments.reversals import refunds
from campaigns.receipts import issuing
from campaigns.receipts.models import Receipt
from campaigns.reconciliation.models import Difference, DifferenceKind, HeldDecision
from tests.factories.bank import booking, bring, make_cash, make_payout
from tests.factories.homes import enter_charge, make_apartment, proposed, proposed_payment
from tests.factories.settled import settled_gift
from tests.factories.staff import make_officer
from tests.users.addresses import Address, in_admin
from users import roles
from users.models import User

APPS = {"bank", "donors", "funds", "monthly", "payments", "receipts", "reconciliation"}
# Who may come in; of the money's addresses all others are finance's.
PRESS_ONLY = "words:"
# The press names a fund on a campaign's page; it is chosen among names that are public.
CHOOSER = "wagtailsnippetchoosers_funds_fund:"
# What an address without a model of its own opens.
OPENS: dict[str, Any] = {
    "words:decide": Words,
    "refund_desk:ask": Donation,
    "refund_desk:act": Refund,
    "refund_desk:paid_out": Refund,
    "bank_office:line": BankLine,
    "bank_office:decide_cash": CashRecord,
    "receipts_change": Receipt,
    "receipts_paper": Receipt,
    "monthly_stop": MonthlyGift,
    "monthly_look": MonthlyGift,
    "finance_desk:difference": Difference,
    "finance_desk:look_again": Difference,
    "finance_desk:agree": Difference,
    "finance_desk:held": Difference,
    "finance_desk:recheck": Difference,
    "finance_desk:decide": HeldDecision,
    "finance_desk:try_message": WebhookEvent,
    "finance_desk:message": WebhookEvent,
    "finance_desk:set_aside": WebhookEvent,
    "donor_request_answer": DataRequest,
    "fund_desk:hand_over": Apartment,
}


def path_of(address: Address) -> str:
    """With the newest record that it can open, or one that does not exist."""
    model = OPENS.get(address.name, address.model)
    found = model._default_manager.order_by("pk").last() if model else None
    filled = address.route.replace("<slug:word>", "gift")
    filled = re.sub(r"<uuid:\w+>", str(found.pk if found else uuid4()), filled)
    # A closed day is known by its date.
    number = "2026-01-01" if address.name.startswith("daily_closes:") else 4711
    return "/" + re.sub(r"<(int|str):\w+>", str(found.pk if found else number), filled)


def addresses() -> list[Address]:
    return [one for one in in_admin() if one.app in APPS]


def state_of_money() -> str:
    """A digest of every row of the money's tables."""
    digest = hashlib.sha256()
    for model in (
        model for label in sorted(APPS) for model in apps.get_app_config(label).get_models()
    ):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT one::text FROM "{model._meta.db_table}" one ORDER BY 1')
            digest.update(repr(cursor.fetchall()).encode())
    return digest.hexdigest()


@pytest.fixture
def records(db):
    """One of everything that the admin shows."""
    one = make_officer()
    gift = settled_gift(donor_email="aigul@example.org")
    Words.objects.create(donation=gift, shown_name="Айгүл", message="Бәріне үй!", is_public=True)
    refunds.request(settled_gift("cash"), 1_000_00, "donor_asked", one)
    Dispute.objects.create(
        stripe_id="dp_1", donation=gift, amount_tiyn=1, status="needs_response",
        opened_at=timezone.now(),
    )  # fmt: skip
    make_payout()
    WebhookEvent.objects.create(
        event_id="evt_1", type="x", livemode=False, happened_at=timezone.now()
    )
    bring(booking(7_000_00))
    make_cash(one)
    MonthlyGift.objects.create(fund=gift.fund, amount_tiyn=2_000_00, language="en")
    requests.keep("aigul@example.org", "correction", "Айгүл!", "en")
    issuing.look_everywhere()
    home = make_apartment()
    enter_charge(gift.fund, 9_000_000_00)
    proposed(gift.fund, home, 1_000_00, one)
    proposed_payment(home, 1_000_00, one)
    Difference.objects.create(
        kind=DifferenceKind.values[0], source="txn_1", donation=gift.pk,
        first_seen=timezone.now(), last_seen=timezone.now(),
    )  # fmt: skip
    shown = (Allocation, Apartment, BankLine, Entry, Fund, Payout, Purchase, Receipt)
    assert all(model.objects.exists() for model in shown)
    return gift


def browser(role: str | None) -> Client:
    client = Client(raise_request_exception=True)
    if role is not None:
        client.force_login(make_officer(role))
    return client


def is_theirs(address: Address, role: str | None) -> bool:
    if address.name.startswith(PRESS_ONLY):
        return role == roles.PRESS
    if address.name.startswith(CHOOSER):
        return role is not None
    return role == roles.FINANCE


def test_the_walk_finds_the_desks():
    names = {one.name for one in addresses()}
    assert len(names) > 90
    assert {"gifts:inspect", "ledger:index", "bank_office:files", "receipts_export"} <= names


@pytest.mark.parametrize("role", [None, *roles.PERMISSIONS])
def test_nobody_but_the_role_gets_in_and_a_press_changes_nothing(records, role):
    client, before = browser(role), state_of_money()
    for address in addresses():
        if is_theirs(address, role):
            continue
        for method in (client.get, client.head, client.post, client.put, client.delete):
            answer = method(path_of(address), headers={"Sec-Fetch-Site": "same-origin"})
            assert answer.status_code in (302, 403, 404, 405), (address.name, method.__name__)
            if answer.status_code == 302:
                # Not found is looked for below a language, where it is not found again.
                doors = ("/admin/", "/admin/login/", f"/kk{path_of(address)}")
                assert answer["Location"].split("?")[0] in doors, address
    assert state_of_money() == before


@pytest.mark.parametrize("role", [roles.FINANCE, roles.PRESS])
def test_the_role_reads_all_that_is_its_own(records, role):
    client, before = browser(role), state_of_money()
    read = set()
    for address in addresses():
        if not is_theirs(address, role):
            continue
        for language in ("en", "ru"):
            with override(language):
                answer = client.get(path_of(address))
        # 302: no right to this act, though one to the records; 404: it opens no record here.
        assert answer.status_code in (200, 302, 403, 404, 405), address
        read |= {address.name} if answer.status_code == 200 else set()
    assert len(read) > (60 if role == roles.FINANCE else 0)
    # To read a paper or to export is written down elsewhere; no row of the money moves.
    assert state_of_money() == before


def test_not_even_a_superuser_changes_what_is_only_shown(records):
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.org", "x"))
    before = state_of_money()
    changing = re.compile(r"(:|_)(add|edit|delete|create|copy|decide|act|hand_over)$")
    for address in addresses():
        if "funds_fund:" in address.name or not address.model:
            continue
        assert not changing.search(address.name) or address.name.startswith(
            ("apartments:", "fund_desk:")
        ), address.name
        for data in ({}, {"action": "delete", "confirm": "1", "amount_tiyn": "1"}):
            client.post(path_of(address), data)
    assert state_of_money() == before
    for model in ("donation", "entry", "receipt", "dispute", "payout", "webhookevent"):
        label = next(label for label in APPS if model in apps.get_app_config(label).models)
        url = f"/admin/bulk/{label}/{model}/delete/"
        answer = client.post(url + f"?next=/admin/&id={records.pk}")
        assert answer.status_code in (302, 403, 404), model
    assert state_of_money() == before
