"""Screening on its labelled texts: the targets, and that the figures mean something."""

import json

import pytest
from django.core.management import call_command

from wishes.screening import measuring
from wishes.screening.measuring import HELD_OUT, TUNED, Mark, Report, Sample

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def report():
    return Report(list(measuring.samples()))


def test_the_targets_are_reached_on_each_part(report):
    assert report.below_target() == [], "\n".join(report.total(TUNED).failures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(report, language):
    assert report.total(language=language).recall >= 0.95
    assert report.total(language=language).precision >= 0.90


def test_there_are_enough_texts_and_many_are_clean(report):
    count = len(report.samples)
    clean = sum(sample.is_clean for sample in report.samples)
    held_out = sum(sample.part == HELD_OUT for sample in report.samples)
    assert count >= 320
    assert clean >= count // 2
    assert held_out >= 110
    for language in LANGUAGES:
        assert sum(sample.language == language for sample in report.samples) > count / 4


def test_every_text_stands_there_once(report):
    texts = [sample.text for sample in report.samples]
    assert len(texts) == len(set(texts))


def test_a_rule_that_misses_or_mistakes_shows_in_the_figures():
    marked = "Звоните 8 701 000 45 67, жду"
    missed = Sample(TUNED, "ru", "Звоните маме вечером", (Mark("phone", 8, 12, True),))
    right = Sample(TUNED, "ru", marked, (Mark("phone", 8, 23, True),))
    mistaken = Sample(TUNED, "ru", marked + "!", ())
    elsewhere = Sample(TUNED, "ru", marked, (Mark("phone", 0, 7, True),))
    assert Report([right]).total(rule="phone").recall == 1
    assert Report([missed]).total(rule="phone").recall == 0
    assert Report([elsewhere]).total(rule="phone").recall == 0
    assert Report([mistaken]).total(rule="phone").precision == 0
    assert "tuned: recall of phone is below 100 %" in Report([missed]).below_target()


def test_the_command_tells_the_figures(capsys):
    call_command("screening_report", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert told["held_out"]["rules"]["phone"]["recall"] == 1
    call_command("screening_report")
    assert "held_out" in capsys.readouterr().out


def test_the_command_fails_below_the_targets(monkeypatch):
    monkeypatch.setattr(measuring, "LEAST_RECALL", 1.01)
    with pytest.raises(SystemExit):
        call_command("screening_report", "--json")
