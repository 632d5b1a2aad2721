"""What is refused is told in the reader's language, on the site's own page."""

import pytest
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db


def test_a_form_without_its_token_is_refused_on_our_own_page():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/admin/login/", headers={"Accept-Language": "ru"})
    assert response.status_code == 403
    with translation.override("ru"):
        assert translation.gettext("This page is not open to you") in response.text


def test_too_many_wrong_passwords_are_answered_in_the_readers_language(client, settings):
    settings.AXES_ENABLED = True
    wrong = {"username": "somebody", "password": "guess"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/admin/login/", wrong, headers={"Accept-Language": "kk"})
    assert response.status_code == 429
    with translation.override("kk"):
        assert translation.gettext("Too many wrong passwords") in response.text
    assert "private" in response["Cache-Control"] or "no-store" in response["Cache-Control"]
