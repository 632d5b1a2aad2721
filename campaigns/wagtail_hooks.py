from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from campaigns import gates
from campaigns.editorial import EditorialPage
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
def nothing_past_its_gates(request, action_type, objects, action):
    """Says why a page ticked in a list may not be published; the page itself would break off."""
    if action_type != "publish":
        return None
    ticked = [item for item in objects if isinstance(item, Page)]
    below = request.POST.get("include_descendants")
    found = [
        f"{page.title}: {why}"
        for page in (_with_drafts_below(ticked) if below else ticked)
        for why in _obstacles(page)
    ]
    for why in found:
        messages.error(request, why)
    return redirect("wagtailadmin_home") if found else None


def _with_drafts_below(pages: list[Page]) -> list[Page]:
    return [*pages, *(below for page in pages for below in page.get_descendants().not_live())]


def _obstacles(page: Page) -> list[gates.Obstacle]:
    newest = page.get_latest_revision_as_object()
    return gates.asked(newest) if isinstance(newest, EditorialPage) else []


@hooks.register("register_admin_viewset")
def page_listings() -> list[EditorialListing]:
    return [CampaignListing("campaigns"), StoryListing("stories")]
