from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    QUARTER_HOUR = "quarter_hour", _("every quarter of an hour")
    NIGHTLY = "nightly", _("nightly")


class RunQuerySet(models.QuerySet):
    def good(self) -> Self:
        """Runs that looked at everything they were to look at."""
        return self.filter(ok=True)

    def clean(self) -> Self:
        """Good runs after which nothing was left that differs."""
        return self.good().filter(differences=0)


class Run(models.Model):
    """One comparison of the books with Stripe's, and how far it came.

    Stripe's lines are read newest first: this run answers for those from `reached` to `until`, out
    of those from `since` on. A run that was stopped halfway is taken up by the next one.
    """

    scope = models.CharField(_("scope"), max_length=12, choices=Scope)
    started = models.DateTimeField(_("started"))
    finished = models.DateTimeField(_("finished"), null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    reached = models.DateTimeField()
    ok = models.BooleanField(_("complete"), default=False)
    # What ended it early: "time", or what Stripe answered.
    stopped_by = models.CharField(_("stopped by"), max_length=60, blank=True)
    lines = models.PositiveIntegerField(_("lines read"), default=0)
    healed = models.PositiveIntegerField(_("put right"), default=0)
    differences = models.PositiveIntegerField(_("differences open"), default=0)
    # Nightly: how many invariants of `check_ledger` failed.
    violations = models.PositiveIntegerField(_("broken rules of the ledger"), null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-started", "-pk"]
        default_permissions = ("view",)
        permissions = [("keep_books", _("Can work at the finance desk"))]
        constraints = [
            models.CheckConstraint(
                name="reconciliation_run_known_scope", condition=Q(scope__in=Scope.values)
            ),
            models.CheckConstraint(
                name="reconciliation_run_ok_is_finished",
                condition=Q(ok=False) | Q(finished__isnull=False, stopped_by=""),
            ),
        ]
        indexes = [
            models.Index(F("scope"), F("started").desc(), name="reconciliation_run_last"),
            models.Index(
                F("finished").desc(),
                name="reconciliation_run_clean",
                condition=Q(ok=True, differences=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.started:%Y-%m-%d %H:%M}"
