"""The public side: what pages say, what they cost, and what they keep to themselves."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.money import make_fund, make_gift
from tests.factories.pages import make_site
from tests.payments.donor import BROWSER, FORM

pytestmark = pytest.mark.django_db

CANARY_NAME, CANARY_EMAIL = "Канарейка Кенарова", "canary.bird@example.org"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_stands_in_each_language_without_a_cookie(client, fund, language):
    response = client.get(fund.get_donate_url(language))
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "s-maxage" in response["Cache-Control"]
    assert fund.name_in(language) in response.content.decode()


def test_the_form_is_the_same_for_everybody_within_a_minute(client, fund, time_machine):
    time_machine.move_to("2025-04-01T10:00:05Z")
    fund.opened_on = timezone.localdate()
    fund.save()
    first = client.get(fund.get_donate_url("en"))
    time_machine.move_to("2025-04-01T10:00:55Z")
    assert client.get(fund.get_donate_url("en")).content == first.content
    same = client.get(fund.get_donate_url("en"), headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304


def test_offered_sums_say_what_they_help_with(client, fund):
    page = client.get(fund.get_donate_url("en")).content.decode()
    assert "₸5,000" in page
    assert "Heat for one day" in page


def test_a_fund_that_is_closed_takes_nothing(client, fund):
    fund.opened_on = fund.closed_on = timezone.localdate() - timezone.timedelta(days=1)
    fund.save()
    page = client.get(fund.get_donate_url("en"))
    assert "takes no gifts now" in page.content.decode()
    client.post(fund.get_donate_url("en"), FORM, headers=BROWSER)
    assert not Donation.objects.exists()


def test_there_is_no_form_for_no_fund(client):
    assert client.get(reverse("payments:donate", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_a_form_from_elsewhere_is_refused(client, fund, gift, headers):
    for url in (fund.get_donate_url("en"), gift.get_absolute_url("en")):
        assert client.post(url, FORM, headers=headers).status_code == 403
    assert Donation.objects.count() == 1


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@b.c\nBcc: x@example.org"])
def test_an_address_that_is_none_is_asked_about(donor, email):
    response = donor.send_form(donor_email=email, donor_name="Айгүл")
    assert response.status_code == 422
    assert "donor_email" in response.context["form"].errors
    assert "Айгүл" in response.content.decode()
    assert not Donation.objects.exists()


# --- The gift's page --------------------------------------------------------------------


@pytest.mark.parametrize("state", DonationState)
def test_each_state_has_its_page(client, gift, state):
    Donation.objects.update(state=state, paid_at=timezone.now())
    for language in ("kk", "ru", "en"):
        response = client.get(gift.get_absolute_url(language))
        assert response.status_code == 200
        assert gift.fund.name_in(language) in response.content.decode()


def test_the_gifts_page_is_nobody_elses(client, gift):
    response = client.get(gift.get_absolute_url("en"))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    assert str(gift.pk) not in response.content.decode()


@pytest.mark.parametrize("token", ["x", "0" * 22, "%00", "..", "A" * 500])
def test_a_token_that_is_none_opens_nothing(client, gift, token):
    assert client.get(f"/en/gifts/{token}/").status_code == 404


def test_tokens_are_long_and_say_nothing_of_the_gift(gift):
    assert len(gift.token) >= 22
    assert str(gift.pk) not in gift.token


def queries_of(visit) -> int:
    """Counted at once: the next request forgets them."""
    with CaptureQueriesContext(connection) as captured:
        visit()
    return len(captured)


def test_a_page_counts_its_queries(donor):
    make_site()
    url = donor.fund.get_donate_url("en")
    donation = donor.give()
    counts = {"form": queries_of(lambda: donor.client.get(url))}
    counts["open"] = queries_of(lambda: donor.visit(donation))
    donor.pay(donation)
    donor.deliver_all()
    counts["thanks"] = queries_of(lambda: donor.visit(donation))
    assert all(0 < count <= 8 for count in counts.values()), counts


def test_queries_do_not_grow_with_gifts(donor):
    url = donor.fund.get_donate_url("en")
    donor.client.get(url)  # Fills what is kept in memory.
    few = queries_of(lambda: donor.client.get(url))
    for _turn in range(20):
        make_gift(donor.fund)
    many = queries_of(lambda: donor.client.get(url))
    assert 0 < many == few


def test_what_is_the_donors_stays_with_the_donor(donor):
    donation = donor.give(donor_name=CANARY_NAME, donor_email=CANARY_EMAIL, is_anonymous="on")
    assert donation.is_anonymous
    donor.pay(donation)
    donor.deliver_all()
    pages = [
        donor.client.get(donor.fund.get_donate_url(language)).content.decode()
        for language in ("kk", "ru", "en")
    ]
    pages.append(donor.visit(donation).content.decode())
    for page in pages:
        assert CANARY_NAME not in page
        assert CANARY_EMAIL not in page
    (letter,) = Mail.objects.all()
    assert letter.to == CANARY_EMAIL
    call_command("check_ledger")


def test_stripe_is_told_the_address_and_nothing_else_of_the_donor(donor):
    donation = donor.give(donor_name=CANARY_NAME, donor_email=CANARY_EMAIL)
    (call,) = donor.asked_of_stripe()
    fields = donor.fields_of(call)
    assert fields.pop("customer_email") == CANARY_EMAIL
    assert CANARY_NAME not in str(fields)
    assert CANARY_EMAIL not in str(fields)
    assert fields["client_reference_id"] == str(donation.pk)
    metadata = {name: value for name, value in fields.items() if "metadata" in name}
    assert metadata == {
        "metadata[donation]": str(donation.pk),
        "metadata[attempt]": "1",
        "payment_intent_data[metadata][donation]": str(donation.pk),
        "payment_intent_data[metadata][attempt]": "1",
    }
    assert fields["line_items[0][price_data][product_data][name]"] == donor.fund.name_en


def test_ledger_and_audit_hold_nothing_of_the_donor(donor):
    donation = donor.give(donor_name=CANARY_NAME, donor_email=CANARY_EMAIL)
    donor.pay(donation)
    donor.deliver_all()
    with connection.cursor() as cursor:
        for table in ("funds_entry", "funds_posting", "audit_auditentry", "payments_webhookevent"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            assert rows != "[]"
            assert CANARY_NAME not in rows
            assert CANARY_EMAIL not in rows


def test_a_name_is_text_in_a_letter_and_not_markup(donor):
    donation = donor.give(donor_name="Ә & <b>Ж</b>")
    donor.pay(donation)
    donor.visit(donation)
    assert "Ә & <b>Ж</b>" in Mail.objects.get().body


def test_a_fund_is_found_open_by_its_dates():
    from campaigns.funds.models import Fund

    today = timezone.localdate()
    day = timezone.timedelta(days=1)
    now = make_fund()
    make_fund(opened_on=today + day)
    make_fund(opened_on=today - day, closed_on=today - day)
    last_day = make_fund(opened_on=today - day, closed_on=today)
    assert list(Fund.objects.open().order_by("pk")) == [now, last_day]
    assert all(fund.is_open == (fund in (now, last_day)) for fund in Fund.objects.all())


def close(fund):
    fund.opened_on = fund.closed_on = timezone.localdate() - timezone.timedelta(days=1)
    fund.save()


@pytest.mark.parametrize("state", [DonationState.EXPIRED, DonationState.FAILED])
def test_a_gift_to_a_fund_that_closed_gets_no_new_pay_page(donor, gift, state):
    Donation.objects.update(state=state)
    gift.attempts.update(state=state.value)
    close(gift.fund)
    assert donor.try_again(gift)["Location"] == gift.get_absolute_url("en")
    gift.refresh_from_db()
    assert (gift.state, gift.attempts.count()) == (state, 1)
    assert donor.asked_of_stripe() == []
    page = donor.visit(gift).content.decode()
    assert 'method="post"' not in page
    assert "no longer takes gifts" in page


def test_a_gift_kept_when_its_fund_closed_gets_no_pay_page(donor, gift):
    close(gift.fund)
    donor.try_again(gift)
    assert donor.asked_of_stripe() == []


def test_what_was_typed_is_kept_by_no_cache(donor):
    assert "no-store" in donor.send_form(amount="1")["Cache-Control"]
