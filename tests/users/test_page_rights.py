"""What the rights of each role come to on the pages themselves."""

import pytest
from django.contrib.auth.models import Group

from home.models import NewsPage
from tests.factories.pages import make_site
from users import roles
from users.models import User
from users.sync import sync_roles
from wishes.moderation.workflow import ensure_workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = make_site()
    sync_roles()
    return site


def somebody(role):
    user = User.objects.create_user(role, f"{role.split()[0]}@zhurek.test")
    user.groups.add(Group.objects.get(name=role))
    return user


def test_press_publishes_below_the_sections_and_drafts_the_front_page(site):
    press = somebody(roles.PRESS)
    assert site.indexes["ru"]["news"].permissions_for_user(press).can_add_subpage()
    assert site.add(NewsPage, "ru").permissions_for_user(press).can_publish()
    home = site.homes["ru"].permissions_for_user(press)
    assert home.can_edit()
    assert not home.can_publish()
    assert not home.can_add_subpage()


@pytest.mark.parametrize("role", list(roles.PERMISSIONS))
def test_the_list_of_wishes_is_not_handed_to_the_moderation_of_wishes(site, role):
    index = site.indexes["kk"]["wishes"]
    ensure_workflow(index)
    assert not index.permissions_for_user(somebody(role)).can_submit_for_moderation()
