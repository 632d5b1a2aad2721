"""The demo's staff: one sign-in a role, and a second of those who decide by two."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from wagtail.users.models import UserProfile

from users import roles
from users.models import User

# Known to everybody who reads this file; `build_people` refuses to set it outside of a demo.
PASSWORD = "altai-steppe-demo"  # noqa: S105


class SignIn(NamedTuple):
    username: str
    role: str
    first_name: str
    language: str


SIGN_INS = (
    SignIn("admin", roles.ADMINISTRATORS, "Demo administrator", "ru"),
    SignIn("press", roles.PRESS, "Demo press editor", "ru"),
    SignIn("moderator1", roles.MODERATORS, "Demo moderator One", "ru"),
    SignIn("moderator2", roles.MODERATORS, "Demo moderator Two", "kk"),
    SignIn("hub1", roles.HUB_KEEPERS, "Demo hub keeper One", "ru"),
    SignIn("hub2", roles.HUB_KEEPERS, "Demo hub keeper Two", "kk"),
    SignIn("finance", roles.FINANCE, "Demo finance officer", "ru"),
    SignIn("finance2", roles.FINANCE, "Demo finance officer Two", "kk"),
)


def build_people() -> dict[str, User]:
    """The demo's accounts by user name, each in its one group."""
    if not settings.DEMO:
        raise ImproperlyConfigured("demo accounts have a public password: only with DEMO")
    return {sign_in.username: _build(sign_in) for sign_in in SIGN_INS}


def _build(sign_in: SignIn) -> User:
    user, created = User.objects.get_or_create(
        username=sign_in.username,
        defaults={
            "email": f"{sign_in.username}@demo.invalid",
            "first_name": sign_in.first_name,
            "last_name": "(demo)",
        },
    )
    if created:
        user.set_password(PASSWORD)
        user.save()
        UserProfile.objects.create(user=user, preferred_language=sign_in.language)
    user.groups.set([Group.objects.get(name=sign_in.role)])
    return user
