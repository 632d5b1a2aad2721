from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.funds.fields import TiynField
from campaigns.funds.models import Fund
from campaigns.payments.models import Donation


class Decision(models.TextChoices):
    PENDING = "pending", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("not confirmed")


class TwoPeople(models.Model):
    """What one person of finance records and another one confirms; nothing counts before that."""

    amount_tiyn = TiynField(_("sum"), help_text=_("In tenge."))
    state = models.CharField(
        _("state"), max_length=10, choices=Decision, default=Decision.PENDING, editable=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    reject_reason = models.CharField(_("why not"), max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_positive",
                condition=Q(amount_tiyn__gt=0),
                violation_error_message=_("A sum is more than zero."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_decided",
                condition=Q(
                    state=Decision.PENDING, decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(
                    state__in=(Decision.CONFIRMED, Decision.REJECTED),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            # Whoever took the money does not vouch for it alone. To withdraw a slip of one's own
            # is another thing: nothing is counted by that.
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_two_people",
                condition=~Q(state=Decision.CONFIRMED) | ~Q(decided_by=F("recorded_by")),
            ),
        ]


class CashRecord(TwoPeople):
    """Cash that somebody handed over. Confirmed, it is a gift."""

    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    paper_number = models.CharField(
        _("number of the paper receipt"),
        max_length=40,
        unique=True,
        help_text=_("As it is printed on the slip that the giver got. Each slip is entered once."),
    )
    donor_name = models.CharField(_("donor's name"), max_length=120, blank=True)
    company_name = models.CharField(_("company"), max_length=200, blank=True)
    company_bin = models.CharField(_("company's BIN"), max_length=12, blank=True)
    donor_email = models.EmailField(
        _("donor's e-mail"), blank=True, help_text=_("The receipt is sent there.")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_anonymous = models.BooleanField(_("anonymous to the public"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    donation = models.OneToOneField(
        Donation, on_delete=models.PROTECT, null=True, related_name="cash_record", editable=False
    )
    wagtail_reference_index_ignore = True

    class Meta(TwoPeople.Meta):
        verbose_name = _("cash received")
        verbose_name_plural = _("cash received")
        ordering = ["-pk"]
        constraints = [
            *TwoPeople.Meta.constraints,
            models.CheckConstraint(
                name="bank_cashrecord_confirmed_has_gift",
                condition=Q(state=Decision.CONFIRMED, donation__isnull=False)
                | (~Q(state=Decision.CONFIRMED) & Q(donation__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.paper_number


class CashDeposit(TwoPeople):
    """Cash that was brought to the bank: from the cash box to the account, no gift by itself."""

    banked_on = models.DateField(_("brought on"), default=timezone.localdate)
    slip_number = models.CharField(_("number of the bank's slip"), max_length=40, unique=True)
    wagtail_reference_index_ignore = True

    class Meta(TwoPeople.Meta):
        verbose_name = _("cash brought to the bank")
        verbose_name_plural = _("cash brought to the bank")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.slip_number
