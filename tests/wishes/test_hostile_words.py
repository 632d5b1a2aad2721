"""Whatever is typed, by whomever: no error of ours, nothing lost, nothing hidden from readers."""

from logging.config import DictConfigurator
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from tests.factories import wishes as make
from tests.factories.telling_form import form_data
from tests.images.test_reencode import photo
from wishes.dossiers import links
from wishes.dossiers.models import Application, Evidence
from wishes.models import Wish
from wishes.plain_text import without_unseen

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_SEC_FETCH_SITE": "same-origin"}
URL = "/ru/wishes/submit/"

TYPED = {
    "nul": "мяч\x00 хочу очень сильно",
    "control": "мяч\x01\x0b хочу очень сильно",
    "direction": "мяч\u202e хочу очень сильно\u2066",
    "markup": "<b>{{ 7|add:7 }}</b> {% now 'Y' %} %(name)s {0}",
    "formula": "=HYPERLINK(1) хочу очень сильно",
    "emoji": "😀" * 30,
    "lines": "a\r\nBcc: x@example.kz\r\n\r\nхочу очень",
    "long": "ж" * 100_000,
}


@pytest.fixture(autouse=True)
def lists(db):
    make.wish_lists()


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
def test_no_text_in_any_field_is_an_error_of_ours(client, text):
    for field in form_data():
        response = client.post(URL, form_data(**{field: text}), **BROWSER)
        assert response.status_code in (303, 422), field
    asked = links.path_of(make.asked_wish().application)
    for field in ("what", "why", "size", "price", "action"):
        answer = {"what": "Мяч", "why": "Чтобы играть с друзьями летом.", "price": "9000"}
        response = client.post(asked, answer | {field: text}, **BROWSER)
        assert response.status_code in (303, 409, 422), field


@pytest.mark.parametrize(
    "kind",
    ["", "application/json", "text/plain", "application/x-www-form-urlencoded",
     "multipart/form-data", "multipart/form-data; boundary=x; charset=utf-16",
     "multipart/form-data; boundary=x; charset=hex",
     "multipart/form-data; boundary=x; charset=idna",
     "application/x-www-form-urlencoded; charset=utf-16"],
)  # fmt: skip
def test_no_body_is_an_error_of_ours(client, kind):
    parts = (b"what=%ff%fe&category=%00", b'Content-Disposition: form-data; name="what"', b"\xff")
    body = b"--x\r\n%b\r\n\r\n%b\r\n--x--\r\n" % parts[1:] if "boundary" in kind else parts[0]
    response = client.generic("POST", URL, body, content_type=kind, **BROWSER)
    assert response.status_code in (400, 422)
    assert not Wish.objects.exists()


def test_an_address_longer_than_the_dossier_holds_is_said_beside_it(client):
    response = client.post(URL, form_data(email="a" * 250 + "@example.kz"), **BROWSER)
    assert response.status_code == 422
    assert "email" in response.context["form"].errors


def test_the_feed_stays_readable_whatever_a_guardian_typed(client):
    wish = make.published_wish(
        what="Мяч\x01 цветной\u202e", why="Хочу играть\x0b с друзьями\nво дворе после уроков."
    )
    response = client.get("/ru/wishes/feed/")
    assert response.status_code == 200
    feed = ElementTree.fromstring(response.content)
    titles = [title.text for title in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert "Мяч цветной" in titles
    assert "\n" in make.latest(wish).story_ru


def test_what_a_moderator_pastes_is_held_to_the_same():
    page = make.latest(make.tell_wish())
    page.title_kk = "Доп\x02 керек\u200f"
    page.save_revision(user=make.make_moderator())
    assert page.title_kk == "Доп керек"


@pytest.mark.parametrize("text", ["Қарлығаш 👩‍👧", "a\nb\tc", "«Мяч» — №5"])
def test_what_can_be_seen_stays(text):
    assert without_unseen(text) == text


def test_a_picture_added_on_sending_again_is_not_lost(client):
    data = form_data()
    first = client.post(URL, data, **BROWSER)
    paper = ContentFile(photo().read(), name="paper.jpg")
    second = client.post(URL, data | {"consent_paper": paper}, **BROWSER)
    assert first["Location"] != second["Location"]
    assert Evidence.objects.filter(kind="consent_paper").count() == 1


def test_the_same_form_with_the_same_picture_is_still_one_wish(client):
    data = form_data()
    for _click in range(2):
        paper = ContentFile(photo().read(), name="paper.jpg")
        client.post(URL, data | {"consent_paper": paper}, **BROWSER)
    assert Application.objects.count() == 1


def test_a_refused_answer_leaves_no_key_in_the_log(client, caplog):
    key = links.token_of(make.asked_wish().application)
    formatter = DictConfigurator(settings.LOGGING).configure_formatter(
        settings.LOGGING["formatters"]["line"]
    )
    for bad in ({"what": ""}, {"action": "withdraw"}):
        assert client.post(f"/ru/wishes/follow/{key}/", bad, **BROWSER).status_code == 422
    told = [formatter.format(record) for record in caplog.records]
    assert any("/wishes/follow/***/" in line for line in told)
    assert not [line for line in told if key in line]
