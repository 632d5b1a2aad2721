from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from language.identity_numbers import is_identity_number
from outbox.same_address import Folded
from wishes.models.wish import age_on


def validate_iin(text: str) -> None:
    if not is_identity_number(text):
        raise ValidationError(_("Please check the IIN: 12 digits, as in the documents."))


class Child(models.Model):
    """Who the wish is about. Nothing of this row ever leaves the dossier."""

    given_name = models.CharField(_("first name"), max_length=60)
    # A family name and a patronymic are not something that everybody has.
    family_name = models.CharField(_("family name"), max_length=60, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=60, blank=True)
    born_on = models.DateField(_("date of birth"))
    iin = models.CharField(_("IIN"), max_length=12, blank=True, validators=[validate_iin])
    school = models.CharField(_("school or kindergarten"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        default_permissions = ()

    def __str__(self) -> str:
        # Shown in logs and error mails: not a name.
        return f"child {self.pk}"

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.family_name, self.given_name, self.patronymic]))

    def age_on(self, day: date) -> int:
        return age_on(self.born_on, day)

    @property
    def is_known_by_month_alone(self) -> bool:
        """Emptied dossiers keep the first of the month in which they were born."""
        return not self.applications.filter(wish__emptied=None).exists()

    @property
    def is_of_age_for_certain(self) -> bool:
        born = self.born_on
        if self.is_known_by_month_alone:
            born = born.replace(day=monthrange(born.year, born.month)[1])
        return age_on(born, timezone.localdate()) >= 18


class Guardian(models.Model):
    """The adult who speaks for the child: parent, guardian, educator or social worker."""

    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("who they are to the child"), max_length=80)
    organisation = models.CharField(_("institution"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, help_text="E.164")
    email = models.EmailField(_("e-mail"))

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        default_permissions = ()
        indexes = [models.Index(Folded("email"), name="dossiers_guardian_address")]

    def __str__(self) -> str:
        return f"guardian {self.pk}"
