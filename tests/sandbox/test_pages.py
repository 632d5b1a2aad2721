"""The pay page, by hand: what is shown, what is kept, where it leads."""

import re
import threading

import pytest
import requests

from tests.sandbox.conftest import gift, monthly, saving

FUTURE = {"expiry": "12 / 34", "cvc": "123", "name": "Айгүл Тест", "email": "a@example.com"}


@pytest.fixture
def session(api):
    return api.checkout.sessions.create(gift(locale="en", submit_type="donate"))


def press(url, **typed):
    return requests.post(url, data=FUTURE | typed, allow_redirects=False, timeout=10)


def test_the_page_says_what_is_paid_and_that_it_is_a_test(session):
    page = requests.get(session.url, timeout=10)

    assert page.status_code == 200
    assert "TEST MODE" in page.text
    assert "Donate ₸5,000" in page.text
    assert "Housing fund" in page.text
    assert 'href="http://site.test/back"' in page.text
    assert "<script" not in page.text
    assert 'lang="en"' in page.text


@pytest.mark.parametrize(
    ("locale", "accepted", "expected"),
    [
        ("ru", "en", "Пожертвовать 5\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}₸"),
        ("auto", "kk,en;q=0.5", "ТЕСТОВЫЙ РЕЖИМ"),
        ("auto", "de", "TEST MODE"),
    ],
)
def test_the_page_speaks_russian_or_english(api, locale, accepted, expected):
    url = api.checkout.sessions.create(gift(locale=locale, submit_type="donate")).url
    page = requests.get(url, headers={"Accept-Language": accepted}, timeout=10)

    assert expected in page.text


def test_a_good_card_leads_to_the_thanks_page(api, session):
    answer = press(session.url, number="4242 4242 4242 4242")

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://site.test/thanks?session={session.id}"
    after = api.checkout.sessions.retrieve(session.id)
    assert after.payment_status == "paid"
    assert (after.customer_details.email, after.customer_details.name) == (
        "a@example.com",
        "Айгүл Тест",
    )


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"number": "4242 4242 4242 4241"}, "number", "not right"),
        ({"number": "4242"}, "number", "not complete"),
        ({"number": "four"}, "number", "digits only"),
        ({"expiry": "12 / 20"}, "expiry", "out of date"),
        ({"expiry": "13 / 34"}, "expiry", "01 to 12"),
        ({"expiry": "soon"}, "expiry", "MM / YY"),
        ({"cvc": "12"}, "cvc", "three digits"),
        ({"email": "nobody"}, "email", "Enter your e-mail"),
        ({"name": " "}, "name", "Enter the name"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(api, session, typed, field, told):
    page = press(session.url, **({"number": "4242424242424242"} | typed))

    beside = re.search(rf'<p class="error" id="{field}-error">([^<]*)', page.text)
    assert page.status_code == 422
    assert beside
    assert told in beside[1]
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"[^>]*="{field}-error"', page.text)
    assert api.charges.list().data == []


def test_all_that_is_wrong_is_told_at_once(session):
    page = press(session.url, number="1", expiry="1", cvc="1", name="", email="")

    told = re.findall(r'<p class="error" id="(\w+)-error">', page.text)
    assert told == ["email", "number", "expiry", "cvc", "name"]


def test_what_was_typed_stays_but_never_the_card(session):
    page = press(session.url, number="4000 0000 0000 0002")

    assert page.status_code == 402
    assert 'value="Айгүл Тест"' in page.text
    assert 'value="a@example.com"' in page.text
    fields = re.findall(r'id="(?:number|expiry|cvc)"[^>]*value="([^"]*)"', page.text)
    assert fields == ["", "", ""]


def test_after_a_refusal_another_card_pays_on_the_same_page(api, session, sandbox):
    refused = press(session.url, number="4000000000009995")
    assert "not enough money" in refused.text
    assert "not enough money" in requests.get(session.url, timeout=10).text

    assert press(session.url, number="4242424242424242").status_code == 303
    assert api.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert sandbox.events("payment_intent.payment_failed")


def test_what_was_typed_cannot_become_markup(session):
    page = press(session.url, number="1", name='"><b>x', email="<i>@x")

    assert "<b>x" not in page.text
    assert "<i>" not in page.text


@pytest.mark.parametrize("number", ["4000002760003184", "4000000000003220"])
def test_the_bank_asks_and_the_holder_confirms(api, session, number):
    asked = press(session.url, number=number)
    question = requests.get(asked.headers["Location"], timeout=10)
    assert "Complete" in question.text
    assert "Fail authentication" in question.text
    assert api.checkout.sessions.retrieve(session.id).status == "open"

    done = requests.post(
        asked.headers["Location"], data={"answer": "complete"}, allow_redirects=False, timeout=10
    )

    assert done.headers["Location"].startswith("http://site.test/thanks")
    assert api.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_payment_that_was_not_confirmed_comes_back_to_the_page(api, session):
    asked = press(session.url, number="4000002760003184")
    back = requests.post(asked.headers["Location"], data={"answer": "fail"}, timeout=10)

    assert back.url == session.url
    assert "was not confirmed" in back.text
    assert api.checkout.sessions.retrieve(session.id).status == "open"
    assert press(session.url, number="4242424242424242").status_code == 303


def test_a_given_email_is_not_changed_on_the_page(api):
    session = api.checkout.sessions.create(gift(customer_email="donor@example.com"))
    assert re.search(r'value="donor@example.com"[^>]*readonly', requests.get(session.url).text)

    press(session.url, number="4242424242424242", email="other@example.com")

    details = api.checkout.sessions.retrieve(session.id).customer_details
    assert details.email == "donor@example.com"


def test_a_delayed_method_is_offered_where_asked_for(api, sandbox, session):
    assert 'value="later"' not in requests.get(session.url, timeout=10).text
    sandbox.settings(delayed_methods=True)
    assert 'value="later"' in requests.get(session.url, timeout=10).text

    answer = press(session.url, method="later", number="")

    assert answer.status_code == 303
    after = api.checkout.sessions.retrieve(session.id)
    assert (after.status, after.payment_status) == ("complete", "unpaid")


def test_a_second_press_pays_nothing_more(session, sandbox):
    press(session.url, number="4242424242424242")
    again = press(session.url, number="4242424242424242")

    assert again.headers["Location"].startswith("http://site.test/thanks")
    assert "done" in requests.get(session.url, timeout=10).text
    assert sandbox.books()["counts"]["charge"] == 1


def test_ten_presses_at_once_are_one_payment(session, sandbox):
    answers = []

    def act() -> None:
        answers.append(press(session.url, number="4242424242424242").status_code)

    threads = [threading.Thread(target=act) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [303] * 10
    assert sandbox.books()["counts"]["charge"] == 1


def test_a_page_that_has_expired_or_never_was(api, sandbox, session):
    api.checkout.sessions.expire(session.id)
    url = f"{sandbox.url}/c/pay/{session.id}"

    gone = requests.get(url, timeout=10)
    assert gone.status_code == 410
    assert 'href="http://site.test/back"' in gone.text
    assert press(url, number="4242424242424242").status_code == 410
    assert requests.get(f"{sandbox.url}/c/pay/cs_test_none", timeout=10).status_code == 404


def test_a_monthly_gift_says_how_often(api):
    page = requests.get(api.checkout.sessions.create(monthly(locale="en")).url, timeout=10)

    assert "₸2,000 every month" in page.text
    assert "Subscribe for" in page.text


def test_a_bare_intent_is_confirmed_on_a_page_of_its_own(api):
    intent = api.payment_intents.create(
        {
            "amount": 500_000,
            "currency": "kzt",
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": "http://site.test/return",
        }
    )
    page = intent.next_action.redirect_to_url.url

    done = requests.post(page, data={"answer": "complete"}, allow_redirects=False, timeout=10)

    assert done.headers["Location"] == "http://site.test/return"
    assert api.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_card_is_kept_on_a_page_that_names_no_sum(api):
    customer = api.customers.create({"email": "a@example.com"})
    url = api.checkout.sessions.create(saving(customer=customer.id, locale="en")).url

    page = requests.get(url, timeout=10).text
    assert "Save the card" in page
    assert "₸" not in page
    assert press(url, number="4242 4242 4242 4242").status_code == 303
    assert press(url, number="4242 4242 4242 4242").status_code == 303
