from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A message that nobody has taken for so long waits for a person.
STUCK_AFTER = timedelta(minutes=10)
# As `messages.inbox` writes down what was thrown.
_UNKNOWN = ("GatewayRefused resource_missing", "GatewayRefused http_404")


class WebhookEventQuerySet(models.QuerySet):
    def unhandled(self) -> Self:
        return self.filter(handled_at=None)

    def stuck(self) -> Self:
        """Tried in vain, or lying here for too long."""
        long_ago = timezone.now() - STUCK_AFTER
        return self.unhandled().filter(Q(attempts__gt=1) | Q(received_at__lt=long_ago))

    def unknown_to_stripe(self) -> Self:
        """About an object of which Stripe, asked last, said that there is none."""
        return self.unhandled().filter(last_error__in=_UNKNOWN)

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

    # Set aside, with `handled_at`: one person says why, another agrees.
    note = models.CharField(_("explanation"), max_length=500, blank=True, db_default="")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("explained by"),
    )
    noted_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("set aside by"),
    )

    objects = WebhookEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message from Stripe")
        verbose_name_plural = _("messages from Stripe")
        ordering = ["-received_at"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="payments_event_set_aside_by_two",
                condition=Q(set_aside_by__isnull=True)
                | (
                    Q(noted_by__isnull=False, handled_at__isnull=False)
                    & ~Q(note="")
                    & ~Q(noted_by=F("set_aside_by"))
                ),
            ),
        ]
        indexes = [
            models.Index(
                F("next_attempt_at"),
                name="payments_event_due",
                condition=Q(handled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
