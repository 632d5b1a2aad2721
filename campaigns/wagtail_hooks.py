from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from campaigns.menu import EditorialListing
from campaigns.models import CampaignPage, StoryPage


class CampaignListing(EditorialListing):
    model = CampaignPage
    icon = "form"
    menu_label = _("Campaigns")
    menu_order = 210
    list_filter = ["programme", "fund"]


class StoryListing(EditorialListing):
    model = StoryPage
    icon = "openquote"
    menu_label = _("Stories")
    menu_order = 220


@hooks.register("register_admin_viewset")
def page_listings() -> list[EditorialListing]:
    return [CampaignListing("campaigns"), StoryListing("stories")]
