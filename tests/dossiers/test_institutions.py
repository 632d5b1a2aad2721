"""An institution's own page: its wishes and nobody else's, by a link that staff can kill."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils.translation import override

from edge.private_links import masked
from outbox.models import Mail
from tests.factories import wishes as make
from tests.factories.letters import spend_mailbox
from tests.factories.telling_form import form_data
from wishes.dossiers import links
from wishes.dossiers.models import Application, Institution

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def lists():
    make.wish_lists()


def own_path(institution, *more):
    return links.institution_path(institution) + "".join(f"{part}/" for part in more)


def told_by(institution, state=make.tell_wish, **changes):
    return state(institution=institution, submitter_kind="institution", **changes)


# --- Its own, and no others ---------------------------------------------------------------


def test_it_sees_its_wishes_their_states_and_what_is_asked(client):
    institution = make.make_institution()
    asked = told_by(institution, make.asked_wish, what="Зимние ботинки")
    told_by(institution, make.published_wish)
    html = client.get(own_path(institution)).content.decode()
    assert "Зимние ботинки" in html
    asked.application.refresh_from_db()
    assert asked.application.answer_reason.text_ru in html
    assert html.count("на сайте") >= 1


def test_it_never_sees_anothers(client):
    one, other = make.make_institution(), make.make_institution(email="other@example.kz")
    foreign = [told_by(other, state) for state in (make.tell_wish, make.published_wish)]
    foreign.append(make.tell_wish())
    html = client.get(own_path(one)).content.decode()
    for wish in foreign:
        assert wish.code not in html
        path = own_path(one, wish.code)
        assert client.get(path).status_code == 404
        for action in ("withdraw", "narrow", "paper", "answer", "opt_in"):
            sent = {"action": action, "sure": "on"}
            assert client.post(path, sent, **BROWSER).status_code == 404
        before = wish.state
        wish.refresh_from_db()
        assert wish.state == before


def test_a_token_of_an_application_opens_no_institution_and_the_other_way_round(client):
    institution = make.make_institution()
    application = told_by(institution).application
    of_one = links.token_of(application)
    of_all = urlsplit(own_path(institution)).path.split("/")[-2]
    for path in (f"/ru/wishes/institution/{of_one}/", f"/ru/wishes/follow/{of_all}/"):
        assert client.get(path).status_code == 404
    for guess in ("A" * 22, str(institution.pk), institution.name, "%00"):
        assert client.get(f"/ru/wishes/institution/{guess}/").status_code == 404


def test_the_page_is_kept_by_nobody_and_its_link_by_no_log(client):
    path = own_path(make.make_institution())
    for url in (path, path + "new/"):
        answer = client.get(url)
        assert answer["Cache-Control"] == "private, no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies
    assert path.split("/")[-2] not in masked(f"GET {path}new/ 200")


def test_the_page_takes_few_queries(client, django_assert_max_num_queries):
    institution = make.make_institution()
    for _wish in range(3):
        told_by(institution, make.asked_wish)
    path = own_path(institution)
    client.get(path)
    with django_assert_max_num_queries(8):
        client.get(path)


# --- What it does there -------------------------------------------------------------------


def test_it_tells_a_wish_with_what_is_known_of_it_filled_in(client):
    institution = make.make_institution()
    path = own_path(institution, "new")
    html = client.get(path).content.decode()
    assert "Центр «Жұлдыз»" in html
    assert "centre@example.kz" in html
    # Who it is cannot be changed from outside.
    sent = form_data(submitter_kind="guardian", organisation="Другой центр")
    answer = client.post(path, sent, **BROWSER)
    application = Application.objects.get()
    assert answer["Location"] == own_path(institution, application.wish.code)
    assert application.institution == institution
    assert application.submitter_kind == "institution"
    assert application.guardian.organisation == "Центр «Жұлдыз»"
    assert "Центр" in application.valid_consent().giver_capacity


def test_what_is_wrong_stays_typed(client):
    answer = client.post(own_path(make.make_institution(), "new"), form_data(phone="12"), **BROWSER)
    assert answer.status_code == 422
    assert "Байтерекова" in answer.content.decode()


def test_it_takes_a_wish_back_there(client):
    institution = make.make_institution()
    wish = told_by(institution, make.published_wish)
    path = own_path(institution, wish.code)
    answer = client.post(path, {"action": "withdraw", "sure": "on"}, **BROWSER)
    assert answer["Location"] == path
    wish.refresh_from_db()
    assert wish.state == "withdrawn"
    assert wish.application.valid_consent() is None


# --- The link -----------------------------------------------------------------------------


def test_who_asks_for_the_link_hears_the_same_whether_it_is_known_or_not(client):
    make.make_institution()
    with override("ru"):
        path = reverse("wishes:institution_ask")
    answers = []
    for email in ("CENTRE@example.kz", "nobody@example.kz"):
        answer = client.post(path, {"email": email}, **BROWSER)
        answers.append((answer.status_code, answer["Location"], answer.content))
    assert answers[0] == answers[1]
    assert [mail.to for mail in Mail.objects.all()] == ["centre@example.kz"]
    assert own_path(Institution.objects.get()) in Mail.objects.get().body


def test_no_stranger_keeps_the_link_from_the_institution(client):
    make.make_institution()
    spend_mailbox("centre@example.kz")
    client.post("/ru/wishes/institution/", {"email": "centre@example.kz"}, **BROWSER)
    assert Mail.objects.filter(key__startswith="institution_link").count() == 1


def test_one_letter_an_hour(client, time_machine):
    make.make_institution()
    with override("kk"):
        path = reverse("wishes:institution_ask")
    for moment in ("2026-05-01T10:01:00Z", "2026-05-01T10:40:00Z", "2026-05-01T11:01:00Z"):
        time_machine.move_to(moment)
        client.post(path, {"email": "centre@example.kz"}, **BROWSER)
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("email", ["", "x", "a@b"])
def test_a_bad_address_is_said(client, email):
    answer = client.post("/ru/wishes/institution/", {"email": email}, **BROWSER)
    assert answer.status_code == 422


def test_another_site_asks_for_nothing(client):
    make.make_institution()
    sent = {"email": "centre@example.kz"}
    answer = client.post("/ru/wishes/institution/", sent, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert not Mail.objects.exists()
