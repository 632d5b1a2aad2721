"""What views of the admin are given."""

from django.http import HttpRequest

from users.models import User


class StaffRequest(HttpRequest):
    """One that has passed the admin's own door, so that somebody is signed in."""

    user: User
