from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DifferenceKind(models.TextChoices):
    """What does not match. What `source` names is told beside each."""

    LINE_UNKNOWN = "line_unknown", _("Stripe's books have a line of a kind we do not know")  # txn_…
    LINE_WITHOUT_ENTRY = "line_without_entry", _("money at Stripe that the ledger misses")  # txn_…
    SUMS_DIFFER = "sums_differ", _("the sum at Stripe is not the sum in the ledger")  # txn_…
    SECOND_LINE = "second_line", _("two lines at Stripe for one entry of the ledger")  # txn_…
    ENTRY_WITHOUT_LINE = "entry_without_line", _("an entry of which Stripe knows nothing")  # kind:…
    BALANCE = "balance", _("the balance at Stripe is not that of the ledger")  # the currency
    LEDGER = "ledger", _("a rule of the ledger does not hold")  # the rule


# Those that are about one line of Stripe's books.
OF_LINES = frozenset(
    {
        DifferenceKind.LINE_UNKNOWN,
        DifferenceKind.LINE_WITHOUT_ENTRY,
        DifferenceKind.SUMS_DIFFER,
        DifferenceKind.SECOND_LINE,
    }
)


class Outcome(models.TextChoices):
    HEALED = "healed", _("matches now")
    EXPLAINED = "explained", _("explained")


class DifferenceQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def explained(self) -> Self:
        """Those that may stay: two people said why, and each look since then found the same."""
        return self.filter(resolved_how=Outcome.EXPLAINED, over_at=None)

    def older_than(self, age: timedelta) -> Self:
        return self.filter(first_seen__lt=timezone.now() - age)


class Difference(models.Model):
    """One thing that does not match: it stands from when it was first seen until it is resolved.

    It heals when a run finds it gone, or is explained: one person writes why it may stay, another
    agrees. The explanation holds for as long as looks find the same: what looks otherwise opens
    anew, and so does the same after a look that did not find it.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DifferenceKind)
    source = models.CharField(_("source"), max_length=160)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    # The gift it is about, where one is known.
    donation = models.UUIDField(_("gift"), null=True)
    # When the line or the entry was made: a run that read those of that time looks at it again.
    about_at = models.DateTimeField(null=True)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"))
    note = models.CharField(_("explanation"), max_length=500, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    noted_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_how = models.CharField(_("how"), max_length=10, choices=Outcome, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Of what was explained: when a look did not find it any more.
    over_at = models.DateTimeField(null=True)

    objects = DifferenceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ["first_seen", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source"],
                condition=Q(resolved_at__isnull=True),
                name="reconciliation_difference_open_once",
            ),
            models.CheckConstraint(
                name="reconciliation_difference_known_kind",
                condition=Q(kind__in=DifferenceKind.values),
            ),
            models.CheckConstraint(
                name="reconciliation_difference_resolved_somehow",
                condition=Q(resolved_at__isnull=True, resolved_how="", resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_how__in=Outcome.values),
            ),
            models.CheckConstraint(
                name="reconciliation_difference_over_was_explained",
                condition=Q(over_at__isnull=True) | Q(resolved_how=Outcome.EXPLAINED),
            ),
            models.CheckConstraint(
                name="reconciliation_difference_explained_by_two",
                condition=~Q(resolved_how=Outcome.EXPLAINED)
                | (
                    Q(noted_by__isnull=False, resolved_by__isnull=False)
                    & ~Q(note="")
                    & ~Q(noted_by=F("resolved_by"))
                ),
            ),
        ]
        indexes = [
            models.Index(
                F("kind"),
                F("source"),
                name="reconciliation_diff_explained",
                condition=Q(resolved_how="explained", over_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"
