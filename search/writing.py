"""Keeping the search's table in step with the pages."""

from django.db import transaction
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page

from campaigns.editorial import EditorialPage
from campaigns.models import CampaignPage, StoryPage
from home.models import NewsPage, ResultsPage, StandardPage
from language.folding import fold
from search.models import Kind, SearchEntry
from wishes.models import Place

KINDS: dict[type[EditorialPage], Kind] = {
    CampaignPage: Kind.CAMPAIGN,
    StoryPage: Kind.STORY,
    NewsPage: Kind.NEWS,
    StandardPage: Kind.PAGE,
    ResultsPage: Kind.PAGE,
}
# PostgreSQL refuses a vector of more than a megabyte.
LONGEST_TEXT = 200_000
# A shorter spelling («УК») must be a whole word; a longer one may have an ending («Курчуме»).
SHORTEST_WITH_ENDING = 5


def page_published(sender: type[Page], instance: Page, **kwargs) -> None:
    if sender in KINDS:
        write(instance)


def page_unpublished(sender: type[Page], instance: Page, **kwargs) -> None:
    SearchEntry.objects.filter(page_id=instance.pk).delete()


def write(page: EditorialPage) -> None:
    """Write or renew the entry of a live page."""
    lead = fold(f"{page.title} {page.lead}")
    rest = fold(" ".join(_texts(page)))
    SearchEntry.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "kind": KINDS[type(page)],
            "language": page.locale.language_code,
            "title": page.title,
            "lead": page.lead,
            "is_demo": page.is_demo,
            "published_at": page.first_published_at or timezone.now(),
            "folded_lead": lead,
            "folded": f"{_other_spellings(f'{lead} {rest}')} {rest}"[:LONGEST_TEXT],
        },
    )


@transaction.atomic
def rebuild() -> int:
    """Write the whole table anew; how many entries it holds now."""
    SearchEntry.objects.all().delete()
    for model in KINDS:
        for page in model.objects.live().select_related("locale"):
            write(page)
    return SearchEntry.objects.count()


def _texts(page: EditorialPage) -> list[str]:
    """All that the page says besides title and lead."""
    texts = [page.picture_alt, page.search_description]
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            texts += field.get_searchable_content(field.value_from_object(page))
    if isinstance(page, CampaignPage):
        texts += [str(figure) for figure in page.figures.all()]
        texts += [f"{partner} {partner.contribution}" for partner in page.partners.all()]
    return texts


def _other_spellings(folded: str) -> str:
    """Every spelling of each place that the text names, so that any of them finds it."""
    text = f" {folded} "
    spellings: list[str] = []
    for place in Place.objects.all():
        names = [place.name_kk, place.name_ru, place.name_en, *place.aliases]
        keys = {fold(name) for name in names}
        if any(_names(text, key) for key in keys):
            spellings += sorted(keys)
    return " ".join(spellings)


def _names(text: str, key: str) -> bool:
    end = "" if len(key) >= SHORTEST_WITH_ENDING else " "
    return f" {key}{end}" in text
