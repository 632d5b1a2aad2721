import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from edge.caching import PublicPageMiddleware


def answer(view, **headers):
    return PublicPageMiddleware(view)(RequestFactory().get("/ru/", headers=headers))


def test_a_public_page_may_be_shared_for_half_a_minute_and_has_an_etag():
    response = answer(lambda request: HttpResponse("hello"))
    assert "s-maxage=30" in response["Cache-Control"]
    again = answer(lambda request: HttpResponse("hello"), if_none_match=response["ETag"])
    assert again.status_code == 304


def with_cookie(request):
    response = HttpResponse("hello")
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "view",
    [
        with_cookie,
        lambda request: HttpResponse("hello", headers={"Vary": "Cookie"}),
        lambda request: HttpResponse("gone", status=410),
    ],
)
def test_nothing_personal_or_failed_is_shared(view):
    response = answer(view)
    assert "private" in response["Cache-Control"]
    assert "ETag" not in response


def test_a_page_that_speaks_for_itself_is_left_alone():
    response = answer(lambda request: HttpResponse(headers={"Cache-Control": "no-store"}))
    assert response["Cache-Control"] == "no-store"


def test_a_picture_may_be_shared_as_long_as_a_page():
    response = answer(lambda request: StreamingHttpResponse([b"pixels"]))
    assert "s-maxage=30" in response["Cache-Control"]
