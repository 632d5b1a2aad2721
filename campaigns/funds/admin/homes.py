"""How apartments look in the admin, with what was decided for them."""

from itertools import chain
from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from audit.record import record
from campaigns.funds import locks
from campaigns.funds.admin.views import page_of
from campaigns.funds.models import Apartment
from campaigns.funds.read_only import ReadableInspectView
from campaigns.money_menu import MONEY_MENU
from language.translated import LANGUAGES

_WORDS = ["code", *[f"place_{language}" for language in LANGUAGES], "rooms", "area_m2", "source"]


class ApartmentInspectView(ReadableInspectView):
    template_name = "funds/admin/apartment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = self.object
        decisions = [
            {
                "what": decision._meta.verbose_name,
                "number": decision.number,
                "amount_tiyn": decision.amount_tiyn,
                "get_state_display": decision.get_state_display(),
                "url": page_of(decision),
            }
            for decision in chain(home.allocations.all(), home.purchases.all())
        ]
        more = {"decisions": decisions, "left_tiyn": locks.set_aside(home.pk)}
        return super().get_context_data(**kwargs) | more


class ApartmentCreateView(CreateView):
    def save_instance(self) -> Apartment:
        home = super().save_instance()
        record("apartment.add", home, self.request.user, {"code": home.code})
        return home


class ApartmentEditView(EditView):
    def save_instance(self) -> Apartment:
        home = super().save_instance()
        facts = {"code": home.code, "changed": self.form.changed_data}
        record("apartment.change", home, self.request.user, facts)
        return home


class ApartmentViewSet(ModelViewSet):
    model = Apartment
    icon = "home"
    menu_label = _("Apartments")
    menu_order = 510
    menu_hook = MONEY_MENU
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = ApartmentInspectView
    add_view_class = ApartmentCreateView
    edit_view_class = ApartmentEditView
    form_fields = _WORDS
    list_display = [
        "code",
        Column("place", label=_("Place"), accessor="place"),
        "source",
        "handed_over_on",
    ]
    list_filter = ["source"]
    search_fields = ["code", "place_kk", "place_ru", "place_en"]
    search_backend_name = None
    inspect_view_fields = [*_WORDS, "handed_over_on"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without deleting: an apartment that was decided on stays."""
        return [one for one in super().get_urlpatterns() if one.name != "delete"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**({"delete_url_name": None} | kwargs))
