from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Left, Length
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from campaigns.reading import out_of_sight


class Kind(models.TextChoices):
    CAMPAIGN = "campaign", _("Campaign")
    STORY = "story", _("Story")
    NEWS = "news", _("News")
    PAGE = "page", _("Page")


class SearchEntryQuerySet(models.QuerySet):
    def public(self) -> "SearchEntryQuerySet":
        """Entries of pages that are live and open to all at this moment.

        Checked at each search, so that a page leaves at once, without a rebuild, when it is made
        private or its consent is over.
        """
        fences = PageViewRestriction.objects.filter(
            page__path=Left(OuterRef("page__path"), Length("page__path"))
        )
        return self.filter(~Exists(fences), ~out_of_sight("page_id"), page__live=True)


class SearchEntry(models.Model):
    """One live editorial page as the search sees it. Wishes are found in their own catalogue.

    Stock Wagtail search would do without this table, but it cannot fold Kazakh letters, and each
    publishing refreshes statistics over its whole index.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=255)
    lead = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    # Search keys by `language.folding.fold`: of title and lead, and of all the rest.
    folded_lead = models.TextField()
    folded = models.TextField()
    words = models.GeneratedField(
        expression=SearchVector("folded_lead", weight="A", config="simple")
        + SearchVector("folded", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(OpClass("folded_lead", name="gin_trgm_ops"), name="search_trigrams"),
        ]

    def __str__(self):
        return f"{self.language}: {self.title}"
