from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Asked(models.TextChoices):
    CORRECTION = "correction", _("to correct something")
    ERASURE = "erasure", _("to be forgotten")


class RequestState(models.TextChoices):
    OPEN = "open", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class DataRequestQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=RequestState.OPEN).order_by("created_at")

    def to_forget(self) -> Self:
        """Erasures that are done but for the address that the last letter went to."""
        return self.filter(kind=Asked.ERASURE, state=RequestState.DONE).exclude(email="")


class DataRequest(models.Model):
    """What a donor asks about the data kept on them. The address goes when an erasure is over."""

    kind = models.CharField(_("asks"), max_length=12, choices=Asked)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2)
    text = models.TextField(_("in the donor's words"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.OPEN
    )
    answer = models.TextField(_("our answer"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("asked at"), db_default=Now())
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("answered by"),
    )

    objects = DataRequestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request of a donor")
        verbose_name_plural = _("requests of donors")
        ordering = ["-created_at"]
        default_permissions = ("view", "change")
        constraints = [
            # Asked twice is asked once.
            models.UniqueConstraint(
                fields=["email", "kind"], condition=Q(state="open"), name="donors_request_one_open"
            ),
            models.CheckConstraint(
                name="donors_request_decided_by_somebody",
                condition=Q(state="open", decided_by__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="donors_request_known_kind", condition=Q(kind__in=Asked.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d}"
