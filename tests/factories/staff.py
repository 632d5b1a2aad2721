"""People of the foundation for tests."""

from itertools import count

from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from users import roles
from users.models import User
from users.sync import sync_roles

_numbers = count(1)


def make_officer(role: str = roles.FINANCE) -> User:
    """Somebody with one role, who reads English."""
    sync_roles()
    n = next(_numbers)
    user = User.objects.create_user(f"officer{n}", f"officer{n}@example.org", "x")
    user.groups.add(Group.objects.get(name=role))
    UserProfile.objects.create(user=user, preferred_language="en")
    return user
