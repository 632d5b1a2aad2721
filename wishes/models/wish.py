from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wishes.codes import new_code
from wishes.states import CLOSED, IN_MODERATION, ON_THE_SITE, OPEN, State


class AgeBand(models.TextChoices):
    """All that the public learns about a child's age."""

    UP_TO_6 = "0-6", _("up to 6 years")
    FROM_7 = "7-10", _("7–10 years")
    FROM_11 = "11-14", _("11–14 years")
    FROM_15 = "15-17", _("15–17 years")

    @classmethod
    def for_age(cls, years: int) -> "AgeBand":
        """The band of a child of that age; ValueError for somebody who is not a child."""
        if not 0 <= years < 18:
            raise ValueError(years)
        for last, band in ((6, cls.UP_TO_6), (10, cls.FROM_7), (14, cls.FROM_11)):
            if years <= last:
                return band
        return cls.FROM_15


def age_on(born: date, day: date) -> int:
    """Full years. Somebody born on 29 February turns older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class WishQuerySet(models.QuerySet["Wish"]):
    def open(self) -> "WishQuerySet":
        return self.filter(state__in=OPEN)

    def closed(self) -> "WishQuerySet":
        return self.filter(state__in=CLOSED)

    def in_moderation(self) -> "WishQuerySet":
        return self.filter(state__in=IN_MODERATION)

    def on_the_site(self) -> "WishQuerySet":
        return self.filter(state__in=ON_THE_SITE)


class Wish(models.Model):
    """Where a wish stands, and who let it through.

    Kept apart from its page on purpose: a page is versioned, and restoring an old version must
    not bring an old state back. Kept apart from its dossier too: this row holds nothing private
    and outlives both, so that a withdrawn wish still answers "gone". It is also the row that
    every change of state locks.
    """

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code)
    page = models.OneToOneField(
        "wishes.WishPage", on_delete=models.PROTECT, null=True, related_name="wish"
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.SUBMITTED
    )
    state_since = models.DateTimeField(_("since"))
    told_at = models.DateTimeField(_("told at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True)

    # Who wrote the words that now stand in the draft (nobody: the guardian), and which words.
    text_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text_print = models.CharField(max_length=64, blank=True)
    # Each approval is of a text: its fingerprint is kept, so that no other text can go live.
    safeguarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    safeguarded_at = models.DateTimeField(null=True)
    safeguarded_print = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_print = models.CharField(max_length=64, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        default_permissions = ("view",)
        permissions = [("moderate_wish", "Can decide about wishes")]
        indexes = [models.Index(fields=["state", "told_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("safeguarded_by")),
                name="wish_is_approved_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*sorted(ON_THE_SITE), State.APPROVED])
                | (
                    Q(approved_by__isnull=False, safeguarded_by__isnull=False)
                    & ~Q(approved_print="")
                    & Q(approved_print=F("safeguarded_print"))
                ),
                name="wish_on_the_site_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_public(self) -> bool:
        return self.state in ON_THE_SITE
