"""Where staff find gifts and hubs in the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from language.translated import NAME
from wishes.claims.desk import HANDLE_GIFTS
from wishes.claims.models import Hub


class GiftsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(HANDLE_GIFTS)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("claims/", include("wishes.claims.desk_urls"))]


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return GiftsMenuItem(
        _("Gifts at hubs"),
        reverse("claim_desk:index"),
        name="claim-desk",
        icon_name="pick",
        order=95,
    )


class HubViewSet(SnippetViewSet):
    model = Hub
    icon = "home"
    menu_label = _("Hubs")
    menu_order = 251
    add_to_admin_menu = True
    list_display = ["name", "place", "address", "is_active"]
    list_filter = ["is_active", "place"]
    panels = [
        MultiFieldPanel(["name_kk", "name_ru", "name_en"], NAME),
        MultiFieldPanel(["address_kk", "address_ru", "address_en"], _("Address")),
        MultiFieldPanel(["hours_kk", "hours_ru", "hours_en"], _("Opening hours")),
        FieldPanel("place"),
        FieldPanel("phone"),
        FieldPanel("is_active"),
    ]


register_snippet(HubViewSet)
