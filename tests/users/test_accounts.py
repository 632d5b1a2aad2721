"""What an administrator may do with accounts, and what would be raising themselves."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from users import roles
from users.models import User
from users.sync import sync_roles

pytestmark = pytest.mark.django_db
PASSWORD = "wormwood-and-thyme"


@pytest.fixture(autouse=True)
def groups():
    sync_roles()
    return {group.name: group for group in Group.objects.all()}


@pytest.fixture
def administrator(groups, client):
    user = User.objects.create_user("boss", "boss@zhurek.test", PASSWORD)
    user.groups.add(groups[roles.ADMINISTRATORS])
    client.force_login(user)
    return user


def typed(user=None, **fields):
    names = {"first_name": "Aigul", "last_name": "S", "is_active": "on"}
    if user is None:
        return names | {
            "username": "aigul", "email": "aigul@zhurek.test",
            "password1": PASSWORD, "password2": PASSWORD,
        } | fields  # fmt: skip
    return names | {"username": user.username, "email": user.email} | fields


def add(client, **fields):
    client.post(reverse("wagtailusers_users:add"), typed(**fields))
    return User.objects.filter(username="aigul").first()


def edit(client, user, **fields):
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), typed(user, **fields))


def held(user):
    return set(user.groups.values_list("name", flat=True))


@pytest.mark.parametrize("role", list(roles.PERMISSIONS))
def test_an_administrator_adds_somebody_in_any_role(administrator, client, groups, role):
    user = add(client, groups=[groups[role].pk])
    assert held(user) == {role}
    assert user.check_password(PASSWORD)


def test_an_administrator_makes_no_superuser(administrator, client):
    assert not add(client, is_superuser="on").is_superuser
    other = User.objects.create_user("other", "other@zhurek.test")
    edit(client, other, is_superuser="on")
    other.refresh_from_db()
    assert not other.is_superuser


def test_an_administrator_does_not_touch_a_superuser(administrator, client):
    root = User.objects.create_superuser("root", "root@zhurek.test", PASSWORD)
    edit(client, root, password1="taken-over-by-me", password2="taken-over-by-me")
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_nobody_changes_their_own_role(administrator, client, groups):
    response = edit(client, administrator, groups=[groups[roles.MODERATORS].pk])
    assert response.status_code == 302
    assert held(administrator) == {roles.ADMINISTRATORS}


@pytest.mark.parametrize("alone", roles.ALONE)
@pytest.mark.parametrize("other", list(roles.PERMISSIONS))
def test_who_reads_dossiers_or_sees_gifts_has_no_other_role(
    administrator, client, groups, alone, other
):
    user = add(client, groups=[groups[alone].pk, groups[other].pk])
    assert user is None if alone != other else held(user) == {alone}


def assign(client, users, group):
    url = reverse("wagtail_bulk_action", args=["users", "user", "assign_role"])
    ids = "&".join(f"id={user.pk}" for user in users)
    return client.post(f"{url}?{ids}", {"role": group.pk})


def test_roles_are_given_to_many_at_once_only_where_none_is_held(administrator, client, groups):
    newcomer = User.objects.create_user("new", "new@zhurek.test")
    officer = User.objects.create_user("officer", "officer@zhurek.test")
    officer.groups.add(groups[roles.FINANCE])
    assign(client, [newcomer, officer, administrator], groups[roles.MODERATORS])
    assert held(newcomer) == {roles.MODERATORS}
    assert held(officer) == {roles.FINANCE}
    assert held(administrator) == {roles.ADMINISTRATORS}


def test_a_superuser_makes_superusers(admin_client):
    assert add(admin_client, is_superuser="on").is_superuser
