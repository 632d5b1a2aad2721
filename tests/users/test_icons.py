"""Wagtail draws nothing for an icon that it does not have: a hole in the menu, and no error."""

import re

import pytest
from django.urls import reverse
from wagtail.admin.icons import get_icons

from tests.factories.pages import make_site
from tests.factories.staff import make_officer
from users import roles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [roles.ADMINISTRATORS, roles.FINANCE, roles.PRESS])
def test_every_line_of_the_menu_has_an_icon_that_exists(client, role):
    make_site()
    client.force_login(make_officer(role))
    page = client.get(reverse("wagtailadmin_home")).text
    asked = set(re.findall(r'#icon-([\w-]+)|"icon_name": "([\w-]+)"', page))
    named = {name for pair in asked for name in pair if name}
    known = set(re.findall(r'id="icon-([\w-]+)"', get_icons()))
    assert named, "the page of the menu tells its icons"
    assert named - known == set()
