import ast

import polib
import pytest
from django.utils import translation
from django.utils.translation import trans_real

from tools.messages import PLURAL_FORMS, compiled
from tools.messages.check import problems
from tools.messages.extract import merge
from tools.messages.sources import Message, NotLiteral, messages_of, read_call


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.messages.sources.ROOT", tmp_path)

    def write(name: str, text: str) -> list[Message]:
        file = tmp_path / name
        file.write_text(text)
        return messages_of(file)

    return write


def keys(messages):
    return [(each.context, each.singular, each.plural) for each in messages]


class TestFinding:
    def test_every_kind_of_call_in_python(self, source):
        found = source(
            "views.py",
            'a = _("One")\n'
            'b = translation.gettext_lazy("Two "\n "parts")\n'
            'c = ngettext("%(n)s wish", "%(n)s wishes", n)\n'
            'd = pgettext_lazy("month", "May")\n'
            'e = npgettext("list", "gift", "gifts", n)\n',
        )
        assert keys(found) == [
            (None, "One", None),
            (None, "Two parts", None),
            (None, "%(n)s wish", "%(n)s wishes"),
            ("month", "May", None),
            ("list", "gift", "gifts"),
        ]

    def test_a_variable_is_somebody_elses_message(self):
        call = ast.parse("_(label)", mode="eval").body
        assert read_call(call) is None

    def test_an_f_string_is_refused_with_its_place(self, source):
        with pytest.raises(NotLiteral, match=r"views\.py.*line 2"):
            source("views.py", '\n_(f"Dear {name}")\n')

    def test_every_kind_of_tag_in_a_template(self, source):
        found = source(
            "page.html",
            '{% load i18n %}<h1>{% translate "Wishes" %}</h1>\n'
            '{% translate "May" context "month" %}\n'
            "{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}\n"
            "{% blocktranslate count n=total %}{{ n }} gift{% plural %}{{ n }} gifts"
            "{% endblocktranslate %}\n"
            '{% include "x.html" with label=_("Send (now)") only %}{{ _("Bye") }}',
        )
        assert keys(found) == [
            (None, "Wishes", None),
            ("month", "May", None),
            (None, "Two lines", None),
            (None, "%(n)s gift", "%(n)s gifts"),
            (None, "Send (now)", None),
            (None, "Bye", None),
        ]


class TestMerging:
    def test_translations_stay_and_what_is_gone_is_kept_as_obsolete(self, tmp_path):
        file = tmp_path / "django.po"
        merge(file, "ru", [Message("Wish", files=["a.py"]), Message("Gone", files=["a.py"])])
        catalogue = polib.pofile(str(file))
        for entry, text in zip(catalogue, ("Желание", "Ушло"), strict=True):
            entry.msgstr = text
        catalogue.save()

        came, went = merge(
            file, "ru", [Message("Wish", files=["b.py"]), Message("New", files=["b.py"])]
        )
        assert (came, went) == (1, 1)
        text = file.read_text()
        assert "#: b.py\n" in text
        assert '#~ msgstr "Ушло"' in text
        assert polib.pofile(str(file)).find("Wish").msgstr == "Желание"

        merge(file, "ru", [Message("Gone", files=["c.py"])])
        assert polib.pofile(str(file)).find("Gone").msgstr == "Ушло"

    def test_a_plural_gets_as_many_forms_as_the_language_has(self, tmp_path):
        for language, forms in (("kk", 2), ("ru", 3)):
            file = tmp_path / f"{language}.po"
            merge(file, language, [Message("gift", "gifts")])
            assert len(polib.pofile(str(file))[0].msgstr_plural) == forms


class TestChecking:
    @pytest.fixture
    def check(self, tmp_path):
        def run(message: Message, language: str = "ru", **written) -> list[str]:
            file = tmp_path / "django.po"
            catalogue = polib.POFile()
            catalogue.metadata = {"Plural-Forms": PLURAL_FORMS[language]}
            if written:
                entry = polib.POEntry(msgid=message.singular, msgctxt=message.context, **written)
                if message.plural:
                    entry.msgid_plural = message.plural
                catalogue.append(entry)
            catalogue.save(str(file))
            return [problem.split(":")[0] for problem in problems(file, language, [message])]

        return run

    def test_a_translated_string_is_well(self, check):
        assert check(Message("For %(name)s"), msgstr="Для %(name)s") == []

    @pytest.mark.parametrize(
        ("written", "problem"),
        [
            ({}, "missing"),
            ({"msgstr": ""}, "not translated"),
            ({"msgstr": "Для %(name)s", "flags": ["fuzzy"]}, "fuzzy"),
            ({"msgstr": "Для %(nmae)s"}, "other placeholders than the original"),
            ({"msgstr": "Для"}, "other placeholders than the original"),
        ],
    )
    def test_a_string_that_would_show_wrongly_is_named(self, check, written, problem):
        assert check(Message("For %(name)s"), **written) == [problem]

    def test_one_may_leave_its_number_out(self, check):
        message = Message("One gift", "%(n)s gifts")
        forms = {0: "Один дар", 1: "%(n)s дара", 2: "%(n)s даров"}
        assert check(message, msgstr_plural=forms) == []

    def test_every_plural_form_is_asked_for(self, check):
        message = Message("%(n)s gift", "%(n)s gifts")
        short = {0: "%(n)s дар", 1: "%(n)s дара"}
        assert check(message, msgstr_plural=short) == ["not all plural forms are translated"]
        assert check(message, "kk", msgstr_plural={0: "%(n)s сый", 1: "%(n)s сый"}) == []


FORMS = {
    "kk": {0: "%(n)s тілек", 1: "%(n)s тілек"},
    "ru": {0: "%(n)s желание", 1: "%(n)s желания", 2: "%(n)s желаний"},
}


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        *(("kk", n, f"{n} тілек") for n in (0, 1, 2, 5, 11, 21, 22, 111)),
        *(("ru", n, f"{n} желание") for n in (1, 21)),
        *(("ru", n, f"{n} желания") for n in (2, 22)),
        *(("ru", n, f"{n} желаний") for n in (0, 5, 11, 111)),
    ],
)
def test_our_plural_rule_holds_beside_djangos_own(
    language, number, expected, tmp_path, settings, monkeypatch
):
    """Django's Russian catalogue counts four forms, ours three; the two are merged when read."""
    file = tmp_path / language / "LC_MESSAGES" / "django.po"
    merge(file, language, [Message("%(n)s wish", "%(n)s wishes")])
    catalogue = polib.pofile(str(file))
    catalogue[0].msgstr_plural = FORMS[language]
    catalogue.save()
    list(compiled.renew(tmp_path))
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setattr(trans_real, "_translations", {})
    with translation.override(language):
        told = translation.ngettext("%(n)s wish", "%(n)s wishes", number) % {"n": number}
        assert told == expected
        if language == "ru":
            months = translation.ngettext("%(num)d month", "%(num)d months", 5) % {"num": 5}
            assert months.replace("\xa0", " ") == "5 месяцев"


def test_a_catalogue_is_compiled_only_when_its_source_is_newer(tmp_path):
    file = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    merge(file, "ru", [Message("Wish")])
    assert len(list(compiled.renew(tmp_path))) == 1
    assert list(compiled.renew(tmp_path)) == []
