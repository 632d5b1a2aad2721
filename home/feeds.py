"""Atom feeds of the news and the stories, one in each language."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.editorial import EditorialPage
from campaigns.models import StoryPage
from campaigns.reading import EditorialQuerySet
from home.models import NewsPage

ENTRIES = 20


class EditorialFeed(Feed):
    """The newest pages written in the feed's own language."""

    feed_type = Atom1Feed
    folder = ""

    def pages(self) -> EditorialQuerySet:
        raise NotImplementedError

    def link(self) -> str:
        return f"/{get_language()}/{self.folder}/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{self.link()}feed/"

    def items(self) -> EditorialQuerySet:
        pages = self.pages().readable().filter(locale__language_code=get_language())
        return pages.order_by("-date", "-pk")[:ENTRIES]

    def item_title(self, item: EditorialPage) -> str:
        return item.title

    def item_description(self, item: EditorialPage) -> str:
        return item.lead

    def item_link(self, item: EditorialPage) -> str:
        return settings.SITE_URL + item.reading_url

    def item_guid(self, item: EditorialPage) -> str:
        """Stays when the address changes; differs between translations."""
        return f"urn:uuid:{item.translation_key}#{get_language()}"

    def item_pubdate(self, item):
        return item.first_published_at or timezone.now()

    def item_updateddate(self, item):
        return item.last_published_at or item.first_published_at or timezone.now()


class NewsFeed(EditorialFeed):
    folder = "news"
    title = _("Zhurek: news")
    description = _("News of the programmes Meyirim and Zhurekten Zhurekke.")

    def pages(self) -> EditorialQuerySet:
        return NewsPage.objects.all()


class StoryFeed(EditorialFeed):
    folder = "stories"
    title = _("Zhurek: success stories")
    description = _("What came of wishes and gifts.")

    def pages(self) -> EditorialQuerySet:
        return StoryPage.objects.all()
