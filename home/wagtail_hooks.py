from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.contrib.settings.registry import register_setting

from home.models import NewsPage
from home.settings import OrganisationSettings

register_setting(OrganisationSettings, icon="home")


class NewsListing(PageListingViewSet):
    model = NewsPage
    icon = "doc-full"
    menu_label = _("News")
    menu_order = 230
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def news_listing() -> NewsListing:
    return NewsListing("news")
