"""A form sent twice by mistake is one gift; whoever means to give twice does."""

import re

import pytest

from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState

pytestmark = pytest.mark.django_db


def test_the_same_form_sent_twice_is_one_gift(donor):
    page = donor.client.get(donor.fund.get_donate_url("en"))
    stamp = page.context["form"]["stamp"].value()
    first, second = donor.send_form(stamp=stamp), donor.send_form(stamp=stamp)
    assert Donation.objects.count() == 1
    assert first["Location"] == second["Location"]
    assert len(donor.asked_of_stripe()) == 1


@pytest.mark.parametrize(
    "other", [{"amount": "5001"}, {"donor_email": "b@example.org"}, {"stamp": "later"}]
)
def test_another_form_is_another_gift(donor, other):
    stamp = {"stamp": "2025-04-01T10:00Z"}
    donor.give(**stamp)
    donor.give(**(stamp | other))
    assert Donation.objects.count() == 2


def test_two_people_who_write_the_same_give_twice(donor):
    donor.give(stamp="now")
    donor.client.defaults["HTTP_USER_AGENT"] = "another browser"
    donor.give(stamp="now")
    assert Donation.objects.count() == 2


def test_the_same_form_after_payment_leads_to_the_thanks(donor):
    donation = donor.give(stamp="now")
    donor.pay(donation)
    donor.visit(donation)
    response = donor.send_form(stamp="now")
    assert response["Location"] == donation.get_absolute_url("en")
    assert donor.attempt(donation).n == 1


def test_who_gives_again_at_once_gives_again(donor):
    """The same sum within the minute, meant: the link on the page of thanks asks for a new form."""
    first_form = donor.client.get(donor.fund.get_donate_url("en")).context["form"]
    first = donor.give(stamp=first_form["stamp"].value())
    donor.pay(first)
    page = donor.visit(first).content.decode()
    (link,) = re.findall(r'href="([^"]+)">Give again', page)
    second_form = donor.client.get(link.replace("&amp;", "&")).context["form"]
    second = donor.give(stamp=second_form["stamp"].value())
    assert second.pk != first.pk
    assert second.state == DonationState.OPEN


@pytest.mark.parametrize("again", ["x" * 500, "\x00", "<b>", "٣" * 40])
def test_nonsense_in_the_link_makes_no_form_that_cannot_be_sent(donor, again):
    form = donor.client.get(donor.fund.get_donate_url("en"), {"again": again}).context["form"]
    assert donor.give(stamp=form["stamp"].value()).state == DonationState.OPEN
