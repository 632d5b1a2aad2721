"""Parameters that do not fit Stripe's types get Stripe's 400, naming the parameter."""

import pytest
import stripe

from tests.sandbox.conftest import gift
from tests.stripe_sandbox import forms, params
from tests.stripe_sandbox.errors import ParameterError


def session_with(**changes):
    return forms.decode(_encoded(gift(**changes)))


def _encoded(given):
    from urllib.parse import urlencode

    from stripe._encode import _api_encode

    return urlencode(list(_api_encode(given)))


def test_values_come_in_their_own_types():
    checked = params.check("checkout.SessionCreateParams", session_with(expires_at=1_800_000_000))

    assert checked["expires_at"] == 1_800_000_000
    assert checked["line_items"][0]["price_data"]["unit_amount"] == 500_000
    assert checked["line_items"][0]["quantity"] == 1


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ("colour=red", "colour", "parameter_unknown"),
        ("line_items[0][price_data][colour]=red", None, "parameter_unknown"),
        ("mode=perhaps", "mode", None),
        ("locale=kk", "locale", None),
        ("expires_at=soon", "expires_at", "parameter_invalid_integer"),
        ("expires_at=1e9", "expires_at", "parameter_invalid_integer"),
        ("expires_at=٣", "expires_at", "parameter_invalid_integer"),
        ("allow_promotion_codes=yes", "allow_promotion_codes", None),
        ("customer_email=", "customer_email", "parameter_invalid_empty"),
        ("customer_email[a]=b", "customer_email", None),
        ("line_items=5", "line_items", None),
        ("line_items[first][quantity]=5", "line_items", None),
        ("metadata=5", "metadata", None),
        ("api_key=sk_test_x", "api_key", "parameter_unknown"),
    ],
)
def test_what_does_not_fit_is_refused(body, param, code):
    with pytest.raises(ParameterError) as refused:
        params.check("checkout.SessionCreateParams", forms.decode(body))

    assert refused.value.status == 400
    assert refused.value.code == code
    assert param is None or refused.value.param == param


def test_a_missing_parameter_is_named_in_full():
    body = "line_items[0][price_data][unit_amount]=5"

    with pytest.raises(ParameterError) as refused:
        params.check("checkout.SessionCreateParams", forms.decode(body))

    assert refused.value.param == "line_items[0][price_data][currency]"
    assert refused.value.code == "parameter_missing"


def test_an_empty_text_unsets_where_the_type_says_so():
    checked = params.check("CustomerUpdateParams", forms.decode("address=&metadata="))

    assert checked == {"address": "", "metadata": ""}


def test_a_range_and_a_plain_number_both_fit():
    exact = params.check("ChargeListParams", forms.decode("created=5"))
    ranged = params.check("ChargeListParams", forms.decode("created[gte]=5&created[lt]=9"))

    assert exact == {"created": 5}
    assert ranged == {"created": {"gte": 5, "lt": 9}}


def test_lists_may_be_numbered_or_not():
    assert params.check("EventListParams", forms.decode("types[]=a&types[]=b")) == {
        "types": ["a", "b"]
    }
    assert params.check("EventListParams", forms.decode("types[1]=b&types[0]=a")) == {
        "types": ["a", "b"]
    }


@pytest.mark.parametrize("body", ["a[b=1", "a]b=1", "a=1&a[b]=2", "a[b]c=1", "%ff=1"])
def test_broken_encoding_is_a_400(body):
    with pytest.raises(ParameterError):
        params.check("ChargeListParams", forms.decode(body))


def test_the_librarys_error_carries_the_parameter(api):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.checkout.sessions.create(gift(colour="red"))

    assert refused.value.http_status == 400
    assert refused.value.param == "colour"
    assert refused.value.code == "parameter_unknown"


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"amount": 24_999}, "amount_too_small", None),
        ({"amount": 100_000_000}, "amount_too_large", None),
        ({"amount": -1}, "parameter_invalid_integer", None),
        ({"success_url": "thanks"}, "url_invalid", "success_url"),
        ({"customer_email": "nobody"}, "email_invalid", "customer_email"),
        ({"customer": "cus_none"}, "resource_missing", "customer"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {str(n): "v" for n in range(51)}}, None, "metadata"),
        ({"expires_at": 1}, None, "expires_at"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"mode": "subscription"}, None, None),
    ],
)
def test_a_session_that_stripe_would_not_make(api, changes, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.checkout.sessions.create(gift(**changes))

    assert refused.value.http_status == 400
    assert refused.value.code == code
    assert param is None or refused.value.param == param
    assert api.checkout.sessions.list().data == []


def test_the_largest_sum_of_eight_digits_is_taken(api):
    assert api.checkout.sessions.create(gift(amount=99_999_999)).amount_total == 99_999_999
