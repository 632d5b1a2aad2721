"""Components say what they show to everybody, also to those who hear the page."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template.loader import render_to_string
from django.utils import translation


class Helps:
    headline = "20 000 ₸"
    detail = "dishes for a kitchen"

    def __str__(self):
        return self.headline


class GiftForm(forms.Form):
    sum = forms.ChoiceField(widget=forms.RadioSelect, choices=[("1", Helps()), ("2", "another")])
    amount = forms.CharField(help_text="From 500.")
    agreed = forms.BooleanField()
    note = forms.CharField(required=False)


@pytest.fixture
def sent_empty():
    form = GiftForm({})
    assert not form.is_valid()
    return form


def rendered(name: str, **context) -> BeautifulSoup:
    with translation.override("en"):
        return BeautifulSoup(render_to_string(name, context), "html.parser")


def test_a_control_names_its_help_and_its_error(sent_empty):
    field = rendered("components/field.html", field=sent_empty["amount"])
    control = field.find("input")
    described = [
        field.find(id=name).get_text(strip=True) for name in control["aria-describedby"].split()
    ]
    assert described == ["From 500.", "This field is required."]
    assert field.find("label")["for"] == control["id"]


def test_radios_are_a_group_with_a_legend_and_say_what_each_brings(sent_empty):
    group = rendered("components/radio_cards.html", field=sent_empty["sum"]).find("fieldset")
    assert group.find("legend").get_text(strip=True) == "Sum"
    assert [label.get_text(" ", strip=True) for label in group.find_all("label")] == [
        "20 000 ₸ dishes for a kitchen",
        "another",
    ]
    assert group.find(id=group["aria-describedby"])


def test_a_field_that_may_stay_empty_says_so(sent_empty):
    label = rendered("components/field.html", field=sent_empty["note"]).find("label")
    assert "(optional)" in label.get_text()


def test_the_error_summary_leads_to_each_field(sent_empty):
    summary = rendered("components/error_summary.html", form=sent_empty)
    targets = [link["href"] for link in summary.find_all("a")]
    assert targets == ["#id_sum_0", "#id_amount", "#id_agreed"]


def test_progress_is_said_in_words_and_in_a_named_bar():
    progress = rendered("components/progress.html", raised_tiyn=123_456_700, goal_tiyn=500_000_000)
    bar = progress.find("progress")
    assert (bar["value"], bar["max"]) == ("123456700", "500000000")
    assert bar["aria-label"]
    assert "₸1,234,567" in progress.get_text()


def test_progress_without_a_goal_has_no_bar():
    assert (
        rendered("components/progress.html", raised_tiyn=100, goal_tiyn=None).find("progress")
        is None
    )


@pytest.mark.parametrize("name", ["403.html", "404.html", "410.html", "500.html", "503.html"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_error_pages_need_nothing_but_the_language(name, language):
    with translation.override(language):
        page = BeautifulSoup(render_to_string(name), "html.parser")
    assert page.html["lang"] == language
    assert len(page.find_all("h1")) == 1
    languages = page.select(".languages a")
    assert [(link["lang"], link["href"]) for link in languages] == [
        ("kk", "/kk/"),
        ("ru", "/ru/"),
        ("en", "/en/"),
    ]
    assert not page.find_all(style=True)
