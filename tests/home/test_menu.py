"""Whose menu of the admin leads to campaigns, stories and news."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories.pages import make_site
from users import roles
from users.models import User
from users.sync import sync_roles

pytestmark = pytest.mark.django_db
LISTINGS = ("campaigns:index", "stories:index", "news:index")


@pytest.mark.parametrize(
    ("role", "writes"),
    [
        (roles.PRESS, True),
        (roles.ADMINISTRATORS, True),
        (roles.MODERATORS, False),
        (roles.FINANCE, False),
    ],
)
def test_lists_of_pages_stand_in_the_menu_of_those_who_write_them(client, role, writes):
    make_site()
    sync_roles()
    user = User.objects.create_user("somebody", "somebody@zhurek.test")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    menu = client.get(reverse("wagtailadmin_home")).text
    for listing in LISTINGS:
        assert (f'"{reverse(listing)}"' in menu) is writes
