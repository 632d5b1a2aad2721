from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from wishes.models.reference import Season
from wishes.permissions import BucketPermissions, FixedPagePermissions


class WishIndexPage(Page):
    """Supplies title and introduction of the list of wishes, once a language.

    The list itself is a plain view at the same address. The page of the default language is also
    the root of all wish pages: a wish is one object with three texts, so it has one page only.
    """

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*Page.content_panels, "introduction"]
    subpage_types = ["wishes.WishSeasonPage"]
    max_count_per_parent = 1
    template = "wishes/list.html"

    class Meta:
        verbose_name = _("list of wishes")
        verbose_name_plural = _("lists of wishes")

    def permissions_for_user(self, user) -> FixedPagePermissions:
        return FixedPagePermissions(user, self)

    def serve(self, request, *args, **kwargs):
        from wishes.views.catalogue import wish_list

        return wish_list(request)


class WishSeasonPage(Page):
    """A folder of wishes, so that the explorer stays usable with many; never on the site."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, null=True, related_name="+")

    content_panels = ["title"]
    promote_panels: list = []
    settings_panels: list = []
    parent_page_types = ["wishes.WishIndexPage"]
    subpage_types = ["wishes.WishPage"]
    is_creatable = False
    preview_modes: list = []

    class Meta:
        verbose_name = _("wishes of a season")
        verbose_name_plural = _("wishes by season")

    def permissions_for_user(self, user) -> BucketPermissions:
        return BucketPermissions(user, self)

    def get_sitemap_urls(self, request=None) -> list:
        return []

    @classmethod
    def get_indexed_objects(cls):
        return cls.objects.none()

    def get_indexed_instance(self):
        return None
