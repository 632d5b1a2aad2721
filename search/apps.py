from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from wagtail.signals import page_published, page_unpublished

        from search import writing

        # Pages are published by editors, schedules, workflows and translations: nothing but
        # Wagtail's own signals sees them all.
        page_published.connect(writing.page_published, dispatch_uid="search.write")
        page_unpublished.connect(writing.page_unpublished, dispatch_uid="search.remove")
