import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from config.urls import urlpatterns as site_urlpatterns
from edge.origin import anonymous_form, is_same_origin

urlpatterns = [
    path("form/", anonymous_form(lambda request: HttpResponse(request.method))),
    *site_urlpatterns,
]


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[testserver"}, False),
        ({}, False),
    ],
)
def test_a_form_is_taken_only_from_the_sites_own_pages(headers, allowed):
    request = RequestFactory().post("/form/", headers=headers)
    assert is_same_origin(request) is allowed


@pytest.mark.django_db
def test_a_foreign_form_is_refused_and_reading_is_not(settings):
    settings.ROOT_URLCONF = __name__
    client = Client(enforce_csrf_checks=True)
    assert client.get("/form/").content == b"GET"
    assert client.post("/form/", headers={"Origin": "http://testserver"}).content == b"POST"
    assert client.post("/form/", headers={"Origin": "https://evil.example"}).status_code == 403
