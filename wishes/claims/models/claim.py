from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from language.translated import LANGUAGES
from outbox.same_address import Folded, mailbox_digests
from wishes.claims.codes import grouped, new_tag_code
from wishes.claims.models.hub import Hub


class Stage(models.TextChoices):
    WAITING = "waiting", _("not confirmed by e-mail yet")
    ACTIVE = "active", _("the donor is getting it")
    RECEIVED = "received", _("at the hub")
    HANDED_OVER = "handed_over", _("handed over")
    FULFILLED = "fulfilled", _("came true")
    RELEASED = "released", _("given up")
    EXPIRED = "expired", _("its time has run out")


S = Stage
# A wish has at most one claim in these. One that waits to be confirmed holds nothing.
HOLDING = (S.ACTIVE, S.RECEIVED, S.HANDED_OVER, S.FULFILLED)
# Somebody's, and on its way to the child.
UNDER_WAY = (S.ACTIVE, S.RECEIVED, S.HANDED_OVER)
OVER = (S.RELEASED, S.EXPIRED)


class Ended(models.TextChoices):
    """Why a claim came to nothing."""

    UNCONFIRMED = "unconfirmed", _("the e-mail was not confirmed")
    NOT_BROUGHT = "not_brought", _("nothing was brought in time")
    BY_DONOR = "by_donor", _("the donor gave it up")
    NEVER_CAME = "never_came", _("the gift never came")
    WRONG = "wrong", _("the gift was not what was wished for")
    WISH_GONE = "wish_gone", _("the wish left the site")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)

    def of_address(self, email: str) -> Self:
        """Claims of a donor, for their eyes, whatever the case of the letters; none for none."""
        return self.filter(donor_email__same_address=email) if email else self.none()

    def of_mailbox(self, email: str) -> Self:
        """Claims to be counted together, however the address is spelled; none for no address."""
        return self.filter(mailbox__in=mailbox_digests(email)) if email else self.none()

    def stale(self) -> Self:
        """Made by somebody who has not confirmed in time."""
        since = timezone.now() - timedelta(hours=settings.CLAIM_CONFIRM_HOURS)
        return self.filter(state=S.WAITING, made_at__lt=since)

    def overdue(self) -> Self:
        """Promised for a day that is over in Almaty."""
        return self.filter(state=S.ACTIVE, due_on__lt=timezone.localdate())

    def broken(self) -> Self:
        """Promised, confirmed, and not kept."""
        return self.filter(ended_because=Ended.NOT_BROUGHT)


class Claim(models.Model):
    """One person's promise, theirs alone, to give one wish as a thing.

    It knows the wish by its row and nothing of the dossier. A claim that staff buy, with what
    several people gave in parts, has no donor and no day by which it must come.
    """

    wish = models.ForeignKey("wishes.Wish", on_delete=models.PROTECT, related_name="claims")
    code = models.CharField(_("code of the gift"), max_length=8, unique=True, default=new_tag_code)
    donor_name = models.CharField(_("donor's name"), max_length=120, blank=True)
    donor_email = models.EmailField(_("donor's e-mail"), blank=True)
    donor_phone = models.CharField(_("donor's telephone"), max_length=20, blank=True)
    # A digest: a gift that never came counts, though its donor was forgotten; see `donors.forget`.
    mailbox = models.CharField(max_length=32, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[(code, code) for code in LANGUAGES]
    )
    hub = models.ForeignKey(
        Hub, on_delete=models.PROTECT, related_name="claims", verbose_name=_("hub")
    )
    state = models.CharField(_("state"), max_length=12, choices=Stage, default=Stage.WAITING)
    ended_because = models.CharField(_("why it ended"), max_length=12, choices=Ended, blank=True)
    bought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    due_on = models.DateField(_("to be brought by"), null=True)
    extended_at = models.DateTimeField(_("made longer at"), null=True)
    # How many letters have reminded of the day that is due now.
    reminders = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(_("received at"), null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    guardian_told_at = models.DateTimeField(_("guardian told at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    erased_at = models.DateTimeField(_("donor forgotten at"), null=True)
    # See `wishes.claims.links`.
    link_seed = models.BinaryField(max_length=16)
    link_digest = models.BinaryField(max_length=32, unique=True)

    objects = ClaimQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("promised gift")
        verbose_name_plural = _("promised gifts")
        ordering = ["-made_at"]
        default_permissions = ()
        permissions = [("handle_gifts", "Can handle gifts at hubs")]
        indexes = [
            models.Index(Folded("donor_email"), name="claims_claim_address"),
            models.Index(fields=["mailbox"], name="claims_claim_mailbox"),
            models.Index(fields=["state", "due_on"], name="claims_claim_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["wish"], condition=Q(state__in=HOLDING), name="one_claim_holds_a_wish"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER, ended_at__isnull=False) & ~Q(ended_because="")
                | (~Q(state__in=OVER) & Q(ended_because="")),
                name="claim_that_came_to_nothing_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(S.WAITING, *OVER))
                | Q(confirmed_at__isnull=False)
                | Q(bought_by__isnull=False),
                name="claim_is_of_somebody_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.ACTIVE) | Q(due_on__isnull=False) | Q(bought_by__isnull=False),
                name="claim_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(S.WAITING, S.ACTIVE, *OVER))
                | Q(received_by__isnull=False, received_at__isnull=False),
                name="gift_at_the_hub_was_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(donor_name="", donor_email="", donor_phone=""),
                name="forgotten_donor_is_not_named",
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True) | Q(extended_at__gte=F("confirmed_at")),
                name="claim_is_made_longer_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        return grouped(self.code)

    @property
    def is_donors(self) -> bool:
        """Somebody outside promised it, and may be written to."""
        return bool(self.donor_email)
