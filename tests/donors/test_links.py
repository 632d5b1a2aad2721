"""In by a letter, once; out by the clock or by hand; nothing told to strangers."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from campaigns.donors import links
from campaigns.donors.gifts import gifts_of
from campaigns.donors.models import Link
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.letters import spend_mailbox
from tests.factories.money import NOON, enter_charge, make_gift
from tests.payments.donor import BROWSER

pytestmark = pytest.mark.django_db

ADDRESS = "aigul@example.org"


def page(name, *args):
    with translation.override("en"):
        return reverse(f"donors:{name}", args=args)


@pytest.fixture
def gift():
    return make_gift(donor_email=ADDRESS)


def ask(client, email=ADDRESS):
    return client.post(page("ask"), {"email": email}, headers=BROWSER)


def token_in_letter():
    body = Mail.objects.latest("pk").body
    return body.split("/my-gifts/link/")[1].split("/")[0]


@pytest.fixture
def link(client, gift):
    ask(client)
    return page("link", token_in_letter())


def test_a_donor_gets_a_link_and_sees_the_gifts(client, gift, link):
    assert client.get(link).status_code == 200
    opened = client.post(link, headers=BROWSER)
    assert opened["Location"] == page("gifts")
    shown = client.get(page("gifts"))
    assert gift.fund.name_en in shown.content.decode()
    assert gift.token in shown.content.decode()


def test_case_does_not_matter_in_an_address(client, gift):
    ask(client, "Aigul@Example.org")
    assert Mail.objects.filter(to__iexact=ADDRESS).count() == 1


def test_an_address_that_gave_nothing_gets_no_letter_and_the_same_answer(client, gift):
    known, unknown = ask(client), ask(client, "stranger@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in Mail.objects.all()] == [ADDRESS]


def test_a_link_opens_once(client, link):
    client.post(link, headers=BROWSER)
    again = client.post(link, headers=BROWSER)
    assert again.status_code == 410
    assert not again.cookies


def test_looking_at_a_link_does_not_use_it_up(client, link):
    """Programs that read letters follow links."""
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.post(link, headers=BROWSER).status_code == 303


def test_a_link_ends_after_an_hour(client, link):
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1), tick=False):
        assert client.post(link, headers=BROWSER).status_code == 410


def test_a_visit_ends_after_an_hour(client, link):
    client.post(link, headers=BROWSER)
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1), tick=False):
        assert client.get(page("gifts")).status_code == 303


def test_a_visit_ends_by_hand_for_whoever_kept_the_cookie_too(client, link):
    client.post(link, headers=BROWSER)
    kept = dict(client.cookies)
    client.post(page("leave"), headers=BROWSER)
    client.cookies.update(kept)
    assert client.get(page("gifts"))["Location"] == page("ask")


def test_nobody_without_a_visit_sees_anything(client, gift):
    client.cookies["donor_visit_en"] = "guessed"
    assert client.get(page("gifts"))["Location"] == page("ask")


def test_one_address_sees_no_other_gifts(client, link):
    other = make_gift(donor_email="other@example.org")
    client.post(link, headers=BROWSER)
    assert other.token not in client.get(page("gifts")).content.decode()


def test_many_questions_an_hour_bring_few_letters(client, gift):
    for turn in range(9):
        with time_machine.travel(timezone.now() + timedelta(minutes=2 * turn), tick=False):
            ask(client)
    assert Mail.objects.count() == 6


def test_no_stranger_keeps_the_link_from_the_donor(client, gift):
    spend_mailbox(ADDRESS)
    ask(client)
    assert client.get(page("link", token_in_letter())).status_code == 200


def test_asked_twice_by_an_impatient_finger_it_is_asked_once(client, gift):
    for _ in range(2):
        assert ask(client).status_code == 303
    assert Link.objects.count() == Mail.objects.count() == 1


def test_another_site_cannot_open_a_link(client, link):
    assert client.post(link, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(link, headers=BROWSER).status_code == 303


def test_the_table_of_links_opens_nothing(client, link):
    client.post(link, headers=BROWSER)
    row = Link.objects.get()
    visit = client.cookies["donor_visit_en"].value
    kept = f"{row.digest} {row.visit_digest}"
    assert visit not in kept
    assert link.rstrip("/").rsplit("/", 1)[1] not in kept


def test_the_cookie_goes_to_the_donors_page_and_nowhere_else(client, link):
    client.post(link, headers=BROWSER)
    cookie = client.cookies["donor_visit_en"]
    assert cookie["path"] == page("gifts")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_the_page_is_kept_by_nobody(client, link):
    client.post(link, headers=BROWSER)
    shown = client.get(page("gifts"))
    assert shown["Cache-Control"] == "private, no-store"
    assert "noindex" in shown["X-Robots-Tag"]


def test_the_form_and_the_answer_are_public_pages_without_a_cookie(client):
    for name in ("ask", "sent"):
        shown = client.get(page(name))
        assert "public" in shown["Cache-Control"]
        assert not shown.cookies


def test_a_bad_address_is_answered_beside_the_field(client):
    answer = ask(client, "aigul")
    assert answer.status_code == 422
    assert 'value="aigul"' in answer.content.decode()


def test_old_links_are_deleted(client, link):
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        links.forget_old()
    assert not Link.objects.exists()


def test_the_list_takes_few_queries(client, link, django_assert_max_num_queries):
    for _ in range(5):
        make_gift(donor_email=ADDRESS)
    client.post(link, headers=BROWSER)
    with django_assert_max_num_queries(8):
        client.get(page("gifts"))


def test_a_statement_lists_the_paid_gifts_of_a_period(client, gift, link):
    enter_charge(gift.fund, gift.amount_tiyn, "ch_1", donation=gift.pk)
    Donation.objects.update(state=DonationState.PAID, paid_at=NOON)
    client.post(link, headers=BROWSER)
    period = {"first_day": "2025-04-01", "last_day": "2025-04-30"}
    paper = client.get(page("statement"), period)
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Cache-Control"] == "private, no-store"
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(paper.content)).pages)
    assert gift.fund.name_en in text
    period = {"first_day": "2025-05-01", "last_day": "2025-05-30"}
    text = "".join(
        one.extract_text()
        for one in PdfReader(BytesIO(client.get(page("statement"), period).content)).pages
    )
    assert gift.fund.name_en not in text


def test_a_period_that_ends_before_it_begins_is_asked_about(client, link):
    client.post(link, headers=BROWSER)
    period = {"first_day": "2025-05-01", "last_day": "2025-04-01"}
    answer = client.get(page("statement"), period)
    assert answer.status_code == 422
    assert "before the first" in answer.content.decode()


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("aigul@sample.org", "aigul@ſample.org"),
        ("aigul@kaspi.kz", "aıgul@kaspi.kz"),
        ("aigul@kaspi.kz", "aigul@\u212aaspi.kz"),
        ("aigul@gmail.com", "aigul@gmaıl.com"),
        ("aıgul@kaspi.kz", "aigul@kaspi.kz"),
    ],
)
def test_an_address_that_only_looks_the_same_opens_nothing(client, stored, asked):
    """Somebody may own the domain `gmaıl.com`, with a dotless i: PostgreSQL's upper() and
    Python's case-blind patterns take it for the other one."""
    make_gift(donor_email=stored)
    ask(client, asked)
    assert not Mail.objects.exists()
    assert not gifts_of(asked).exists()
