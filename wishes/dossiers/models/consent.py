from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What the guardian agrees to, each on its own."""

    SHOW_WISH = "show_wish", _("show the wish on this site")
    PASS_GIFT = "pass_gift", _("find somebody who gives it and hand the gift over")
    TELL_STORY = "tell_story", _("tell afterwards how the wish came true")
    SHARE = "share", _("show the wish in the press service's social networks")


class Medium(models.TextChoices):
    """By which means."""

    TEXT = "text", _("the words of the wish")
    FIRST_NAME = "first_name", _("the child's first name")
    PHOTO = "photo", _("a photo")


# Without these there is nothing to publish and nobody to give.
NEEDED_PURPOSES = (Purpose.SHOW_WISH, Purpose.PASS_GIFT)
NEEDED_MEDIA = (Medium.TEXT,)


class ConsentQuerySet(models.QuerySet):
    def valid(self, on: date | None = None) -> models.QuerySet:
        """Consents in force that day; the database's own fence asks the same."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            state=Consent.State.GRANTED,
            valid_from__lte=day,
        )

    def overdue(self, on: date | None = None) -> models.QuerySet:
        """Granted ones whose term is over or whose child has come of age."""
        day = on or timezone.localdate()
        came_of_age = Q(application__child__born_on__lte=_born_18_years_before(day))
        by_guardian = Q(given_by_subject=False)
        return self.filter(
            Q(valid_until__lt=day) | (came_of_age & by_guardian), state=Consent.State.GRANTED
        )


def _born_18_years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 18)
    except ValueError:  # 29 February: nobody born on 1 March 18 years ago is of age yet
        return date(day.year - 18, 2, 28)


class Consent(models.Model):
    """What was agreed to, by whom and until when: facts, not a tick box.

    A row is never edited into another agreement; it only ends. A new agreement is a new row.
    """

    class State(models.TextChoices):
        GRANTED = "granted", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("its term is over")
        LAPSED = "lapsed", _("ended at the 18th birthday")

    class Assent(models.TextChoices):
        YES = "yes", _("yes, the child knows and agrees")
        TOO_YOUNG = "too_young", _("the child is too young to be asked")

    application = models.ForeignKey(
        "dossiers.Application", on_delete=models.PROTECT, related_name="consents"
    )
    giver = models.ForeignKey("dossiers.Guardian", on_delete=models.PROTECT, related_name="+")
    giver_name = models.CharField(_("given by"), max_length=120)
    giver_capacity = models.CharField(_("as"), max_length=80)
    # True once the young adult agrees for themselves; then no birthday ends it.
    given_by_subject = models.BooleanField(default=False)
    child_assent = models.CharField(
        _("the child's own agreement"), max_length=10, choices=Assent.choices
    )
    purposes = ArrayField(models.CharField(max_length=20, choices=Purpose.choices))
    media = ArrayField(models.CharField(max_length=20, choices=Medium.choices))
    languages = ArrayField(models.CharField(max_length=2))
    operator_name = models.CharField(_("operator"), max_length=200)
    operator_bin = models.CharField(_("operator's BIN"), max_length=12)
    transfer_abroad = models.BooleanField(_("data may be sent abroad"), default=False)
    # The words that the giver saw, so that proof does not depend on today's translation.
    wording = models.TextField(_("wording"))
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until, including"), null=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.GRANTED
    )
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = ConsentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="granted"),
                name="one_granted_consent_an_application",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="consent_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", ended_at=None)
                | (~Q(state="granted") & ~Q(ended_at=None)),
                name="consent_that_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}: {self.state}"

    def allows(self, purpose: str, medium: str) -> bool:
        return purpose in self.purposes and medium in self.media

    @property
    def purpose_labels(self) -> list[str]:
        return [str(Purpose(purpose).label) for purpose in self.purposes]

    @property
    def medium_labels(self) -> list[str]:
        return [str(Medium(medium).label) for medium in self.media]
