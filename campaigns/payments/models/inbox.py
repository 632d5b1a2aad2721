from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A message that nobody has taken for so long waits for a person.
STUCK_AFTER = timedelta(minutes=10)


class WebhookEventQuerySet(models.QuerySet):
    def unhandled(self) -> Self:
        return self.filter(handled_at=None)

    def stuck(self) -> Self:
        """Tried in vain, or lying here for too long."""
        long_ago = timezone.now() - STUCK_AFTER
        return self.unhandled().filter(Q(attempts__gt=1) | Q(received_at__lt=long_ago))

    def due(self) -> Self:
        return self.unhandled().filter(next_attempt_at__lte=Now()).order_by("next_attempt_at")


class WebhookEvent(models.Model):
    """The inbox: what Stripe said happened, kept once, until it is handled.

    Only numbers are kept (`refs`: session, intent, charge, gift), never the body: the truth is
    fetched from Stripe when the row is handled, and so no donor's data lies here.
    """

    event_id = models.CharField(_("event"), max_length=120, unique=True)
    type = models.CharField(_("type"), max_length=80)
    livemode = models.BooleanField()
    object_id = models.CharField(_("object"), max_length=120, blank=True)
    refs = models.JSONField(default=dict)
    happened_at = models.DateTimeField(_("happened at"))
    received_at = models.DateTimeField(_("received at"), db_default=Now())
    handled_at = models.DateTimeField(_("handled at"), null=True)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next try at"), db_default=Now())
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("message from Stripe")
        verbose_name_plural = _("messages from Stripe")
        ordering = ["-received_at"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                F("next_attempt_at"),
                name="payments_event_due",
                condition=Q(handled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
