"""A desk of ours in the admin says by its heading what it is, to eyes and to screen readers."""

import re

import pytest
from django.urls import reverse

from tests.factories.pages import make_site
from tests.factories.staff import make_officer
from users import roles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "address", "heading"),
    [
        (roles.FINANCE, "finance_desk:desk", "Finance desk"),
        (roles.FINANCE, "bank_office:lines", "Bank and cash"),
        (roles.FINANCE, "bank_office:cash", "Bank and cash"),
        (roles.PRESS, "words:queue", "Words of donors"),
        (roles.MODERATORS, "wish_desk:queue", "Wishes to read"),
    ],
)
def test_each_desk_has_one_heading(client, role, address, heading):
    make_site()
    client.force_login(make_officer(role))
    page = client.get(reverse(address)).text
    (shown,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert shown.strip().endswith(heading)


def test_wagtails_own_words_are_kazakh_where_finance_works(client):
    make_site()
    officer = make_officer(roles.FINANCE)
    officer.wagtail_userprofile.preferred_language = "kk"
    officer.wagtail_userprofile.save()
    client.force_login(officer)
    page = client.get(reverse("refunds:index")).text
    assert "Әзірге ештеңе жоқ" in page
    assert "There are no" not in page
