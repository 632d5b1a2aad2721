"""What administrators keep for the desk: who reads from where, and which days are off."""

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from audit.record import record
from wishes.moderation.assigning import moderators
from wishes.moderation.models import DayOff, Reader


class RecordedCreateView(CreateView):
    def save_instance(self) -> Model:
        saved = super().save_instance()
        record(f"{saved._meta.model_name}.add", saved, self.request.user)
        return saved


class RecordedEditView(EditView):
    def save_instance(self) -> Model:
        saved = super().save_instance()
        facts = {"changed": self.form.changed_data}
        record(f"{saved._meta.model_name}.change", saved, self.request.user, facts)
        return saved


class ReaderForm(forms.ModelForm):
    class Meta:
        model = Reader
        fields = ["user", "places", "only_own", "wants_letter"]
        widgets = {"places": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = moderators()  # type: ignore[attr-defined]

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("only_own") and not cleaned.get("places"):
            self.add_error("places", _("Without a place this moderator would see nothing."))
        return cleaned


class ReaderViewSet(ModelViewSet):
    model = Reader
    icon = "group"
    menu_label = _("Districts of moderators")
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = RecordedCreateView
    edit_view_class = RecordedEditView
    list_display = ["__str__", "only_own", "wants_letter"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ReaderForm


class DayOffViewSet(ModelViewSet):
    model = DayOff
    icon = "date"
    menu_label = _("Days off")
    menu_order = 270
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = RecordedCreateView
    edit_view_class = RecordedEditView
    form_fields = ["day", "every_year", "kind", "name_kk", "name_ru", "name_en"]
    list_display = ["__str__", "day", "every_year", "kind"]
    search_backend_name = None
