from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageListingViewSet

from campaigns.models import CampaignPage, StoryPage


class CampaignListing(PageListingViewSet):
    model = CampaignPage
    icon = "form"
    menu_label = _("Campaigns")
    menu_order = 210
    add_to_admin_menu = True
    list_filter = ["programme", "fund"]


class StoryListing(PageListingViewSet):
    model = StoryPage
    icon = "openquote"
    menu_label = _("Stories")
    menu_order = 220
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def page_listings() -> list[PageListingViewSet]:
    return [CampaignListing("campaigns"), StoryListing("stories")]
