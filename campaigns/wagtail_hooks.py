from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from campaigns import story_gates
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


@hooks.register("before_bulk_action")
def no_story_past_its_consent(request, action_type, objects, action):
    """Says why a story ticked in a list may not be published; the page itself would break off."""
    if action_type != "publish":
        return None
    pages = [item.specific for item in objects if isinstance(item, Page)]
    found = [
        f"{page.title}: {why}"
        for page in pages
        if isinstance(page, StoryPage)
        for why in story_gates.obstacles(page.get_latest_revision_as_object())
    ]
    for why in found:
        messages.error(request, why)
    return redirect("wagtailadmin_home") if found else None


@hooks.register("register_admin_viewset")
def page_listings() -> list[EditorialListing]:
    return [CampaignListing("campaigns"), StoryListing("stories")]
