from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from wagtail.models import Page

from campaigns.funds.homes import homes_of
from campaigns.funds.models import Entry, Fund
from campaigns.payments.models import Donation
from demo import people
from demo.gifts import GIFTS
from demo.wish_texts import WISHES
from users.models import User
from wishes.dossiers import links
from wishes.dossiers.models import Institution
from wishes.models import Wish


def seed(**options) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, stderr=out, **options)
    return out.getvalue()


def held():
    return [model.objects.count() for model in (User, Page, Wish, Fund, Donation, Entry)]


def test_seeding_twice_adds_nothing(committed_db, stripe_sandbox):
    seed()
    once = held()
    again = seed()
    assert "wishes: 0 told" in again
    assert "gifts: 0 paid" in again
    assert held() == once
    given = sum(gift.amount_tiyn for gift in GIFTS)
    assert sum(fund.raised_tiyn for fund in Fund.objects.with_totals()) == given
    assert stripe_sandbox.books()["charges"] == given
    assert [home.code for home in homes_of(Fund.objects.with_totals().get(slug="housing"))] == [
        "DEMO-1"
    ]
    call_command("check_ledger", stdout=StringIO())
    institution = Institution.objects.get()
    assert "(invented)" in institution.name
    assert institution.applications.count() == 2
    assert links.institution_path(institution) in again


def test_a_dry_run_says_what_is_missing_and_changes_nothing(db):
    before = held()
    told = seed(dry_run=True)
    assert f"{len(WISHES)} to be told" in told
    assert f"{len(GIFTS)} to be paid" in told
    assert held() == before


def test_without_the_sandbox_everything_but_the_gifts_is_there(committed_db, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert "no gifts" in seed()
    assert Wish.objects.count() == len(WISHES)
    assert not Donation.objects.settled().exists()


@pytest.mark.django_db
def test_accounts_with_a_known_password_are_made_in_a_demo_only(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        people.build_people()
