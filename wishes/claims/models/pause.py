from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.same_address import mailbox_digests


class ClaimPauseQuerySet(models.QuerySet["ClaimPause"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)

    def of_address(self, email: str) -> Self:
        """For the donor's eyes."""
        return self.filter(email__same_address=email) if email else self.none()

    def of_mailbox(self, email: str) -> Self:
        """However the address is spelled, and whether or not it was forgotten meanwhile."""
        return self.filter(mailbox__in=mailbox_digests(email))


class ClaimPause(models.Model):
    """An address that may not claim for now: two gifts were promised with it and never came.

    It outlives the address: who is forgotten keeps the pause, by a digest alone.
    """

    # Empty once the donor was forgotten.
    email = models.EmailField(_("e-mail"), blank=True)
    mailbox = models.CharField(max_length=32)
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
                fields=["mailbox"], condition=Q(lifted_at=None), name="one_pause_of_a_mailbox"
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
