"""What people give to, and the sums kept beside it."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from campaigns.funds.fields import TiynField
from language.translated import NAME, Translated, in_language


class FundKind(models.TextChoices):
    HOUSING = "housing", _("housing")
    GENERAL = "general", _("general: where it is needed most")
    WISH = "wish", _("one costly wish, in parts")


PAYING_WISHES = (FundKind.WISH, FundKind.GENERAL)


class FundQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Funds that take gifts today."""
        today = timezone.localdate()
        return self.filter(opened_on__lte=today, given_up_on=None).exclude(closed_on__lt=today)

    def listed(self) -> Self:
        """Those that stand in lists for readers and editors: a wish's own is on the wish's page."""
        return self.exclude(kind=FundKind.WISH)

    def for_wishes(self) -> Self:
        """Those that wishes are paid from."""
        return self.filter(kind__in=PAYING_WISHES, given_up_on=None)

    def overdrawn(self) -> Self:
        """Those that hold less than nothing: a refund came after the money was spent or sent on."""
        return self.filter(total__raised_tiyn__lt=F("total__allocated_tiyn"))

    def with_totals(self) -> Self:
        return self.select_related("total")


class Fund(ClusterableModel):
    """A purpose that people give to. Never one child's: a fund helps many."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=FundKind, default=FundKind.HOUSING, db_index=True
    )
    name_kk = models.CharField(_("name (Kazakh)"), max_length=120)
    name_ru = models.CharField(_("name (Russian)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    purpose_kk = models.TextField(_("purpose (Kazakh)"), max_length=600)
    purpose_ru = models.TextField(_("purpose (Russian)"), max_length=600)
    purpose_en = models.TextField(_("purpose (English)"), max_length=600, blank=True)
    goal_tiyn = TiynField(
        _("goal"), null=True, blank=True, help_text=_("In tenge. Leave empty for no goal.")
    )
    # Where what is given beyond the goal goes; donors read so before they pay.
    surplus_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind__in": [FundKind.HOUSING, FundKind.GENERAL]},
        verbose_name=_("what is over goes to"),
    )
    # The public code of the wish that is paid for in parts.
    wish_code = models.CharField(_("wish"), max_length=16, unique=True, null=True, blank=True)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, help_text=_("The last day on which gifts are taken.")
    )
    # Nothing will be bought for this wish: all that was given goes on to `surplus_to`.
    given_up_on = models.DateField(_("given up on"), null=True, blank=True, editable=False)

    name = Translated("name", NAME)
    purpose = Translated("purpose")
    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["opened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="funds_fund_goal_positive",
                condition=Q(goal_tiyn__isnull=True) | Q(goal_tiyn__gt=0),
                violation_error_message=_("A goal is more than zero."),
            ),
            models.CheckConstraint(
                name="funds_fund_of_a_wish_is_whole",
                condition=~Q(kind=FundKind.WISH)
                | Q(goal_tiyn__isnull=False, surplus_to__isnull=False, wish_code__isnull=False),
                violation_error_message=_(
                    "A wish's fund needs its goal, its wish and where the rest goes."
                ),
            ),
            models.CheckConstraint(
                name="funds_fund_only_wishes_are_given_up",
                condition=Q(given_up_on__isnull=True) | Q(kind=FundKind.WISH),
            ),
            models.CheckConstraint(
                name="funds_fund_surplus_leaves",
                condition=Q(surplus_to__isnull=True) | ~Q(surplus_to=F("pk")),
                violation_error_message=_("Choose another fund."),
            ),
            models.CheckConstraint(
                name="funds_fund_closes_after_opening",
                # A wish's own may be closed on the day that opened it, at that very moment.
                condition=Q(closed_on__isnull=True)
                | Q(closed_on__gte=F("opened_on"))
                | Q(kind=FundKind.WISH),
                violation_error_message=_("A fund cannot close before it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    def clean(self) -> None:
        super().clean()
        self._demand_an_end()
        self._demand_its_kind()

    def _demand_an_end(self) -> None:
        """What goes on from fund to fund comes to rest somewhere."""
        passed, behind = {self.pk}, self.surplus_to
        while behind is not None:
            if behind.pk in passed:
                message = _("What is over would go round in a ring: choose another fund.")
                raise ValidationError({"surplus_to": message})
            passed.add(behind.pk)
            behind = behind.surplus_to

    def _demand_its_kind(self) -> None:
        """A wish's own fund and a fund for many are told of in different places: no way between.

        Nor is a fund for homes what paid for a wish.
        """
        if not hasattr(self, "account"):
            return
        before = Fund.objects.values_list("kind", flat=True).get(pk=self.pk)
        paid_wishes = self.kind not in PAYING_WISHES and self.wish_purchases.exists()
        if before != self.kind and (FundKind.WISH in (before, self.kind) or paid_wishes):
            message = _("Money was given to this fund: it stays what it is.")
            raise ValidationError({"kind": message})

    @property
    def is_open(self) -> bool:
        today = timezone.localdate()
        if self.given_up_on is not None or today < self.opened_on:
            return False
        return self.closed_on is None or today <= self.closed_on

    @property
    def raised_tiyn(self) -> int:
        """All that was given and not given back, gross: fees are borne by operations."""
        return self.total.raised_tiyn if hasattr(self, "total") else 0

    @property
    def allocated_tiyn(self) -> int:
        """What of it is set aside for apartments, or was paid for wishes."""
        return self.total.allocated_tiyn if hasattr(self, "total") else 0

    @property
    def held_tiyn(self) -> int:
        """What is still there to be set aside; less than nothing after a late refund."""
        return self.raised_tiyn - self.allocated_tiyn

    @property
    def is_bought(self) -> bool:
        """A wish's own fund pays for that wish and for nothing else."""
        return self.kind == FundKind.WISH and self.allocated_tiyn > 0

    @property
    def gifts(self) -> int:
        return self.total.gifts if hasattr(self, "total") else 0

    def name_in(self, language: str) -> str:
        return in_language(self, "name", language).value

    def get_donate_url(self, language: str | None = None) -> str:
        with translation.override(language or translation.get_language()):
            return reverse("payments:donate", args=[self.slug])


class FundPreset(Orderable):
    """A sum offered on the fund's form, with what it helps with."""

    fund = ParentalKey(Fund, on_delete=models.CASCADE, related_name="presets")
    amount_tiyn = TiynField(_("sum"), help_text=_("In tenge."))
    helps_kk = models.CharField(_("what it helps with (Kazakh)"), max_length=120)
    helps_ru = models.CharField(_("what it helps with (Russian)"), max_length=120)
    helps_en = models.CharField(_("what it helps with (English)"), max_length=120, blank=True)

    helps = Translated("helps")

    class Meta(Orderable.Meta):
        verbose_name = _("offered sum")
        verbose_name_plural = _("offered sums")
        constraints = [
            models.CheckConstraint(
                name="funds_preset_positive",
                condition=Q(amount_tiyn__gt=0),
                violation_error_message=_("A sum is more than zero."),
            )
        ]


class FundTotal(models.Model):
    """Sums kept beside the ledger, so that a public page need not add up a fund's entries.

    Only `ledger.post` changes them, in the transaction of the entries; `check_ledger` adds up.
    """

    fund = models.OneToOneField(
        Fund, on_delete=models.PROTECT, primary_key=True, related_name="total"
    )
    raised_tiyn = models.BigIntegerField(_("raised"), default=0)
    allocated_tiyn = models.BigIntegerField(_("set aside"), default=0)
    gifts = models.IntegerField(_("gifts"), default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.fund_id}: {self.raised_tiyn}"
