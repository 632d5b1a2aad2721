import pytest
from django.db import DatabaseError, connection


def test_live_needs_no_database(client):
    assert client.get("/health/live/").status_code == 200


@pytest.mark.django_db
def test_ready_says_when_the_database_is_away(client, monkeypatch):
    assert client.get("/health/ready/").status_code == 200

    def away(*args):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)
    assert client.get("/health/ready/").status_code == 503


@pytest.mark.parametrize(
    ("accepted", "path"),
    [("ru-RU,ru;q=0.9", "/ru/"), ("en-US", "/en/"), ("kk", "/kk/"), ("fr", "/kk/"), ("", "/kk/")],
)
def test_the_bare_address_leads_to_the_readers_language(client, accepted, path):
    response = client.get("/", headers={"Accept-Language": accepted})
    assert (response.status_code, response["Location"]) == (302, path)
    assert not response.cookies
