"""Finance answers donors; nobody else sees their requests."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from campaigns.donors import desk, erasure, requests
from campaigns.donors.models.request import Asked, RequestState
from campaigns.payments.models import Donation
from tests.factories.money import make_gift
from users.models import User
from users.roles import FINANCE, PERMISSIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    make_gift(donor_email="aigul@example.org", donor_name="Айгул")
    return requests.keep("aigul@example.org", Asked.CORRECTION, "Айгүл!", "en")


@pytest.fixture
def staff(client):
    call_command("sync_roles")

    def sign_in(role):
        user = User.objects.create_user(role, password="x")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return sign_in


def answer_url(asked):
    return reverse("donor_request_answer", args=[asked.pk])


def test_finance_answers_from_the_list(staff, asked):
    client = staff(FINANCE)
    assert client.get(reverse("donor_requests:index")).status_code == 200
    assert (
        answer_url(asked)
        in client.get(reverse("donor_requests:inspect", args=[asked.pk])).content.decode()
    )
    # Below the list, under its own name: not "Home".
    assert client.get(answer_url(asked)).context["breadcrumbs_items"][-1]["url"] == ""
    sent = {"decision": "do", "donor_name": "Айгүл"}
    assert client.post(answer_url(asked), sent).status_code == 302
    asked.refresh_from_db()
    assert asked.state == RequestState.DONE


def test_a_refusal_needs_its_reason(staff, asked):
    assert staff(FINANCE).post(answer_url(asked), {"decision": "refuse"}).status_code == 422
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


BIN, OTHER_BIN = "999940000000", "999940000010"
TOLD = f"{BIN}:ТОО Ертiс"
RIGHT = {"company": TOLD, "company_name": "ТОО «Ертіс»", "company_bin": OTHER_BIN}


@pytest.fixture
def of_company(asked):
    Donation.objects.update(company_name="ТОО Ертiс", company_bin=BIN)
    return asked


def test_finance_puts_a_company_right(staff, of_company):
    sent = {"decision": "do"} | RIGHT
    assert staff(FINANCE).post(answer_url(of_company), sent).status_code == 302
    gift = Donation.objects.get()
    assert (gift.company_name, gift.company_bin) == ("ТОО «Ертіс»", OTHER_BIN)
    assert gift.donor_name == "Айгул"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"company": ""},
        {"company": f"{OTHER_BIN}:ТОО Ертiс"},
        {"company_name": "", "company_bin": ""},
        {"company_bin": BIN[::-1]},
    ],
)
def test_half_a_company_or_no_bin_of_one_is_not_written(staff, of_company, wrong):
    sent = {"decision": "do"} | (RIGHT | wrong if wrong else {})
    assert staff(FINANCE).post(answer_url(of_company), sent).status_code == 422
    of_company.refresh_from_db()
    assert of_company.state == RequestState.OPEN


def test_the_company_that_was_chosen_is_put_right_though_another_came_meanwhile(staff, of_company):
    client = staff(FINANCE)
    assert f'value="{TOLD}"' in client.get(answer_url(of_company)).content.decode()
    other = make_gift(donor_email=of_company.email, company_name="Альфа", company_bin=OTHER_BIN)
    assert client.post(answer_url(of_company), {"decision": "do"} | RIGHT).status_code == 302
    told = {gift.pk: gift.company_name for gift in Donation.objects.all()}
    assert told.pop(other.pk) == "Альфа"
    assert list(told.values()) == ["ТОО «Ертіс»"]


@pytest.mark.parametrize("kept", ["", "DE 811 234", BIN])
def test_what_is_left_empty_of_a_company_stays(staff, asked, kept):
    Donation.objects.update(company_name="Alfa GmbH", company_bin=kept)
    sent = {"decision": "do", "company": f"{kept}:Alfa GmbH", "company_name": "Alpha GmbH"}
    assert staff(FINANCE).post(answer_url(asked), sent).status_code == 302
    gift = Donation.objects.get()
    assert (gift.company_name, gift.company_bin) == ("Alpha GmbH", kept)


def test_of_a_person_no_company_is_asked(staff, asked):
    assert 'name="company' not in staff(FINANCE).get(answer_url(asked)).content.decode()


def test_what_hinders_is_said_beside_the_form(staff, asked):
    request = requests.keep("aigul@example.org", Asked.ERASURE, "", "en")
    answer = staff(FINANCE).post(answer_url(request), {"decision": "do"})
    assert answer.status_code == 422
    with translation.override("kk"):
        [reason] = erasure.hindrances("aigul@example.org")
        assert str(reason) in answer.content.decode()


def test_an_answered_request_is_answered_no_more(staff, asked):
    client = staff(FINANCE)
    client.post(answer_url(asked), {"decision": "refuse", "answer": "Already right."})
    client.post(answer_url(asked), {"decision": "do", "donor_name": "x"})
    asked.refresh_from_db()
    assert asked.state == RequestState.REFUSED
    assert not Donation.objects.filter(donor_name="x").exists()


@pytest.mark.parametrize("role", [role for role in PERMISSIONS if role != FINANCE])
def test_no_other_role_sees_requests(staff, asked, role):
    client = staff(role)
    for url in (reverse("donor_requests:index"), answer_url(asked)):
        assert client.get(url).status_code in (302, 403)
    client.post(answer_url(asked), {"decision": "do", "donor_name": "x"})
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_the_desk_tells_how_many_wait_and_since_when(asked):
    [(_label, count, oldest, url)] = desk.waiting()
    assert (count, oldest) == (1, asked.created_at)
    assert url.startswith(reverse("donor_requests:index"))
