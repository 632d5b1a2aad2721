"""Accounts, and what happened to the money on them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.funds import accounts
from campaigns.funds.kinds import Kind
from campaigns.funds.models.apartment import Apartment
from campaigns.funds.models.fund import Fund
from money.amounts import CURRENCY


class Account(models.Model):
    """One of `accounts`: opened by its first entry, and then never changed."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    kind = models.CharField(_("kind"), max_length=12, choices=accounts.AccountKind)
    fund = models.OneToOneField(
        Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="account"
    )
    apartment = models.OneToOneField(
        Apartment, on_delete=models.PROTECT, null=True, blank=True, related_name="account"
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="funds_account_names_its_owner",
                condition=Q(kind="fund", fund__isnull=False, apartment__isnull=True)
                | Q(kind="apartment", fund__isnull=True, apartment__isnull=False)
                | (
                    ~Q(kind__in=["fund", "apartment"])
                    & Q(fund__isnull=True, apartment__isnull=True)
                ),
            )
        ]

    def __str__(self) -> str:
        return self.code


class CurrentTransaction(models.Func):
    """The number of the database transaction that is going on."""

    function = "txid_current"
    arity = 0
    output_field = models.BigIntegerField()


class Entry(models.Model):
    """One thing that happened to money. Never changed or removed; a mistake is reversed.

    Holds no personal data: `donation` is the number of a gift and nothing more, so that erasing a
    donor leaves the books whole.
    """

    kind = models.CharField(_("kind"), max_length=20)
    external_id = models.CharField(_("source"), max_length=120)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    donation = models.UUIDField(_("gift"), null=True, db_index=True)
    happened_at = models.DateTimeField(_("happened at"), db_index=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    # How many gifts the entry adds to those of its fund: one for a gift, minus one when all of it
    # goes back.
    gifts = models.SmallIntegerField(db_default=0, editable=False)
    # Postings may join only in the transaction that wrote the entry (a trigger looks at it).
    written_in = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["kind", "external_id"], name="funds_entry_once"),
            models.CheckConstraint(
                name="funds_entry_reversal_names_original",
                condition=Q(kind=Kind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=Kind.REVERSAL) & Q(reverses__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_in_words} {self.external_id}"

    @property
    def kind_in_words(self) -> str:
        return str(Kind(self.kind).label)


class Posting(models.Model):
    """One leg of an entry; `amount_tiyn` is a debit when positive (see `accounts`)."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    # In the smallest unit of `currency`: tiyn for the tenge.
    amount_tiyn = models.BigIntegerField(_("sum"))
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="funds_posting_not_zero", condition=~Q(amount_tiyn=0)),
            models.CheckConstraint(
                name="funds_posting_currency_code", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount_tiyn} {self.currency}"
