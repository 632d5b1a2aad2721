from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.contrib.settings.registry import register_setting

from campaigns.menu import EditorialListing
from home.models import NewsPage
from home.settings import OrganisationSettings

register_setting(OrganisationSettings, icon="home")


class NewsListing(EditorialListing):
    model = NewsPage
    icon = "doc-full"
    menu_label = _("News")
    menu_order = 230


@hooks.register("register_admin_viewset")
def news_listing() -> NewsListing:
    return NewsListing("news")
