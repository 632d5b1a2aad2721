from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from edge.private_files import private_files
from language.translated import LANGUAGES
from wishes.claims.models.claim import Claim


def _private_name(hand_over: "HandOver", filename: str) -> str:
    """A name that tells nothing: the paper bears a guardian's signature."""
    return f"hand-overs/{uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()}"


class HandOver(models.Model):
    """That a gift reached the family: a signed paper, brought by one person, seen by another."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="hand_over")
    # Empty once its time to be kept is over.
    paper = models.FileField(
        _("photo of the signed paper"), storage=private_files, upload_to=_private_name, blank=True
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("prepared_by"))),
                name="hand_over_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_hand_over_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class Thanks(models.Model):
    """A child's words to the donor: sent only when a moderator has approved exactly these."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="thanks")
    text = models.TextField(_("the child's words"), max_length=500)
    language = models.CharField(
        _("language"), max_length=2, choices=[(code, code) for code in LANGUAGES]
    )
    # Nobody: the guardian wrote it.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("words of thanks")
        verbose_name_plural = _("words of thanks")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(author__isnull=True)
                | ~Q(approved_by=F("author")),
                name="words_of_thanks_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_words_say_when",
            ),
        ]

    def __str__(self) -> str:
        return f"words {self.pk}"
