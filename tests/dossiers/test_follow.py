"""What whoever told a wish does by the private link: papers, consent, coming of age."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import papers as files
from tests.factories import wishes as make
from wishes import lifecycle
from wishes.dossiers import links, papers
from wishes.dossiers.models import Application, Child, Consent, Evidence
from wishes.models import CatalogueEntry
from wishes.retention.models import Emptied

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_SEC_FETCH_SITE": "same-origin"}
NAMED = make.agreeing_to("first_name", purposes=("show_wish", "pass_gift", "tell_story"))
ALL = ["kk", "ru", "en"]


def post(client, wish, action, **sent):
    path = links.path_of(wish.application)
    return client.post(path, {"action": action, **sent}, **BROWSER)


def page(client, wish):
    return client.get(links.path_of(wish.application)).content.decode()


# --- Papers -------------------------------------------------------------------------------


def test_papers_are_named_and_never_shown(client):
    wish = make.tell_wish(evidence={"consent_paper": papers.taken_in(files.pdf())})
    html = page(client, wish)
    assert "(PDF)" in html
    assert Evidence.objects.get().file.name not in html


def test_one_more_paper_is_sent(client):
    wish = make.tell_wish()
    answer = post(client, wish, "paper", kind="right_to_speak", paper=files.pdf())
    assert answer.status_code == 303
    assert Evidence.objects.get().kind == "right_to_speak"


def test_a_bad_paper_is_refused_beside_its_field(client):
    wish = make.tell_wish()
    answer = post(client, wish, "paper", kind="other", paper=files.pdf(change=files.locked))
    assert answer.status_code == 422
    assert list(answer.context["paper"].errors) == ["paper"]
    assert 'enctype="multipart/form-data"' in answer.content.decode()


def test_the_eleventh_paper_is_refused_beside_its_field(client):
    wish = make.tell_wish()
    for _paper in range(papers.MAX_PAPERS):
        papers.add(wish.application, "other", papers.taken_in(files.picture()))
    answer = post(client, wish, "paper", kind="other", paper=files.pdf())
    assert answer.status_code == 422
    assert list(answer.context["paper"].errors) == ["paper"]


def test_nothing_more_is_sent_once_it_is_decided(client):
    assert (
        post(client, make.published_wish(), "paper", kind="other", paper=files.pdf()).status_code
        == 409
    )
    assert not Evidence.objects.exists()


def answering(**changes):
    return {"what": "Мяч", "why": "Чтобы играть с друзьями летом.", "size": "5",
            "price": "9000", **changes}  # fmt: skip


def test_the_paper_that_was_asked_for_comes_with_the_answer(client):
    wish = make.asked_wish()
    sent = answering(paper=files.pdf(), paper_kind="consent_paper")
    assert post(client, wish, "answer", **sent).status_code == 303
    wish.refresh_from_db()
    assert (wish.state, Evidence.objects.get().kind) == ("in_review", "consent_paper")


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"paper": files.pdf()}, "paper_kind"), ({"paper_kind": "photo"}, "paper")],
)
def test_a_paper_says_what_it_is(client, sent, field):
    answer = post(client, make.asked_wish(), "answer", **answering(**sent))
    assert answer.status_code == 422
    assert list(answer.context["answer"].errors) == [field]


# --- A part of the consent ----------------------------------------------------------------


def test_the_guardian_sees_what_was_agreed_to_and_takes_a_part_back(client):
    wish = make.published_wish(scope=NAMED)
    assert 'name="show_wish"' in page(client, wish)
    sent = {"tell_story": ["text"], "languages": ALL}
    assert post(client, wish, "narrow", **sent).status_code == 303
    consent = wish.application.valid_consent()
    assert consent.scope == ["show_wish:text", "pass_gift:text", "tell_story:text"]
    assert CatalogueEntry.objects.get().pseudonym != "Айгерим"
    assert client.get(f"/ru/wishes/{wish.code}/").status_code == 200


def test_a_purpose_goes_as_a_whole(client):
    wish = make.tell_wish(scope=NAMED)
    assert post(client, wish, "narrow", show_wish=["first_name"], languages=ALL).status_code == 303
    assert wish.application.valid_consent().scope == list(make.agreeing_to("first_name"))


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"show_wish": ["first_name"], "tell_story": ["text", "first_name"], "languages": ALL},
         "__all__"),
        ({"show_wish": ["first_name"], "tell_story": ["first_name"], "languages": ALL},
         "tell_story"),
        ({"languages": ["kk"]}, "languages"),
        ({"languages": []}, "languages"),
        ({"show_wish": ["photo"], "languages": ALL}, "show_wish"),
        ({"show_wish": ["first_name"], "languages": [*ALL, "de"]}, "languages"),
    ],
)  # fmt: skip
def test_what_is_no_part_is_said(client, sent, where):
    wish = make.tell_wish(scope=NAMED)
    answer = post(client, wish, "narrow", **sent)
    assert answer.status_code == 422
    assert list(answer.context["narrowing"].errors) == [where]
    assert Consent.objects.get().state == "granted"


def test_there_is_nothing_to_narrow_once_it_is_taken_back(client):
    wish = make.withdrawn_wish(scope=NAMED)
    assert post(client, wish, "narrow", languages=["ru"]).status_code == 409
    assert 'name="show_wish"' not in page(client, wish)


# --- Eighteen -----------------------------------------------------------------------------


def of_age():
    wish = make.fulfilled_wish()
    day = timezone.localdate() - timedelta(days=1)
    Child.objects.update(born_on=date(day.year - 18, day.month, min(day.day, 28)))
    lifecycle.apply_consents()
    wish.refresh_from_db()
    return wish


def agreeing(wish, **changes):
    born = Child.objects.get().born_on
    return {"name": "Айгерим", "born_on": f"{born:%d.%m.%Y}", "phone": "8 701 765 43 21",
            "show_wish": ["text"], "pass_gift": "on", "languages": ALL, "agreed": "on",
            **changes}  # fmt: skip


def test_a_private_link_asks_for_a_young_adult_and_shows_nothing(client):
    wish = of_age()
    assert client.get(f"/ru/wishes/{wish.code}/").status_code == 410
    assert 'name="agreed"' in page(client, wish)
    assert post(client, wish, "opt_in", **agreeing(wish)).status_code == 303
    assert Consent.objects.asked().get().contact == "+77017654321"
    assert wish.application.valid_consent() is None
    assert client.get(f"/ru/wishes/{wish.code}/").status_code == 410
    assert 'name="agreed"' not in page(client, wish)
    assert post(client, wish, "opt_in", **agreeing(wish)).status_code == 409


def test_an_emptied_dossier_knows_the_month_of_birth_alone(client):
    wish = of_age()
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    month = month.replace(year=month.year - 18)
    Child.objects.update(born_on=month)
    other = month.replace(day=17)
    assert post(client, wish, "opt_in", **agreeing(wish, born_on=str(other))).status_code == 422
    Emptied.objects.create(wish=wish)
    assert post(client, wish, "opt_in", **agreeing(wish, born_on=str(other))).status_code == 303


def test_the_day_stays_known_by_another_wish_that_is_open(client):
    wish = of_age()
    Emptied.objects.create(wish=wish)
    child = Child.objects.get()
    Application.objects.filter(wish=make.tell_wish()).update(child=child)
    Child.objects.exclude(pk=child.pk).delete()
    other = child.born_on.replace(day=child.born_on.day % 28 + 1)
    assert post(client, wish, "opt_in", **agreeing(wish, born_on=str(other))).status_code == 422
    assert post(client, wish, "opt_in", **agreeing(wish)).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("born_on", "01.01.2001"),
        ("phone", "12"),
        ("name", ""),
        ("agreed", ""),
        ("show_wish", []),
        ("name", "<b>"),
    ],
)
def test_nobody_agrees_in_their_place(client, field, value):
    wish = of_age()
    answer = post(client, wish, "opt_in", **agreeing(wish, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["opting_in"].errors
    assert wish.application.valid_consent() is None


def test_a_guardian_of_a_child_is_not_asked(client):
    wish = make.published_wish()
    assert 'name="born_on"' not in page(client, wish)
    assert post(client, wish, "opt_in", **agreeing(wish)).status_code == 409


@pytest.mark.parametrize("action", ["", "nonsense", "answer", "paper", "narrow", "opt_in"])
def test_whatever_is_sent_is_answered(client, action):
    for wish in (make.tell_wish(), make.withdrawn_wish()):
        assert post(client, wish, action).status_code in (409, 422)
