from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody of the staff. Donors and guardians have private links instead of accounts."""

    email = models.EmailField(_("e-mail"), unique=True)
