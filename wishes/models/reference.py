"""What staff keep in lists: places, categories, seasons, and the reasons given to guardians."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from language.folding import fold
from language.translated import NAME, Translated

IN_ADDRESSES = _("Stands in addresses: leave it as it is once the list is in use.")
SMALLER_FIRST = _("Smaller numbers come first.")


class PlaceQuerySet(models.QuerySet):
    def offered(self, on: date | None = None) -> models.QuerySet:
        """Places that belong to the region on that day (today in Almaty by default)."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
        )


class Place(models.Model):
    """A city or a district. One that left the region stays, so that older wishes keep theirs."""

    class Kind(models.TextChoices):
        CITY = "city", _("city")
        DISTRICT = "district", _("district")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    slug = models.SlugField(_("slug"), unique=True, help_text=IN_ADDRESSES)
    name_kk = models.CharField(_("name in Kazakh"), max_length=80)
    name_ru = models.CharField(_("name in Russian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    name = Translated("name", NAME)
    valid_from = models.DateField(
        _("belongs to the region from"),
        null=True,
        blank=True,
        help_text=_("Empty: for as long as anybody remembers."),
    )
    valid_to = models.DateField(
        _("until, not including"),
        null=True,
        blank=True,
        help_text=_(
            "From this day on it is not offered for new wishes; wishes told before keep it."
        ),
    )
    aliases = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name=_("other spellings"),
        help_text=_("Separated by commas; search finds the place by them."),
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        # Cities before districts, as people look for them.
        ordering = ["kind", "name_kk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        wrong: dict[str, ValidationError] = {}
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            wrong["valid_to"] = ValidationError(_("This day must come after the first."))
        self.aliases = list(dict.fromkeys(alias.strip() for alias in self.aliases if alias.strip()))
        wanted = {fold(alias): alias for alias in self.aliases}
        for other in Place.objects.exclude(pk=self.pk):
            for taken in wanted.keys() & other.keys:
                said = {"alias": wanted[taken], "place": other.name}
                text = _("“%(alias)s” is already a name of %(place)s.")
                wrong["aliases"] = ValidationError(text, params=said)
        if wrong:
            raise ValidationError(wrong)

    @property
    def is_offered(self) -> bool:
        """Whether it belongs to the region today."""
        today = timezone.localdate()
        has_begun = self.valid_from is None or self.valid_from <= today
        return has_begun and (self.valid_to is None or self.valid_to > today)

    @property
    def keys(self) -> set[str]:
        """Every way to write this place, folded."""
        names = [self.name_kk, self.name_ru, self.name_en, *self.aliases]
        return {fold(name) for name in names}

    @property
    def spellings(self) -> str:
        """Every way to write this place, for the search."""
        return " ".join([self.name_kk, self.name_ru, self.name_en, *self.aliases])


class Drawing(models.TextChoices):
    """The drawings in static/img/illustrations that may stand for a kind of thing."""

    ANY = "wish", _("any wish")
    BOOKS = "wish-books", _("books")
    CLOTHES = "wish-clothes", _("clothes")
    CREATIVITY = "wish-creativity", _("creativity")
    GAMES = "wish-games", _("games")
    SCHOOL = "wish-school", _("school")
    SPORTS = "wish-sports", _("sport")


class Category(models.Model):
    """What kind of thing is wished for, and up to which price."""

    slug = models.SlugField(_("slug"), unique=True, help_text=IN_ADDRESSES)
    name_kk = models.CharField(_("name in Kazakh"), max_length=80)
    name_ru = models.CharField(_("name in Russian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    name = Translated("name", NAME)
    cap_tiyn = models.BigIntegerField(
        _("highest price"), help_text=_("A wish that costs more cannot be approved.")
    )
    illustration = models.CharField(
        _("drawing"), max_length=20, choices=Drawing.choices, default=Drawing.ANY
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=SMALLER_FIRST)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(cap_tiyn__gt=0), name="category_cap_is_positive")
        ]

    def __str__(self) -> str:
        return self.name


class SeasonQuerySet(models.QuerySet):
    def for_day(self, day: date | None = None):
        """The season of that day; between seasons the next one, after the last one the last."""
        day = day or timezone.localdate()
        running_or_next = self.filter(ends_on__gte=day).order_by("starts_on").first()
        return running_or_next or self.order_by("-ends_on").first()


class Season(models.Model):
    name_kk = models.CharField(_("name in Kazakh"), max_length=80)
    name_ru = models.CharField(_("name in Russian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    name = Translated("name", NAME)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("last day"))

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="season_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day must come after the first.")})
        if not (self.starts_on and self.ends_on):
            return
        same_days = Season.objects.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on)
        other = same_days.exclude(pk=self.pk).first()
        if other is not None:
            text = _("The season “%(name)s” has some of these days already.")
            raise ValidationError({"starts_on": ValidationError(text, params={"name": other.name})})

    @property
    def standing(self) -> str:
        """Whether it runs, is to come or is over, in words."""
        today = timezone.localdate()
        if today < self.starts_on:
            return gettext("to come")
        return gettext("runs now") if today <= self.ends_on else gettext("over")


class Reason(models.Model):
    """A text that a moderator sends to the guardian with a decision, in the guardian's language."""

    class Kind(models.TextChoices):
        CHANGES = "changes", _("asking for changes")
        REJECT = "reject", _("not accepting")

    kind = models.CharField(_("used when"), max_length=10, choices=Kind.choices)
    slug = models.SlugField(
        _("slug"), unique=True, help_text=_("A short name for staff, in Latin letters.")
    )
    text_kk = models.TextField(_("text in Kazakh"))
    text_ru = models.TextField(_("text in Russian"))
    text_en = models.TextField(_("text in English"))
    text = Translated("text", _("Text"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=SMALLER_FIRST)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["kind", "position", "slug"]

    def __str__(self) -> str:
        return self.text
