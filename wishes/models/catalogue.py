from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from language.translated import Text, in_language
from wishes.models.reference import Category, Place, Season
from wishes.models.serving import in_sight
from wishes.models.wish import AgeBand


class PublicStatus(models.TextChoices):
    PUBLISHED = "published", _("waiting for someone")
    CLAIMED = "claimed", _("somebody is getting it")
    FULFILLED = "fulfilled", _("came true")


STATUS_TONES = {
    PublicStatus.PUBLISHED: "wait",
    PublicStatus.CLAIMED: "info",
    PublicStatus.FULFILLED: "ok",
}

LANGUAGE_LABELS = {"kk": _("In Kazakh"), "ru": _("In Russian"), "en": _("In English")}


class CatalogueQuerySet(models.QuerySet["CatalogueEntry"]):
    def with_names(self) -> "CatalogueQuerySet":
        return self.select_related("place", "category", "image")

    def newest_first(self) -> "CatalogueQuerySet":
        return self.order_by("-published_at", "-code")


class ShownEntries(models.Manager.from_queryset(CatalogueQuerySet)):  # type: ignore[misc]
    """What may be read today."""

    def get_queryset(self) -> CatalogueQuerySet:
        return super().get_queryset().filter(in_sight())


class CatalogueEntry(models.Model):
    """A published wish as the public sees it: one narrow row, and nothing that is not public.

    Lists, pages, search, feeds and the API read this table and no other. It is written only by
    `wishes.catalogue`, in the transaction that publishes, claims or withdraws; the database
    refuses a row without a valid consent or with other words than two people approved, and drops
    it when either ends. `objects` are those that may be read today; `rows` are for writing.
    """

    wish = models.OneToOneField("wishes.Wish", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=12, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=PublicStatus.choices)
    published_at = models.DateTimeField(_("published at"))
    # The last day, Asia/Almaty: the consent's, or the eve of the 18th birthday. Set by the database
    # from the dossier, whatever is written here.
    visible_until = models.DateField(default=date.max, editable=False)
    pseudonym = models.CharField(_("name shown"), max_length=40)
    age_band = models.CharField(_("age"), max_length=8, choices=AgeBand.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, null=True, related_name="+")
    title_kk = models.CharField(max_length=80, blank=True)
    title_ru = models.CharField(max_length=80, blank=True)
    title_en = models.CharField(max_length=80, blank=True)
    story_kk = models.TextField(blank=True)
    story_ru = models.TextField(blank=True)
    story_en = models.TextField(blank=True)
    size = models.CharField(max_length=60, blank=True)
    price_tiyn = models.BigIntegerField()
    image = models.ForeignKey(
        "images.SiteImage", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # All of the above in one search key, by `language.folding.fold`.
    folded = models.TextField()
    folded_words = models.GeneratedField(
        expression=SearchVector("folded", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # The language of this reader; the active one where nothing was said.
    reading_language: str | None = None

    objects = ShownEntries()
    rows = CatalogueQuerySet.as_manager()
    # What its page refers to is noted already.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("published wish")
        verbose_name_plural = _("published wishes")
        default_permissions = ("view",)
        permissions = [("print_cards", "Can print cards of wishes")]
        indexes = [
            # Lists are read onwards from (published_at, code), never by page number.
            models.Index(fields=["-published_at", "-code"], name="catalogue_newest"),
            models.Index(
                fields=["place", "-published_at", "-code"], name="catalogue_newest_of_place"
            ),
            models.Index(
                fields=["category", "-published_at", "-code"], name="catalogue_newest_of_category"
            ),
            models.Index(
                fields=["status", "-published_at", "-code"], name="catalogue_newest_of_status"
            ),
            models.Index(fields=["price_tiyn", "code"], name="catalogue_cheapest"),
            GinIndex(fields=["folded_words"], name="catalogue_words"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="catalogue_trigrams"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return self.text("title").value

    @property
    def story(self) -> str:
        return self.text("story").value

    @property
    def title_text(self) -> Text:
        return self.text("title")

    @property
    def story_text(self) -> Text:
        return self.text("story")

    @property
    def fallback_label(self) -> str:
        """In which language the text is, where that is not the reader's; else ""."""
        written = self.story_text.language
        wanted = self.reading_language or get_language()
        return "" if written == wanted else str(LANGUAGE_LABELS.get(written, ""))

    def url(self, language: str | None = None) -> str:
        """The address of this wish's public page in `language` (the reader's by default)."""
        with override(language or self.reading_language or get_language()):
            return reverse("wishes:detail", args=[self.code])

    get_absolute_url = url

    @property
    def illustration(self) -> str:
        return self.category.illustration

    @property
    def status_label(self) -> str:
        return str(PublicStatus(self.status).label)

    @property
    def status_tone(self) -> str:
        return STATUS_TONES[PublicStatus(self.status)]

    @property
    def age_label(self) -> str:
        return self.get_age_band_display()

    def text(self, stem: str, language: str | None = None) -> Text:
        """`title` or `story` with the language that it is really written in."""
        return in_language(self, stem, language or self.reading_language)


class CatalogueCount(models.Model):
    """How many entries there are of each kind: kept by a trigger, so that no page counts rows."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")
    age_band = models.CharField(max_length=8, choices=AgeBand.choices)
    status = models.CharField(max_length=10, choices=PublicStatus.choices)
    wishes = models.IntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["place", "category", "age_band", "status"], name="one_count_of_each_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.status}: {self.wishes}"
