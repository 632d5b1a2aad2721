from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wishes.models.catalogue import CatalogueEntry
from wishes.models.reference import Category, Place, Season
from wishes.models.wish import AgeBand
from wishes.tree.choosing import MOST_CARDS, Choice, cards_for
from wishes.tree.sheets import Languages, Layout

ALL = _("All")


class TreeForm(forms.Form):
    """What to print. Clean only where there is at least one card; `entries` are those."""

    layout = forms.ChoiceField(
        label=_("Sheets"),
        choices=Layout.choices,
        help_text=_("A folded card says on its back how to help."),
    )
    languages = forms.ChoiceField(label=_("Language"), choices=Languages.choices)
    season = forms.ModelChoiceField(
        label=_("Season"), queryset=Season.objects.none(), required=False, empty_label=ALL
    )
    place = forms.ModelChoiceField(
        label=_("City or district"),
        queryset=Place.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=ALL,
    )
    category = forms.ModelChoiceField(
        label=_("Kind"),
        queryset=Category.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=ALL,
    )
    age = forms.ChoiceField(label=_("Age"), choices=[("", ALL), *AgeBand.choices], required=False)
    cards = forms.IntegerField(
        label=_("How many cards at most"),
        min_value=1,
        max_value=MOST_CARDS,
        initial=20,
        help_text=_("Those that wait longest come first."),
    )

    entries: list[CatalogueEntry]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        fields: dict[str, Any] = self.fields
        fields["season"].queryset = Season.objects.all()
        # One that left the region may still have wishes on the site.
        fields["place"].queryset = Place.objects.all()
        fields["category"].queryset = Category.objects.all()

    def clean(self) -> dict[str, Any]:
        cleaned = cast(dict[str, Any], super().clean())
        if not self.errors:
            self.entries = cards_for(self.choice())
            if not self.entries:
                raise ValidationError(_("No wish like that waits for somebody just now."))
        return cleaned

    def choice(self) -> Choice:
        chosen = self.cleaned_data
        return Choice(
            season=chosen["season"],
            place=chosen["place"],
            category=chosen["category"],
            age_band=chosen["age"],
            cards=chosen["cards"],
        )
