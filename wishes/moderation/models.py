"""What the desk keeps of its own. Where a wish stands is `Wish.state`; nothing here repeats it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from language.translated import NAME, Translated


class Reading(models.Model):
    """A wish on the desk: who has taken it, and since when it waits for us.

    It waits since it was told, or since the guardian sent it again: what the guardian takes to
    answer is not our delay.
    """

    wish = models.OneToOneField("wishes.Wish", on_delete=models.CASCADE, related_name="reading")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("read by"),
    )
    waiting_since = models.DateTimeField(_("waits since"), default=timezone.now)

    class Meta:
        verbose_name = _("reading of a wish")
        verbose_name_plural = _("readings of wishes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"reading {self.pk}"


class Reader(models.Model):
    """A moderator's districts, and whether a letter comes each morning.

    Nobody has to have such a row: without one a moderator sees every wish alike.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="as_reader",
        verbose_name=_("moderator"),
    )
    places = models.ManyToManyField(
        "wishes.Place", blank=True, related_name="+", verbose_name=_("own places")
    )
    only_own = models.BooleanField(
        _("sees only wishes from there"),
        default=False,
        help_text=_("And those that somebody gives them. Otherwise they only come first."),
    )
    wants_letter = models.BooleanField(_("a letter each working morning"), default=True)

    class Meta:
        verbose_name = _("districts of a moderator")
        verbose_name_plural = _("districts of moderators")

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class DayOff(models.Model):
    """A day on which nobody works although it is in the week, or the other way round."""

    class Kind(models.TextChoices):
        # The law gives the next working day instead of a holiday at the weekend.
        HOLIDAY = "holiday", _("holiday, moved on when it is at a weekend")
        DAY_OFF = "day_off", _("day off, never moved")
        WORKING = "working", _("day at a weekend that is worked")

    day = models.DateField(_("day"))
    every_year = models.BooleanField(_("every year on this date"), default=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DAY_OFF)
    name_kk = models.CharField(_("name in Kazakh"), max_length=80)
    name_ru = models.CharField(_("name in Russian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    name = Translated("name", NAME)

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["-every_year", "day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "every_year"], name="each_day_off_once"),
            models.CheckConstraint(
                condition=~Q(kind="working", every_year=True),
                name="a_worked_weekend_is_of_one_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.kind == self.Kind.WORKING and self.every_year:
            raise ValidationError({"every_year": _("Such a day is of one year only.")})


class Note(models.Model):
    """What one moderator tells the others about a wish. It never leaves the desk.

    As private as a dossier, since people write names and telephone numbers into notes; it goes
    with its dossier.
    """

    application = models.ForeignKey(
        "dossiers.Application", on_delete=models.CASCADE, related_name="notes"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=1000)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
