"""The lists that staff keep for wishes: seasons, kinds with caps, places, reasons."""

from typing import Any

import django_filters
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import CASCADE, ManyToOneRel, Model, QuerySet
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from language.folding import fold
from language.translated import NAME
from money.amounts import format_tenge
from money.fields import TengeField
from wishes import catalogue
from wishes.models import Category, Place, Reason, Season

LISTS = (Season, Category, Place, Reason)
# How much of a reason a list shows.
MOST_OF_A_TEXT = 90
NAMES = MultiFieldPanel(["name_kk", "name_ru", "name_en"], NAME)


def is_in_use(record: Model) -> bool:
    """Whether anything refers to it that would not simply go with it."""
    for relation in record._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.on_delete is CASCADE:
            continue
        model: Any = relation.related_model
        if model._base_manager.filter(**{relation.field.name: record}).exists():
            return True
    return False


def keep_what_is_in_use(request: HttpRequest, records: list[Model]) -> HttpResponse | None:
    """The answer where one of `records` may not be deleted; it says what to do instead."""
    kept: list[Any] = [one for one in records if isinstance(one, LISTS) and is_in_use(one)]
    if not kept:
        return None
    instead = {
        Season: _("Wishes belong to it."),
        Category: _("Wishes are of this kind: rename it, or put it last."),
        Place: _("Wishes come from there: give it a last day, and it is offered no more."),
        Reason: _("Guardians have been told it: change its words, or put it last."),
    }
    for record in kept:
        text = _("“%(name)s” is in use, so it stays.") % {"name": record}
        messages.error(request, f"{text} {instead[type(record)]}")
    return redirect(kept[0].snippet_viewset.get_url_name("list"))


def find_anew(record: Model) -> None:
    """After a place or a kind was changed: search finds its wishes by the new names."""
    if isinstance(record, Place | Category):
        catalogue.refold(record)


class FoldedSearch(IndexView):
    """Finds rows however they are spelled; such lists are short enough to be read through."""

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        wanted = fold(self.search_query or "").split()
        if not wanted:
            return queryset
        keys = {record.pk: fold(self.words_of(record)) for record in queryset}
        found = [pk for pk, key in keys.items() if all(word in key for word in wanted)]
        return queryset.filter(pk__in=found)

    @staticmethod
    def words_of(record: Any) -> str:
        if isinstance(record, Place):
            return record.spellings
        stem = "text" if isinstance(record, Reason) else "name"
        return " ".join(getattr(record, f"{stem}_{code}") for code in ("kk", "ru", "en"))


def day_column(field: str, label: Any) -> Column:
    """A day as a day: Wagtail's own column would say how long ago it was."""

    def shown(record: Model) -> str:
        day = getattr(record, field)
        return date_format(day, "DATE_FORMAT") if day else "—"

    return Column(field, label=label, accessor=shown, sort_key=field)


class _List(SnippetViewSet):
    index_view_class = FoldedSearch
    search_backend_name = None
    list_per_page = 50


class SeasonViewSet(_List):
    model = Season
    icon = "date"
    search_fields = ["name_kk", "name_ru", "name_en"]
    list_display = [
        "name",
        day_column("starts_on", gettext_lazy("Starts on")),
        day_column("ends_on", gettext_lazy("Last day")),
        Column("standing", label=gettext_lazy("State")),
    ]
    edit_handler = ObjectList([NAMES, FieldRowPanel(["starts_on", "ends_on"])])


class CategoryForm(WagtailAdminModelForm):
    cap_tiyn = TengeField(
        label=gettext_lazy("Highest price in tenge"),
        help_text=gettext_lazy("A wish that costs more cannot be approved."),
        least=100,
        most=10_000_000_00,
    )


class CategoryViewSet(_List):
    model = Category
    icon = "tag"
    search_fields = ["name_kk", "name_ru", "name_en"]
    list_display = [
        "name",
        Column(
            "cap_tiyn",
            label=gettext_lazy("Highest price"),
            accessor=lambda category: format_tenge(category.cap_tiyn),
            sort_key="cap_tiyn",
        ),
        Column("illustration", label=gettext_lazy("Drawing"), accessor="get_illustration_display"),
        Column("position", label=gettext_lazy("Position"), sort_key="position"),
    ]
    edit_handler = ObjectList(
        [
            NAMES,
            FieldPanel("slug"),
            FieldPanel("cap_tiyn"),
            FieldRowPanel(["illustration", "position"]),
        ],
        base_form_class=CategoryForm,
    )


class PlaceFilter(WagtailFilterSet):
    is_offered = django_filters.ChoiceFilter(
        label=gettext_lazy("Belongs to the region today"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        method="only_offered",
    )

    class Meta:
        model = Place
        fields = ["kind"]

    def only_offered(self, queryset: QuerySet, name: str, wanted: str) -> QuerySet:
        offered = Place.objects.offered()
        chosen = {"pk__in": offered.values("pk")}
        return queryset.filter(**chosen) if wanted == "yes" else queryset.exclude(**chosen)


class SpellingsField(SimpleArrayField):
    """Spellings with commas between them, and room to read them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class PlaceForm(WagtailAdminModelForm):
    aliases = SpellingsField(
        CharField(max_length=80),
        label=gettext_lazy("Other spellings"),
        help_text=gettext_lazy("Separated by commas; search finds the place by them."),
        required=False,
    )


class PlaceViewSet(_List):
    model = Place
    icon = "site"
    filterset_class = PlaceFilter
    search_fields = ["name_kk", "name_ru", "name_en"]
    list_display = [
        "name",
        Column(
            "aliases",
            label=gettext_lazy("Other spellings"),
            accessor=lambda place: ", ".join(place.aliases),
        ),
        BooleanColumn("is_offered", label=gettext_lazy("Offered today")),
        day_column("valid_to", gettext_lazy("Until")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            NAMES,
            FieldPanel("aliases"),
            FieldRowPanel(["valid_from", "valid_to"]),
            FieldPanel("slug"),
        ],
        base_form_class=PlaceForm,
    )


class ReasonIndex(FoldedSearch):
    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Column:
        """The beginning of the text, which leads to the whole."""
        return super()._get_title_column(
            field_name, *args, accessor=lambda reason: _short(reason.text), **kwargs
        )


class ReasonViewSet(_List):
    model = Reason
    index_view_class = ReasonIndex
    icon = "comment"
    list_filter = ["kind"]
    search_fields = ["text_kk", "text_ru", "text_en"]
    list_display = [
        "text",
        Column("kind", label=gettext_lazy("Used when"), accessor="get_kind_display"),
        Column("position", label=gettext_lazy("Position"), sort_key="position"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            MultiFieldPanel(["text_kk", "text_ru", "text_en"], gettext_lazy("Text")),
            FieldRowPanel(["slug", "position"]),
        ]
    )


def _short(text: str) -> str:
    return text if len(text) <= MOST_OF_A_TEXT else f"{text[:MOST_OF_A_TEXT].rstrip()}…"


class WishListsGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Lists for wishes")
    menu_icon = "list-ul"
    menu_order = 250
    add_to_admin_menu = True
    items = (SeasonViewSet, CategoryViewSet, PlaceViewSet, ReasonViewSet)
