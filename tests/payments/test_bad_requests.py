"""Whatever is sent to the pages of giving: never an error of ours, and no private link in a log."""

import logging
from contextlib import contextmanager
from io import StringIO
from logging.config import DictConfigurator

import pytest
from django.conf import settings

from campaigns.payments.models import Donation
from tests.payments.donor import BROWSER

pytestmark = pytest.mark.django_db

BAD_BODIES = [
    ("application/x-www-form-urlencoded", b"amount=%00&donor_email=%00&preset=%00&stamp=%00"),
    ("application/x-www-form-urlencoded", b"amount=%ED%A0%80&donor_name=%FF%FE"),
    ("application/x-www-form-urlencoded", b"stamp=" + b"x" * 100_000),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(5000))),
    ("application/x-www-form-urlencoded; charset=utf-16", b"amount=5000"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"amount=5000"),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n"),
    ("application/json", b"[" * 10_000),
    ("", b""),
]


@pytest.mark.parametrize(("kind", "body"), BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_no_body_is_an_error_of_ours(donor, gift, kind, body):
    donor.client.raise_request_exception = False

    def send(url):
        return donor.client.generic("POST", url, body, kind, headers=BROWSER).status_code

    assert send(donor.fund.get_donate_url("en")) in (400, 422)
    assert send(gift.get_absolute_url("en")) in (303, 400)
    assert Donation.objects.count() == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(client, fund, gift, method):
    for url in (fund.get_donate_url("en"), gift.get_absolute_url("en")):
        assert getattr(client, method)(url, headers=BROWSER).status_code == 405


def test_only_the_head_of_a_page_may_be_asked_for(client, fund, gift):
    for url in (fund.get_donate_url("en"), gift.get_absolute_url("en")):
        assert client.head(url).status_code == 200


@pytest.mark.parametrize("asked", ["\x00", "9" * 2000, "٩" * 2000, "5²", "½", "١٠٠٠", "1e9"])
def test_no_sum_in_a_link_is_an_error_of_ours(client, fund, asked):
    assert client.get(fund.get_donate_url("en"), {"amount": asked}).status_code == 200


@contextmanager
def told_as_in(config):
    """What the console would show, formatted as the settings say."""
    told = StringIO()
    handler = logging.StreamHandler(told)
    name = config["handlers"]["console"]["formatter"]
    handler.setFormatter(DictConfigurator(config).configure_formatter(config["formatters"][name]))
    logging.getLogger().addHandler(handler)
    try:
        yield told
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(("status", "headers"), [(403, {}), (405, BROWSER)])
def test_a_refused_request_leaves_no_key_in_the_log(client, gift, status, headers):
    url = gift.get_absolute_url("en")
    with told_as_in(settings.LOGGING) as told:
        ask = client.put if status == 405 else client.post
        assert ask(url, headers=headers).status_code == status
    assert "/gifts/***/" in told.getvalue()
    assert gift.token not in told.getvalue()
