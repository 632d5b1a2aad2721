from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.same_address import Folded


class ClaimPauseQuerySet(models.QuerySet["ClaimPause"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)

    def of_address(self, email: str) -> Self:
        return self.filter(email__same_address=email)


class ClaimPause(models.Model):
    """An address that may not claim for now: two gifts were promised with it and never came."""

    email = models.EmailField(_("e-mail"))
    paused_at = models.DateTimeField(_("paused at"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("why it was lifted"), max_length=200, blank=True)

    objects = ClaimPauseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("paused address")
        verbose_name_plural = _("paused addresses")
        ordering = ["-paused_at"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                Folded("email"), condition=Q(lifted_at=None), name="one_pause_of_an_address"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(reason="")),
                name="pause_is_lifted_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        # Shown in logs and error mails: not an address.
        return f"pause {self.pk}"
