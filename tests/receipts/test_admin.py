"""Finance alone sees receipts, changes them with a reason, and fetches sheets."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from wagtail.users.models import UserProfile

from audit.models import AuditEntry
from campaigns.payments.models import Donation
from campaigns.receipts import changes, exports, issuing
from outbox.models import Mail
from tests.factories.settled import settled_gift
from tests.receipts.pdf import read
from users import roles
from users.models import User

pytestmark = pytest.mark.django_db
PERIOD = {"first_day": "2026-04-01", "last_day": "2026-04-01"}


@pytest.fixture
def sign_in(client):
    def enter(role):
        call_command("sync_roles", verbosity=0)
        user = User.objects.create_user(role, f"{role.replace(' ', '')}@example.org", "x")
        user.groups.add(Group.objects.get(name=role))
        UserProfile.objects.create(user=user, preferred_language="en")
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def receipt():
    return issuing.receipt_of(settled_gift())


def urls(receipt):
    return [
        reverse("receipts_admin:index"),
        reverse("receipts_admin:inspect", args=[receipt.pk]),
        reverse("receipts_change", args=[receipt.pk]),
        reverse("receipts_paper", args=[receipt.pk]),
        reverse("receipts_export"),
    ]


def test_finance_sees_receipts(sign_in, receipt):
    client = sign_in(roles.FINANCE)
    for url in urls(receipt):
        assert client.get(url).status_code == 200, url
    listing = client.get(reverse("receipts_admin:index")).content.decode()
    assert receipt.number in listing
    assert "Айгүл" in listing
    found = client.get(reverse("receipts_admin:index_results"), {"q": receipt.number})
    assert receipt.number in found.content.decode()


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.ADMINISTRATORS])
def test_nobody_else_does(sign_in, receipt, role):
    client = sign_in(role)
    for url in urls(receipt):
        response = client.get(url)
        assert response.status_code in (302, 403)
        assert "Айгүл" not in response.content.decode()
    for url, data in (
        (reverse("receipts_change", args=[receipt.pk]), {"act": "take_back", "note": "x"}),
        (reverse("receipts_export"), PERIOD | {"what": "gifts", "file": "csv"}),
    ):
        assert client.post(url, data).status_code in (302, 403)
    receipt.refresh_from_db()
    assert receipt.is_valid
    assert not AuditEntry.objects.filter(action="receipts.exported").exists()


@pytest.mark.parametrize("action", ["add", "edit", "delete", "copy"])
def test_there_is_no_address_to_edit_one_at(action):
    with pytest.raises(NoReverseMatch):
        reverse(f"receipts_admin:{action}", args=[1])


def change(client, receipt, **data):
    return client.post(reverse("receipts_change", args=[receipt.pk]), data)


def test_finance_replaces_one_with_a_reason(sign_in, receipt):
    client = sign_in(roles.FINANCE)
    Donation.objects.update(donor_name="Айгүл Серікқызы")
    assert change(client, receipt, act="replace").status_code == 422
    response = change(client, receipt, act="replace", note="misspelt")
    new = receipt.donation.receipts.valid().get()
    assert response["Location"] == reverse("receipts_admin:inspect", args=[new.pk])
    assert new.payer == "Айгүл Серікқызы"
    entry = AuditEntry.objects.get(action="receipt.voided")
    assert (entry.actor.username, "misspelt" in str(entry.facts)) == (roles.FINANCE, False)
    receipt.refresh_from_db()
    assert receipt.void_note == "misspelt"


def test_finance_takes_one_back_and_issues_it_again(sign_in, receipt):
    client = sign_in(roles.FINANCE)
    assert change(client, receipt, act="take_back", note="by mistake").status_code == 302
    assert not receipt.donation.receipts.valid().exists()
    assert change(client, receipt, act="send").status_code == 422, "nothing to send"
    assert change(client, receipt, act="issue", note="it was right").status_code == 302
    assert receipt.donation.receipts.valid().exists()


def test_finance_sends_one_again(sign_in, receipt):
    client = sign_in(roles.FINANCE)
    assert change(client, receipt, act="send").status_code == 302
    assert Mail.objects.get().key.startswith(f"receipt_again:{receipt.number}")
    Donation.objects.update(donor_email="")
    refused = change(client, receipt, act="send")
    assert refused.status_code == 422
    assert "without an e-mail" in refused.content.decode()


def test_two_who_change_one_at_once_are_told(sign_in, receipt, monkeypatch):
    client = sign_in(roles.FINANCE)
    rival = User.objects.create_user("rival", "rival@example.org", "x")
    replace = changes.replace

    def replace_late(given, actor, note):
        changes.take_back(given, rival, "first")
        return replace(given, actor, note)

    monkeypatch.setattr(changes, "replace", replace_late)
    refused = change(client, receipt, act="replace", note="second")
    assert refused.status_code == 422
    assert "void already" in refused.content.decode()


def test_finance_sees_the_paper_of_a_void_one_too(sign_in, receipt):
    client = sign_in(roles.FINANCE)
    change(client, receipt, act="take_back", note="by mistake")
    response = client.get(reverse("receipts_paper", args=[receipt.pk]))
    assert "no-store" in response["Cache-Control"]
    assert "void" in read(response.content).text


def export(client, **data):
    return client.post(reverse("receipts_export"), PERIOD | data)


@pytest.mark.parametrize("file", ["csv", "xlsx"])
@pytest.mark.parametrize("what", list(exports.SHEETS))
def test_a_sheet_is_fetched_and_that_is_written_down(sign_in, receipt, what, file):
    response = export(sign_in(roles.FINANCE), what=what, file=file)
    body = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert f"{what}-2026-04-01-2026-04-01.{file}" in response["Content-Disposition"]
    assert body.startswith(b"PK" if file == "xlsx" else "\ufeff".encode())
    if (what, file) == ("gifts", "csv"):
        assert "Айгүл" in body.decode()
    entry = AuditEntry.objects.get(action="receipts.exported")
    assert entry.facts == {"what": what, "file": file, "from": "2026-04-01", "until": "2026-04-01"}
    assert entry.actor.username == roles.FINANCE


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": "donors", "file": "csv"},
        {"what": "gifts", "file": "exe"},
        {"what": "gifts", "file": "csv", "last_day": "2026-03-31"},
        {"what": "ledger", "file": "csv", "last_day": "9999-12-31"},
        {"what": "gifts", "file": "csv", "first_day": "soon"},
    ],
)
def test_a_form_that_makes_no_sense_is_asked_about(sign_in, wrong):
    assert export(sign_in(roles.FINANCE), **wrong).status_code == 422
    assert not AuditEntry.objects.filter(action="receipts.exported").exists()
