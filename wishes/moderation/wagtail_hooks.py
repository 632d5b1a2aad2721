"""Where the desk's lists and each moderator's own setting stand in the admin."""

from django import forms
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.admin.viewsets.model import ModelViewSet

from wishes.moderation.institutions import LINK_URL, InstitutionViewSet
from wishes.moderation.models import Reader
from wishes.moderation.staff_lists import DayOffViewSet, ReaderViewSet
from wishes.permissions import may_moderate


@hooks.register("register_admin_viewset")
def desk_viewsets() -> list[ModelViewSet]:
    return [
        ReaderViewSet("desk_readers", url_prefix="desk-readers"),
        DayOffViewSet("days_off", url_prefix="days-off"),
        InstitutionViewSet("institutions", url_prefix="institutions"),
    ]


@hooks.register("register_admin_urls")
def link_url() -> list[URLPattern]:
    return [LINK_URL]


class LetterForm(forms.ModelForm):
    class Meta:
        model = Reader
        fields = ["wants_letter"]


@hooks.register("register_account_settings_panel")
class LetterPanel(BaseSettingsPanel):
    """Each moderator says whether the morning's letter comes; the districts are given."""

    name = "wish_letter"
    title = _("Wishes to read")
    tab = notifications_tab
    order = 200

    def is_active(self) -> bool:
        return may_moderate(self.user)

    def get_form(self) -> LetterForm:
        reader = Reader.objects.filter(user=self.user).first() or Reader(user=self.user)
        sent = self.request.POST if self.request.method == "POST" else None
        return LetterForm(sent, instance=reader, prefix=self.name)
