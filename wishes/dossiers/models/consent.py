from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from language.translated import LANGUAGES, NATIVE_NAMES
from wishes.dossiers.models.scope import CELLS, SHARING, cell, in_words


class ConsentQuerySet(models.QuerySet):
    def valid(self, on: date | None = None) -> models.QuerySet:
        """Consents in force that day; the database's own fence asks the same."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            Q(given_by_subject=True)
            | Q(application__child__born_on__gt=_born_18_years_before(day)),
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

    def asked(self) -> models.QuerySet:
        """What young adults agree to, and nobody has checked yet that it is they."""
        return self.filter(state=Consent.State.ASKED)


def _born_18_years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 18)
    except ValueError:  # 29 February: nobody born on 1 March 18 years ago is of age yet
        return date(day.year - 18, 2, 28)


class Consent(models.Model):
    """What was agreed to, by whom and until when: facts, not a tick box.

    A row is never edited into another agreement, which the database refuses too; it only ends.
    A new agreement is a new row; one that takes a part back names the row that it follows.
    A young adult's own waits (`asked`) until somebody of the staff has seen who it is.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("written, the person is not checked yet")
        GRANTED = "granted", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("its term is over")
        LAPSED = "lapsed", _("ended at the 18th birthday")
        # A part was taken back: the row that `follows` this one holds what is left.
        NARROWED = "narrowed", _("a part was taken back")

    class Assent(models.TextChoices):
        YES = "yes", _("yes, the child knows and agrees")
        TOO_YOUNG = "too_young", _("the child is too young to be asked")
        SELF = "self", _("the child is of age and agrees for themselves")

    class Checked(models.TextChoices):
        IN_PERSON = "in_person", _("they came to us and showed an identity document")
        BY_VIDEO = "by_video", _("they showed an identity document in a video call")
        SIGNED = "signed", _("they signed it with their electronic signature")

    application = models.ForeignKey(
        "dossiers.Application", on_delete=models.PROTECT, related_name="consents"
    )
    # Nobody but the young adult themselves, where `given_by_subject`.
    giver = models.ForeignKey(
        "dossiers.Guardian", on_delete=models.PROTECT, null=True, related_name="+"
    )
    giver_name = models.CharField(_("given by"), max_length=120)
    giver_capacity = models.CharField(_("as"), max_length=250)
    # True once the young adult agrees for themselves; then no birthday ends it.
    given_by_subject = models.BooleanField(default=False)
    # Who saw that it is they, and how; until then where they are reached.
    contact = models.CharField(_("telephone"), max_length=20, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_how = models.CharField(
        _("how we know that it is they"), max_length=10, choices=Checked, blank=True
    )
    child_assent = models.CharField(
        _("the child's own agreement"), max_length=10, choices=Assent.choices
    )
    # Cells of `wishes.dossiers.models.scope`: for each purpose its own means.
    scope = ArrayField(
        models.CharField(max_length=30, choices=[(known, known) for known in CELLS]),
        verbose_name=_("what is agreed to"),
    )
    # Into which languages the words may be put.
    languages = ArrayField(models.CharField(max_length=2), verbose_name=_("languages"))
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
    # Where the wish stood when a birthday ended this: an opt-in brings it back to there.
    ended_while = models.CharField(max_length=20, blank=True)
    # The consent of which this one is what is left.
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )

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
                condition=Q(state__in=["asked", "granted"], ended_at=None)
                | (~Q(state__in=["asked", "granted"]) & ~Q(ended_at=None)),
                name="consent_that_ended_says_when",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="asked"),
                name="one_asked_consent_an_application",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(given_by_subject=True, checked_by=None),
                name="only_the_subject_waits_to_be_checked",
            ),
            models.CheckConstraint(
                condition=Q(given_by_subject=False)
                | ~Q(state="granted")
                | (~Q(checked_by=None) & ~Q(checked_at=None) & ~Q(checked_how="")),
                name="consent_of_an_adult_was_checked",
            ),
            models.CheckConstraint(
                condition=Q(scope__contained_by=list(CELLS), scope__len__gt=0),
                name="consent_is_to_something_known",
            ),
            models.CheckConstraint(
                condition=Q(languages__contained_by=list(LANGUAGES), languages__len__gt=0),
                name="consent_names_its_languages",
            ),
            # Social networks stand abroad.
            models.CheckConstraint(
                condition=~Q(scope__overlap=list(SHARING)) | Q(transfer_abroad=True),
                name="sharing_needs_transfer_abroad",
            ),
            models.CheckConstraint(
                condition=Q(given_by_subject=True, giver=None, child_assent="self")
                | (Q(given_by_subject=False) & ~Q(giver=None) & ~Q(child_assent="self")),
                name="consent_has_one_giver",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}: {self.state}"

    def allows(self, purpose: str, medium: str, language: str | None = None) -> bool:
        """Whether `purpose` is agreed to by that means (and in that language, where one is asked).

        Says nothing of the consent being in force: ask `application.valid_consent()` for it.
        """
        is_agreed = cell(purpose, medium) in self.scope
        return is_agreed and (language is None or language in self.languages)

    @property
    def agreed_lines(self) -> list[tuple[str, list[str]]]:
        """Each purpose with its means, in the reader's language."""
        return in_words(self.scope)

    @property
    def language_names(self) -> list[str]:
        """Each by its own name, in the usual order."""
        return [NATIVE_NAMES[code] for code in LANGUAGES if code in self.languages]
