import secrets
from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models import Donation
from campaigns.payments.models.donation import Method
from language.translated import Translated

# Letters and digits that are not taken for one another when they are typed from paper.
_CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_check_code() -> str:
    """About 49 bits: whoever has the paper has it, and nobody finds it by trying."""
    return "".join(secrets.choice(_CODE_LETTERS) for _letter in range(10))


class VoidReason(models.TextChoices):
    RETURNED = "returned", _("the gift was returned")
    PART_RETURNED = "part_returned", _("a part of the gift was returned")
    GROWN = "grown", _("more of the gift stands again")
    UNMATCHED = "unmatched", _("the money was another's")
    CORRECTED = "corrected", _("what it states was corrected")
    MISTAKEN = "mistaken", _("it was issued by mistake")


# What a person may say; the others follow from the books.
REASONS_OF_STAFF = (VoidReason.CORRECTED, VoidReason.MISTAKEN)


class ReceiptYear(models.Model):
    """The counter of a year: its row is locked by whoever issues, so that no number is left out."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class ReceiptQuerySet(models.QuerySet):
    def valid(self) -> Self:
        return self.filter(voided_at=None)

    def taken_back(self) -> Self:
        """Declared void by a person, with nothing in their place: their gifts get none again."""
        return self.filter(void_reason=VoidReason.MISTAKEN, replaced_by=None)

    def naming(self) -> Self:
        """Those that say who gave."""
        return self.exclude(payer_name="", company_name="", company_bin="")

    def issued_between(self, first_day: date, last_day: date) -> Self:
        """Those issued from `first_day` to `last_day`, by the calendar of our time zone."""
        return self.filter(issued_at__date__gte=first_day, issued_at__date__lte=last_day)


class Receipt(models.Model):
    """What was stated about a gift, as it was stated. Never changed or removed (a trigger).

    It can be declared void, with a reason; another one may then take its place. The payer's name
    can be blanked when the donor asks to be forgotten; the number and the sum stay.
    """

    number = models.CharField(_("number"), max_length=16, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    # Printed in the QR code: without it the public page says no sum, so numbers tell nothing.
    check_code = models.CharField(max_length=10, default=new_check_code, editable=False)
    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, related_name="receipts", verbose_name=_("gift")
    )
    issued_at = models.DateTimeField(_("issued at"), db_default=Now(), db_index=True)

    # Empty: the gift came without a name, or the name was erased.
    payer_name = models.CharField(_("received from"), max_length=120, blank=True)
    company_name = models.CharField(_("company"), max_length=200, blank=True)
    company_bin = models.CharField(_("company's BIN"), max_length=12, blank=True)
    # What stands of the gift, with the part of it that covers fees.
    amount_tiyn = models.BigIntegerField(_("sum"))
    cover_tiyn = models.BigIntegerField(_("of it for fees"), default=0)
    # What had been given back of it by then.
    returned_tiyn = models.BigIntegerField(_("returned"), default=0)
    purpose_kk = models.CharField(_("purpose (Kazakh)"), max_length=120)
    purpose_ru = models.CharField(_("purpose (Russian)"), max_length=120)
    purpose_en = models.CharField(_("purpose (English)"), max_length=120)
    method = models.CharField(_("way"), max_length=10, choices=Method)
    # The charge at Stripe, the line of the bank's statement, or our record of the cash.
    provider_reference = models.CharField(_("reference"), max_length=120)
    # A day of our own time zone.
    paid_on = models.DateField(_("paid on"))
    organisation_name_kk = models.CharField(max_length=160)
    organisation_name_ru = models.CharField(max_length=160)
    organisation_name_en = models.CharField(max_length=160)
    organisation_bin = models.CharField(max_length=12)

    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    void_reason = models.CharField(_("void because"), max_length=16, choices=VoidReason, blank=True)
    void_note = models.CharField(_("note"), max_length=300, blank=True)
    # Of one that a person issued after the last was taken back.
    issue_note = models.CharField(_("why it was issued again"), max_length=300, blank=True)
    replaced_by = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )

    purpose = Translated("purpose", _("Purpose"))
    objects = ReceiptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-year", "-serial"]
        default_permissions = ("view",)
        permissions = [("manage_receipt", "Can void, replace and resend receipts")]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="receipts_receipt_serial"),
            models.UniqueConstraint(
                fields=["donation"],
                condition=Q(voided_at__isnull=True),
                name="receipts_receipt_one_valid",
            ),
            models.CheckConstraint(
                name="receipts_receipt_sums",
                condition=Q(
                    serial__gt=0,
                    amount_tiyn__gt=0,
                    cover_tiyn__gte=0,
                    cover_tiyn__lte=F("amount_tiyn"),
                    returned_tiyn__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="receipts_receipt_void_has_reason",
                condition=Q(voided_at__isnull=True, void_reason="", replaced_by__isnull=True)
                | Q(voided_at__isnull=False, void_reason__in=VoidReason.values),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_valid(self) -> bool:
        return self.voided_at is None

    @property
    def is_taken_back(self) -> bool:
        """As `ReceiptQuerySet.taken_back`."""
        return self.void_reason == VoidReason.MISTAKEN and self.replaced_by_id is None

    @property
    def issued_on(self) -> date:
        """The day of issue in our own time zone."""
        return timezone.localdate(self.issued_at)

    @property
    def payer(self) -> str:
        """Who gave, as the receipt says it; empty where it does not."""
        return self.company_name or self.payer_name
