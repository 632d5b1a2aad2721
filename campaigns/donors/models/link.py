from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LinkQuerySet(models.QuerySet):
    def unused(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now())

    def visiting(self) -> Self:
        """Links whose holder is looking at the gifts now."""
        return self.filter(visit_until__gt=timezone.now())


class Link(models.Model):
    """A way in by e-mail, good for one visit. Only digests are kept: the table opens nothing."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail"), db_index=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # The visit that the link was exchanged for.
    visit_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    visit_until = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a donor's page")
        verbose_name_plural = _("links to donors' pages")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="donors_link_visit_follows_use",
                condition=models.Q(visit_digest__isnull=True) | models.Q(used_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
