import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import AuditEntry
from audit.record import record
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    user = User.objects.create_user("a", "a@example.org")
    return record("looked", user, actor=user, facts={"why": "a test"})


def test_an_entry_says_who_did_what_to_what(entry):
    assert (entry.action, entry.target_type) == ("looked", "users.user")
    assert entry.actor_id == int(entry.target_id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET action = 'nothing'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ],
)
def test_the_database_refuses_to_change_an_entry(entry, statement):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.filter(pk=entry.pk, action="looked").exists()


def test_an_entry_outlives_the_account(entry):
    User.objects.get(username="a").delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()
