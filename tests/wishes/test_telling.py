"""The public form: what it takes, what it says when it does not, and what comes of it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from outbox.models import Mail
from tests.factories import wishes as make
from tests.factories.telling_form import form_data
from wishes.dossiers import links
from wishes.dossiers.models import Application, Child, Consent, Evidence, Guardian
from wishes.models import Wish, WishIndexPage, WishPage

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def lists(db):
    make.wish_lists()


def url(language="ru"):
    with override(language):
        return reverse("wishes:submit")


def send(client, language="ru", **changes):
    return client.post(url(language), form_data(**changes), **BROWSER)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_opens_in_each_language_without_a_cookie(client, language):
    response = client.get(url(language))
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_one_sending_makes_the_dossier_the_draft_the_workflow_and_a_letter(client, language):
    response = send(client, language)
    assert response.status_code == 303
    application = Application.objects.get()
    page = WishPage.objects.get()
    assert application.language == language
    assert getattr(page, f"title_{language}") == "Футбольный мяч"
    assert (page.live, page.price_tiyn, page.age_band) == (False, 12_000_00, "7-10")
    assert page.current_workflow_task.name == "Safeguarding"
    assert Guardian.objects.get().phone == "+77011234567"
    assert Consent.objects.get().valid_until is not None
    assert response["Location"] in Mail.objects.get().body
    assert response["Location"].startswith(f"/{language}/wishes/follow/")


def test_the_private_page_is_kept_by_nobody(client):
    response = client.get(send(client)["Location"])
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_the_same_form_sent_twice_is_one_wish(client):
    data = form_data()
    first = client.post(url(), data, **BROWSER)
    second = client.post(url(), data, **BROWSER)
    assert first["Location"] == second["Location"]
    assert (Wish.objects.count(), Child.objects.count(), Mail.objects.count()) == (1, 1, 1)


def test_a_mended_form_is_another_wish(client):
    data = form_data()
    client.post(url(), data, **BROWSER)
    client.post(url(), data | {"what": "Баскетбольный мяч"}, **BROWSER)
    assert Wish.objects.count() == 2


def test_another_site_cannot_send_it(client):
    response = client.post(url(), form_data(), HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+7 701 123 45 67", "+77011234567"),
        ("8 (701) 123-45-67", "+77011234567"),
        ("87011234567", "+77011234567"),
        ("+7 7232 26 12 34", "+77232261234"),
    ],
)
def test_telephones_are_taken_as_people_write_them(client, typed, kept):
    send(client, phone=typed)
    assert Guardian.objects.get().phone == kept


BAD = [
    ("phone", "12345"),
    ("phone", "позвоните"),
    ("email", "mail"),
    ("price", "0"),
    ("price", "-1"),
    ("price", "12abc"),
    ("price", "1e9"),
    ("price", "99 000 000"),
    ("price", "60 001"),
    ("born_on", "31.02.2015"),
    ("born_on", "вчера"),
    ("born_on", "01.01.2090"),
    ("born_on", "01.01.1990"),
    ("iin", "123456789012"),
    ("iin", "99999900039"),
    ("given_name", "Айгерим Байтерекова"),
    ("given_name", "12"),
    ("guardian_name", "<script>"),
    ("what", "м"),
    ("what", "м" * 200),
    ("why", "хочу"),
    ("why", "а" * 2000),
    ("what", "мяч\x00"),
    ("category", "drugs"),
    ("place", "semey"),
    ("place", "nowhere"),
    ("pass_gift", None),
    ("show_wish", None),
    ("show_wish", ["evil"]),
    ("show_wish", ["first_name"]),
    ("tell_story", ["photo"]),
    ("share", ["text", "photo"]),
    ("languages", []),
    ("languages", ["kk", "de"]),
    ("child_assent", "no"),
    ("child_assent", ""),
    ("agreed", None),
    ("submitter_kind", "neighbour"),
    ("website", "http://spam.example"),
    ("nonce", "forged"),
    ("nonce", ""),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, field, value):
    response = send(client, **{field: value})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert not Wish.objects.exists()
    for typed in ("Гульнара Ахметова", "guardian@example.kz", "Байтерекова", "8 701 123 45 67"):
        assert typed in html or field in ("guardian_name", "email", "phone")
    assert field in response.context["form"].errors or field == "nonce"


def test_a_form_sent_back_with_a_stale_page_goes_through_the_second_time(client, time_machine):
    response = send(client, nonce="forged")
    html = response.context["form"]
    time_machine.move_to(timezone.now() + timedelta(seconds=30))
    data = form_data(nonce=html["nonce"].value())
    assert client.post(url(), data, **BROWSER).status_code == 303


def test_an_institution_has_to_be_named(client):
    response = send(client, submitter_kind="institution")
    assert "organisation" in response.context["form"].errors
    assert send(client, submitter_kind="institution", organisation="Центр").status_code == 303


def test_a_child_of_ten_has_to_be_asked(client):
    born = f"01.01.{timezone.localdate().year - 11}"
    response = send(client, child_assent="too_young", born_on=born)
    assert "child_assent" in response.context["form"].errors


def test_the_first_name_is_shown_only_where_that_was_agreed(client):
    send(client)
    assert WishPage.objects.get().pseudonym != "Айгерим"
    send(client, show_wish=["text", "first_name"], what="Книга сказок")
    assert WishPage.objects.filter(pseudonym="Айгерим").count() == 1


@pytest.mark.parametrize("iin", ["999999000002", "999999-000303", ""])
def test_an_iin_may_be_given_or_left_out(client, iin):
    assert send(client, iin=iin).status_code == 303
    assert Child.objects.get().iin == iin.replace("-", "")


def picture(**options) -> BytesIO:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Canary in EXIF"
    Image.new("RGB", (40, 30), "red").save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = "Байтерекова Айгерим.jpg"
    return file


def test_pictures_are_kept_privately_as_bare_pixels(client, settings):
    response = send(client, consent_paper=picture(), photo=picture())
    assert response.status_code == 303
    for evidence in Evidence.objects.all():
        assert evidence.file.path.startswith(str(settings.PRIVATE_MEDIA_ROOT))
        assert "Байтерекова" not in evidence.file.name
        assert b"Canary" not in evidence.file.read()
        with pytest.raises(ValueError, match="no address"):
            _ = evidence.file.url


def test_what_is_no_picture_is_refused_beside_its_field(client):
    file = BytesIO(b"%PDF-1.4 not a picture")
    file.name = "consent.pdf"
    response = send(client, consent_paper=file)
    assert "consent_paper" in response.context["form"].errors


def test_without_a_list_of_wishes_the_form_says_so_and_loses_nothing(client):
    for index in WishIndexPage.objects.all():
        index.delete()
    response = send(client)
    assert response.status_code == 503
    assert "Байтерекова" in response.content.decode()


# --- The follow page ----------------------------------------------------------------------


def test_an_unknown_link_is_not_there(client):
    assert client.get("/ru/wishes/follow/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def follow(client, wish):
    return links.path_of(wish.application)


def test_the_guardian_sees_what_is_asked_and_sends_it_again(client):
    wish = make.asked_wish()
    path = follow(client, wish)
    html = client.get(path).content.decode()
    wish.application.refresh_from_db()
    assert wish.application.answer_reason.text_ru in html
    answer = {"action": "answer", "what": "Мяч", "why": "Чтобы играть с друзьями летом.",
              "size": "5", "price": "9000"}  # fmt: skip
    assert client.post(path, answer, **BROWSER).status_code == 303
    wish.refresh_from_db()
    assert wish.state == "in_review"
    assert client.post(path, answer, **BROWSER).status_code == 409


def test_a_bad_answer_stays_typed(client):
    wish = make.asked_wish()
    answer = {"action": "answer", "what": "Новый мяч", "why": "мало", "price": "1e9"}
    response = client.post(follow(client, wish), answer, **BROWSER)
    assert response.status_code == 422
    assert "Новый мяч" in response.content.decode()


def test_the_guardian_takes_the_wish_back(client):
    wish = make.published_wish()
    path = follow(client, wish)
    assert client.post(path, {"action": "withdraw"}, **BROWSER).status_code == 422
    assert client.post(path, {"action": "withdraw", "sure": "on"}, **BROWSER).status_code == 303
    wish.refresh_from_db()
    assert wish.state == "withdrawn"
    assert client.get(f"/ru/wishes/{wish.code}/").status_code == 410
    assert client.get(path).status_code == 200
    assert client.post(path, {"action": "withdraw", "sure": "on"}, **BROWSER).status_code == 409


def test_the_summary_of_errors_follows_the_order_of_the_page(client):
    form = send(client, email="", price="", phone="").context["form"]
    assert [name for name in form.errors if name in ("phone", "email", "price")] == [
        "phone",
        "email",
        "price",
    ]
