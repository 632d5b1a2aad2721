"""What two people decide about money: setting it aside for an apartment, paying for one, and
paying for a wish."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.funds.fields import TiynField
from campaigns.funds.models.apartment import Apartment
from campaigns.funds.models.fund import Fund
from campaigns.funds.models.ledger import Entry
from edge.private_files import private_files

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    RECALL_ASKED = "recall_asked", _("to be taken back")
    REVERSED = "reversed", _("taken back")


# Without vowels, as codes of wishes are: no name can be written.
WISH_CODE = r"^[B-DF-HJ-NP-TV-Z0-9]{4,12}$"
_a_wishs_code = RegexValidator(WISH_CODE, _("The code that stands on the wish's page."))

# In these the money has moved.
IN_FORCE = (DecisionState.APPROVED, DecisionState.RECALL_ASKED)
POSTED = (*IN_FORCE, DecisionState.REVERSED)


def _paper_name(decision: "Decision", filename: str) -> str:
    """A name that tells nothing, with the ending that says how to open it."""
    return f"decisions/{uuid.uuid4().hex}{Path(filename).suffix.lower()}"


def _by(label: "StrOrPromise", **options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
        **options,
    )


class DecisionQuerySet(models.QuerySet):
    def waiting(self) -> "DecisionQuerySet":
        """Those that somebody else has to decide on."""
        return self.filter(state__in=(DecisionState.PROPOSED, DecisionState.RECALL_ASKED))

    def in_force(self) -> "DecisionQuerySet":
        return self.filter(state__in=IN_FORCE)

    def with_names(self) -> "DecisionQuerySet":
        return self.select_related("proposed_by", "decided_by", "recall_asked_by")


class Decision(models.Model):
    """Proposed by one person and approved by another; taken back by two people as well.

    Which way it may go stands in `deciding.rules`; the ledger hears of it only by `deciding`.
    """

    amount_tiyn = TiynField(_("sum"), help_text=_("In tenge."))
    state = models.CharField(
        _("state"), max_length=12, choices=DecisionState, default=DecisionState.PROPOSED,
        db_index=True,
    )  # fmt: skip
    # The day that stands on the paper.
    decided_on = models.DateField(_("decided on"), default=timezone.localdate)
    document = models.FileField(_("document"), storage=private_files, upload_to=_paper_name)
    # Of the paper's bytes: it cannot be exchanged unnoticed.
    document_digest = models.CharField(max_length=64)
    proposed_by = _by(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), db_default=Now())
    decided_by = _by(_("approved or rejected by"), null=True)
    decided_at = models.DateTimeField(_("approved or rejected at"), null=True)
    entry = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ledger entry"),
    )
    recall_reason = models.CharField(_("why it is taken back"), max_length=200, blank=True)
    recall_asked_by = _by(_("taking back asked by"), null=True)
    recall_asked_at = models.DateTimeField(null=True)
    recalled_by = _by(_("taken back by"), null=True)
    recalled_at = models.DateTimeField(_("taken back at"), null=True)

    objects = DecisionQuerySet.as_manager()

    # What the number of one begins with.
    letter = ""
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_of_a_sum", condition=Q(amount_tiyn__gt=0)
            ),
            # Whoever proposed may still withdraw.
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_two_people",
                condition=Q(decided_by__isnull=True)
                | Q(state=DecisionState.REJECTED)
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_recall_two_people",
                condition=Q(recalled_by__isnull=True) | ~Q(recalled_by=F("recall_asked_by")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_state_is_told",
                condition=Q(
                    state=DecisionState.PROPOSED, decided_by__isnull=True, entry__isnull=True
                )
                | Q(state=DecisionState.REJECTED, decided_by__isnull=False, entry__isnull=True)
                | Q(state=DecisionState.APPROVED, decided_by__isnull=False, entry__isnull=False,
                    recall_asked_by__isnull=True, recalled_by__isnull=True)
                | Q(state=DecisionState.RECALL_ASKED, decided_by__isnull=False,
                    entry__isnull=False, recall_asked_by__isnull=False, recalled_by__isnull=True)
                | Q(state=DecisionState.REVERSED, decided_by__isnull=False, entry__isnull=False,
                    recall_asked_by__isnull=False, recalled_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people and the ledger call it by."""
        return f"{self.letter}-{self.pk:05}"


class ForApartment(Decision):
    apartment = models.ForeignKey(
        Apartment, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("apartment")
    )

    class Meta(Decision.Meta):
        abstract = True


class Allocation(ForApartment):
    """Money of a fund set aside for an apartment."""

    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("fund")
    )

    letter = "A"

    class Meta(ForApartment.Meta):
        abstract = False
        verbose_name = _("setting aside")
        verbose_name_plural = _("money set aside")
        permissions = [("decide_allocation", "Can approve that money is set aside")]


class Purchase(ForApartment):
    """Money set aside for an apartment, paid from the bank for it."""

    letter = "P"

    class Meta(ForApartment.Meta):
        abstract = False
        verbose_name = _("payment for an apartment")
        verbose_name_plural = _("payments for apartments")
        permissions = [("decide_purchase", "Can approve that an apartment is paid for")]


class WishPurchase(Decision):
    """A wish, paid from the bank with money of its own fund or of a general one.

    Of the wish it knows the public code and nothing else.
    """

    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="wish_purchases", verbose_name=_("fund")
    )
    wish_code = models.CharField(_("code of the wish"), max_length=16, validators=[_a_wishs_code])

    letter = "W"

    class Meta(Decision.Meta):
        abstract = False
        verbose_name = _("payment for a wish")
        verbose_name_plural = _("payments for wishes")
        permissions = [("decide_wishpurchase", "Can approve that a wish is paid for")]
        constraints = [
            *Decision.Meta.constraints,
            models.CheckConstraint(
                name="funds_wishpurchase_code_tells_nothing",
                condition=Q(wish_code__regex=WISH_CODE),
            ),
        ]
