from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.bank.statements.reading import Format
from campaigns.funds.models import Entry
from campaigns.payments.models import Donation, Payout
from money.amounts import CURRENCY

HANDLE_BANK = "bank.handle_bank"


class StatementFile(models.Model):
    """A file that was taken over, once. Its bytes are not kept: its lines are."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    account = models.CharField(_("account (IIK)"), max_length=34)
    first_day = models.DateField(_("from"), null=True)
    last_day = models.DateField(_("to"), null=True)
    rows = models.PositiveIntegerField(_("rows"))
    # Of these rows the ones that no earlier file had.
    new_rows = models.PositiveIntegerField(_("new rows"))
    # What the account held at the end of the file, in tiyn; None where the file does not say so.
    closing_tiyn = models.BigIntegerField(_("balance at the end"), null=True)
    closing_on = models.DateField(_("balance of"), null=True)
    # None: by the command.
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    imported_at = models.DateTimeField(_("taken over at"), db_default=Now())
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name


class LineState(models.TextChoices):
    NEW = "new", _("to be matched")
    MATCHED = "matched", _("matched")
    ASIDE = "aside", _("set aside")


class AsideReason(models.TextChoices):
    """Why a line is no gift. Some follow from what is done with it (`BY_ITSELF`)."""

    OUT = "out", _("money that went out")
    PAYOUT = "payout", _("paid out by Stripe")
    CASH = "cash", _("our cash, brought to the bank")
    OWN = "own", _("between our own accounts")
    INTEREST = "interest", _("interest")
    TWIN = "twin", _("the same line as another one")
    RETURNED = "returned", _("sent back to the payer")
    BOOKED = "booked", _("in the books already")
    FEE = "fee", _("a fee of the bank")
    CAME_BACK = "came_back", _("a refund of ours that came back")
    OTHER = "other", _("something else (say what)")


# Nobody chooses these: each comes with the thing that was done.
BY_ITSELF = frozenset(
    {
        AsideReason.OUT,
        AsideReason.TWIN,
        AsideReason.BOOKED,
        AsideReason.FEE,
        AsideReason.CAME_BACK,
    }
)
# These name the entry of the ledger whose other half the line is.
WITH_ENTRY = frozenset({AsideReason.BOOKED, AsideReason.FEE, AsideReason.CAME_BACK})


class BankLineQuerySet(models.QuerySet):
    def unmatched(self) -> Self:
        return self.filter(state=LineState.NEW)

    def unexplained(self) -> Self:
        """Money that went out, and nobody has said for what."""
        return self.filter(state=LineState.ASIDE, aside_reason=AsideReason.OUT)

    def out_of_the_books(self) -> Self:
        """Set aside by people's word alone: the ledger has nothing of it."""
        aside = self.filter(state=LineState.ASIDE, entry=None, payout=None)
        return aside.exclude(aside_reason=AsideReason.OUT)


class BankLine(models.Model):
    """One booking on our account, kept once however many files tell of it.

    `key` is made of what the booking is (see `importing`); it is the ledger's source as well.
    """

    file = models.ForeignKey(StatementFile, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField(_("row"))
    key = models.CharField(max_length=64, unique=True, editable=False)
    account = models.CharField(_("account (IIK)"), max_length=34)
    booked_on = models.DateField(_("booked on"), db_index=True)
    # Money in is positive; in hundredths of `currency`.
    amount_tiyn = models.BigIntegerField(_("sum"))
    currency = models.CharField(_("currency"), max_length=3)
    reference = models.CharField(_("bank's reference"), max_length=60, blank=True)
    text = models.TextField(_("text"), blank=True)
    payer_name = models.CharField(_("payer"), max_length=200, blank=True)
    payer_bin = models.CharField(_("payer's BIN"), max_length=12, blank=True)
    payer_account = models.CharField(_("payer's account"), max_length=34, blank=True)
    # Told by another file in other words, perhaps: a person says whether it is the same.
    twin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("may be the same as"),
    )
    # What `twin` was until somebody said that the two are different: kept, for one of both may be
    # counted twice by that word.
    told_apart_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="told_apart",
        verbose_name=_("told apart from"),
    )
    state = models.CharField(_("state"), max_length=10, choices=LineState, default=LineState.NEW)
    donation = models.OneToOneField(
        Donation,
        on_delete=models.PROTECT,
        null=True,
        related_name="bank_line",
        verbose_name=_("gift"),
    )
    # The money that Stripe sent, which the ledger has moved to the bank already.
    payout = models.OneToOneField(
        Payout,
        on_delete=models.PROTECT,
        null=True,
        related_name="bank_line",
        verbose_name=_("payout"),
    )
    # What the books had already, or the fee that was entered from this line.
    entry = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        related_name="bank_line",
        verbose_name=_("ledger entry"),
    )
    # How many times what was said of the line was taken back: see `source`.
    turn = models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)
    aside_reason = models.CharField(
        _("set aside because"), max_length=10, choices=AsideReason, blank=True
    )
    aside_note = models.CharField(_("note"), max_length=200, blank=True)
    # None: the site itself, by the reference.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = BankLineQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ["-booked_on", "-pk"]
        default_permissions = ("view",)
        permissions = [("handle_bank", _("Can match bank lines, record and confirm cash"))]
        constraints = [
            models.CheckConstraint(name="bank_line_not_zero", condition=~Q(amount_tiyn=0)),
            models.CheckConstraint(
                name="bank_line_known_state", condition=Q(state__in=LineState.values)
            ),
            models.CheckConstraint(
                name="bank_line_matched_has_gift",
                condition=Q(state=LineState.MATCHED, donation__isnull=False)
                | (~Q(state=LineState.MATCHED) & Q(donation__isnull=True)),
            ),
            # A gift is money that came in, in tenge.
            models.CheckConstraint(
                name="bank_line_gift_is_a_credit",
                condition=Q(donation__isnull=True) | Q(amount_tiyn__gt=0, currency=CURRENCY),
            ),
            models.CheckConstraint(
                name="bank_line_payout_is_aside",
                condition=Q(payout__isnull=True)
                | Q(state=LineState.ASIDE, aside_reason=AsideReason.PAYOUT),
            ),
            models.CheckConstraint(
                name="bank_line_entry_is_aside",
                condition=Q(entry__isnull=False, aside_reason__in=sorted(WITH_ENTRY))
                | (Q(entry__isnull=True) & ~Q(aside_reason__in=sorted(WITH_ENTRY))),
            ),
            models.CheckConstraint(
                name="bank_line_aside_has_reason",
                condition=Q(state=LineState.ASIDE, aside_reason__in=AsideReason.values)
                | (~Q(state=LineState.ASIDE) & Q(aside_reason="")),
            ),
            models.CheckConstraint(
                name="bank_line_same_or_told_apart",
                condition=Q(twin__isnull=True) | Q(told_apart_from__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["booked_on"], name="bank_line_new", condition=Q(state=LineState.NEW)
            ),
            models.Index(
                fields=["booked_on"],
                name="bank_line_out",
                condition=Q(state=LineState.ASIDE, aside_reason=AsideReason.OUT),
            ),
            # The place of a line among those that may be the same.
            models.Index(fields=["account", "booked_on", "amount_tiyn"], name="bank_line_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on:%Y-%m-%d} {self.reference or self.key[:8]}"

    @property
    def may_be_a_gift(self) -> bool:
        return self.amount_tiyn > 0 and self.currency == CURRENCY

    @property
    def may_be_a_payout(self) -> bool:
        """Stripe pays in other currencies as well, to an account of ours in one."""
        return self.amount_tiyn > 0

    @property
    def source(self) -> str:
        """By which the ledger knows what is entered from the line: anew each time it is undone."""
        return f"{self.key}:{self.turn}" if self.turn else self.key
