from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from language.translated import LANGUAGES


class Emptied(models.Model):
    """A wish whose dossier holds nothing any more but the proof of consent."""

    wish = models.OneToOneField(
        "wishes.Wish", on_delete=models.PROTECT, primary_key=True, related_name="emptied"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"emptied {self.pk}"


class Asked(models.TextChoices):
    COPY = "copy", _("a copy of what we keep")
    ERASURE = "erasure", _("to be forgotten")


class RequestState(models.TextChoices):
    OPEN = "open", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class GuardianRequestQuerySet(models.QuerySet["GuardianRequest"]):
    def waiting(self) -> Self:
        """Erasures that a moderator has to decide about."""
        return self.filter(kind=Asked.ERASURE, state=RequestState.OPEN).order_by("asked_at")

    def copies_ready(self) -> Self:
        """Copies whose letter may still be answered: one download for each."""
        return self.filter(kind=Asked.COPY, state=RequestState.OPEN, expires_at__gt=timezone.now())


class GuardianRequest(models.Model):
    """What a guardian asks about the data kept on a wish. Names the wish only, so it may stay.

    A copy is handed out by itself, to whoever reads the letters sent to the guardian; an erasure is
    asked for by one person and done by another.
    """

    wish = models.ForeignKey(
        "wishes.Wish", on_delete=models.PROTECT, related_name="requests", verbose_name=_("wish")
    )
    kind = models.CharField(_("asks"), max_length=8, choices=Asked)
    language = models.CharField(
        _("language"), max_length=2, choices=[(code, code) for code in LANGUAGES]
    )
    state = models.CharField(
        _("state"), max_length=8, choices=RequestState, default=RequestState.OPEN
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    # Of a copy: the digest of the key in the letter, and until when it opens anything.
    digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(_("answered at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = GuardianRequestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request of a guardian")
        verbose_name_plural = _("requests of guardians")
        ordering = ["-asked_at"]
        default_permissions = ()
        constraints = [
            # Asked twice is asked once.
            models.UniqueConstraint(
                fields=["wish"],
                condition=Q(kind="erasure", state="open"),
                name="retention_one_open_erasure",
            ),
            models.CheckConstraint(
                condition=Q(kind="copy", digest__isnull=False, expires_at__isnull=False)
                | Q(kind="erasure", digest__isnull=True, expires_at__isnull=True),
                name="retention_a_copy_has_its_key",
            ),
            models.CheckConstraint(
                condition=Q(kind="copy")
                | Q(state="open", decided_by__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="retention_erasure_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
