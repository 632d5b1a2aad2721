import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import gettext, override

from tools import ports

PATHS = ["", "wishes/", "donate/housing/", "wishes/submit/", "search/?q=a"]


@pytest.fixture
def database_away(django_db_setup, django_db_blocker):
    """The site's own connection leads to a port where nobody listens."""
    with django_db_blocker.unblock():
        connection.close()
        own = dict(connection.settings_dict)
        connection.settings_dict.update(HOST="127.0.0.1", PORT=ports.any_free())
        yield
        connection.close()
        connection.settings_dict.update(own)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_a_database_that_is_away_is_told_in_the_readers_language(
    database_away, caplog, language, path
):
    response = Client(raise_request_exception=False).get(f"/{language}/{path}")
    page = response.content.decode()
    with override(language):
        assert gettext("We will be right back") in page
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Cache-Control"] == "no-store"
    assert f'<html lang="{language}"' in page
    assert "127.0.0.1" not in page + caplog.text


def test_a_form_that_cannot_be_taken_says_so_too(database_away):
    response = Client(raise_request_exception=False).post(
        "/ru/donate/housing/", {"amount": "5000"}, headers={"Origin": "http://testserver"}
    )
    assert response.status_code == 503
