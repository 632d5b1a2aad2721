import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.users.models import UserProfile

from users import roles
from users.models import User


@pytest.fixture
def sign_in(client):
    def enter(role=roles.FINANCE, name=""):
        call_command("sync_roles", verbosity=0)
        user = User.objects.create_user(name or role, f"u{User.objects.count()}@example.org", "x")
        user.groups.add(Group.objects.get(name=role))
        UserProfile.objects.create(user=user, preferred_language="en")
        client.force_login(user)
        client.user = user
        return client

    return enter
