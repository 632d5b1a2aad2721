import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from outbox.models import Mail
from users import roles
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "is_told"), [(roles.ADMINISTRATORS, True), (roles.PRESS, False)])
def test_the_first_page_tells_administrators_of_letters_that_were_given_up(client, role, is_told):
    Mail.objects.create(key="k1", to="a@example.org", language="kk", given_up_at=timezone.now())
    call_command("sync_roles", verbosity=0)
    user = User.objects.create_user("aigerim", "aigerim@example.org", "x")
    user.groups.add(Group.objects.get(name=role))
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("1 letter could not be sent" in page) == is_told
    assert "a@example.org" not in page
