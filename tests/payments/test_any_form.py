"""Whatever anybody sends to a form that anybody may send: an answer, and never an error of ours."""

from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from campaigns.donors import links
from campaigns.donors.models import DataRequest
from campaigns.monthly.models import MonthlyGift
from campaigns.payments.models import Donation
from outbox.models import Mail
from tests.factories.money import make_fund, make_gift
from tests.payments.donor import BROWSER

pytestmark = pytest.mark.django_db

FIELDS = [
    "amount", "preset", "cover_fee", "donor_email", "donor_name", "wants_reminder", "dedication",
    "message", "show_words", "shown_name", "is_anonymous", "company_name", "company_bin", "stamp",
    "carried", "email", "kind", "text", "again", "returned", "first_day", "last_day", "c", "state",
]  # fmt: skip
NASTY = [
    "", "\0", "a\0b", "x" * 10_000, "\u202eabc\u2066", "9" * 400, "-1", "1e9", "٣٤", "½", "NaN",
    "0001-01-01", "9999-12-31", "own", "on", "=1+1", "<script>", "{{ 1 }}", "%s",
    "a@b.kz\r\nBcc: x",
    '"a b"@example.org', "a@[127.0.0.1]", "ı@ſ.kz", "a@" + "b" * 250 + ".kz", "erasure",
]  # fmt: skip
values = st.one_of(
    st.sampled_from(NASTY).map(lambda text: text.encode()),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=20),
)
# Pairs and no mapping: a field may come twice.
bodies = st.lists(st.tuples(st.sampled_from(FIELDS), values), max_size=8).map(
    lambda pairs: "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def fund(settings):
    settings.BANK_IIK, settings.BANK_NAME = "KZ00DEMO000000000001", "Bank"
    settings.BANK_BIC, settings.BANK_KBE, settings.BANK_KNP = "DEMOKZKX", "18", "119"
    return make_fund(presets=(5_000_00,))


def sent(client, url, body):
    """Never valid: a form without an address and a sum leads nobody to a pay page."""
    kind = "application/x-www-form-urlencoded"
    return client.generic("POST", url, body, kind, headers=BROWSER)


@pytest.mark.parametrize("name", ["payments:donate", "bank:transfer", "monthly:give"])
@given(body=bodies)
def test_the_forms_of_giving(client, fund, name, body):
    client.raise_request_exception = True
    url = reverse(name, args=[fund.slug])
    # The first of two values of a name is not the one that counts: this sum is none.
    answer = sent(client, url, f"{body}&amount=none&preset=")
    assert answer.status_code in (200, 400, 422)
    assert "no-store" in answer["Cache-Control"] or answer.status_code == 400
    assert client.get(f"{url}?{body}").status_code in (200, 400)
    assert not Donation.objects.exists()
    assert not MonthlyGift.objects.exists()


@given(body=bodies)
def test_asking_for_the_link(client, body):
    url = reverse("donors:ask")
    assert sent(client, url, body).status_code in (303, 400, 422)
    assert client.get(f"{url}?{body}").status_code == 200
    assert not Mail.objects.exists()


@pytest.fixture
def visitor(client, fund):
    make_gift(fund, donor_email="aigul@example.org")
    links.ask("aigul@example.org", "en")
    token = Mail.objects.get().body.split("/my-gifts/link/")[1].split("/")[0]
    assert client.post(reverse("donors:link", args=[token]), headers=BROWSER).status_code == 303
    return client


@given(body=bodies)
def test_the_donors_own_page(visitor, body):
    assert sent(visitor, reverse("donors:request"), body).status_code in (303, 400, 422)
    assert visitor.get(f"{reverse('donors:statement')}?{body}").status_code in (200, 400, 422)
    assert visitor.get(f"{reverse('donors:gifts')}?{body}").status_code == 200
    assert DataRequest.objects.count() <= 2


@given(body=bodies, tail=st.text(max_size=12))
def test_addresses_that_anybody_may_make_up(client, fund, body, tail):
    gift = make_gift(fund)
    paths = [
        gift.get_absolute_url("en"),
        reverse("payments:trace", args=[gift.token]),
        reverse("receipts:check", args=["2026-000001"]),
        reverse("funds:fund", args=[fund.slug]),
        f"/d/{fund.slug}/",
        "/receipts/check/2026-000001/",
        "/open-data/",
    ]
    for path in paths:
        answer = client.get(f"{path}?{body}")
        assert answer.status_code in (200, 302, 303, 400, 404), path
        # No query leads to another site.
        assert answer.get("Location", "/").startswith("/"), path
        assert not answer.get("Location", "/").startswith("//"), path
    for before in ("/d/", "/receipts/check/", "/en/gifts/", "/en/monthly/", "/en/my-gifts/link/"):
        made_up = before + quote_from_bytes(tail.encode("utf-8", "surrogatepass")) + "/"
        assert client.get(made_up).status_code in (301, 302, 400, 404, 410), made_up


@pytest.mark.parametrize("name", ["payments:donate", "bank:transfer", "monthly:give"])
def test_what_was_typed_stands_there_again(client, fund, name):
    typed = {"amount": "none", "donor_name": "Айгүл <b>", "donor_email": "x@"}
    answer = sent(client, reverse(name, args=[fund.slug]), urlencode(typed))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert all(text in shown for text in ("Айгүл &lt;b&gt;", 'value="none"', 'value="x@"'))
    assert "<b>" not in shown
