"""Which pages a reader of a language sees, and under which address.

An editorial page exists once per language. Where a translation is missing, the reader gets the page
in the nearest language there is, under an address of their own language and with a label saying so.
"""

from django.apps import apps
from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Value,
    When,
)
from django.db.models.functions import Left, Length
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from language.translated import LANGUAGES


def nearest_languages(language: str) -> tuple[str, ...]:
    """The languages in the order in which a reader of `language` is offered them."""
    return (language, *(code for code in LANGUAGES if code != language))


def tail(page: Page) -> str:
    """The page's address below its language's home: "" for a home, "news/first/" for others.

    Homes stand right below the tree's root, one site for all languages.
    """
    return page.url_path.strip("/").partition("/")[2] + "/" if page.depth > 2 else ""


def reading_url(page: Page, language: str | None = None) -> str:
    """Where a reader of `language` (default: the active one) finds this page, without a query.

    The routing answers there with the translation, a redirect to it, or a labelled fallback.
    """
    with translation.override(language or translation.get_language()):
        return reverse("wagtail_serve", args=[tail(page)])


def out_of_sight(page: str = "pk") -> Exists:
    """Whether the page is a story that nobody may read at this moment, though it is live.

    `page` names the column with the page's key. Of which wishes may be told today is answered by
    `STORIES_IN_SIGHT`, a dotted name: pages of campaigns know no wishes.
    """
    told = import_string(settings.STORIES_IN_SIGHT)()
    stories = apps.get_model("campaigns", "StoryPage")._base_manager.exclude(wish_code="")
    return Exists(stories.filter(pk=OuterRef(page)).exclude(wish_code__in=told))


class EditorialQuerySet(PageQuerySet):
    def for_reading(self) -> "EditorialQuerySet":
        """With what every card and page shows, joined."""
        return self.select_related(*self.model.joined_for_reading)

    def unrestricted(self) -> "EditorialQuerySet":
        """Outside every private section: as Wagtail's `public()`, within the same query."""
        fences = PageViewRestriction.objects.filter(
            page__path=Left(OuterRef("path"), Length("page__path"))
        )
        return self.filter(~Exists(fences))

    def readable(self) -> "EditorialQuerySet":
        return self.live().unrestricted().filter(~out_of_sight())

    def nearest_to(self, language: str) -> "EditorialQuerySet":
        """Each readable page once: in `language`, or else in the nearest one it exists in."""
        distance = Case(
            *(
                When(locale__language_code=code, then=Value(position))
                for position, code in enumerate(nearest_languages(language))
            ),
            output_field=IntegerField(),
        )
        nearer = (
            self.model._default_manager.filter(
                live=True, translation_key=OuterRef("translation_key")
            )
            .annotate(distance=distance)
            .filter(distance__lt=OuterRef("distance"))
        )
        return self.readable().annotate(distance=distance).filter(~Exists(nearer))


EditorialManager = PageManager.from_queryset(EditorialQuerySet)
