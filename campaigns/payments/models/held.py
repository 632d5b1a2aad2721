from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class HeldAction(models.TextChoices):
    ENTER = "enter", _("enter what Stripe shows as a gift")
    GIVE_BACK = "give_back", _("give it back at Stripe, all of it")
    DISMISS = "dismiss", _("dismiss: no money is to be entered")


IS_OPEN = Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)


class HeldChoiceQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(IS_OPEN)


class HeldChoice(models.Model):
    """What is to become of money that is held: one person proposes, another confirms.

    Whatever is built on payments and holds some makes a table of it, with what it is about.
    """

    action = models.CharField(_("decision"), max_length=10, choices=HeldAction)
    # What Stripe showed when it was proposed: it is entered only if it still shows the same.
    charge_id = models.CharField(_("charge"), max_length=120, blank=True)
    amount_tiyn = models.BigIntegerField(_("sum"), null=True)
    note = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = HeldChoiceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering = ["-proposed_at"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_held_known_action", condition=Q(action__in=HeldAction.values)
            ),
            models.CheckConstraint(
                name="%(app_label)s_held_names_the_charge",
                condition=Q(action=HeldAction.DISMISS) | (Q(amount_tiyn__gt=0) & ~Q(charge_id="")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_held_two_people",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("proposed_by"))
                ),
            ),
        ]


def one_open(about: str) -> models.UniqueConstraint:
    """For the table of each kind: no two are proposed at once of the same `about`."""
    return models.UniqueConstraint(
        fields=[about], condition=IS_OPEN, name="%(app_label)s_held_one_open"
    )
