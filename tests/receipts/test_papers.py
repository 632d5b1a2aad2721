"""The PDF of a receipt: what it says in each language, and to whom."""

import time
from datetime import date

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from campaigns.payments.models import Donation
from campaigns.receipts import issuing, papers
from campaigns.receipts.models import Receipt
from campaigns.receipts.statements import MOST_GIFTS, StatementTooLong, statement_pdf
from money.amounts import format_tenge
from money.words import in_words
from paper import texts
from tests.factories.money import make_fund
from tests.factories.settled import give_back, settled_gift
from tests.receipts.pdf import read

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru", "en")


def receipt_for(**fields):
    return issuing.receipt_of(settled_gift(**fields))


def paper_for(language="ru", **fields):
    return read(papers.receipt_pdf(receipt_for(**fields), language))


def plain(text):
    """As it is read off a page, where no-break spaces are spaces."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_states_what_a_receipt_must(language):
    receipt = receipt_for(amount_tiyn=5_150_99, cover_tiyn=150_00, reference="ch_7")
    paper = read(papers.receipt_pdf(receipt, language))
    for stated in (
        receipt.number,
        settings.ORGANISATION_NAME[language],
        settings.ORGANISATION_BIN,
        plain(format_tenge(5_150_99, language)),
        plain(format_tenge(150_00, language)),
        getattr(receipt, f"purpose_{language}"),
        "Айгүл",
        "ch_7",
        {"kk": "2026 ж. 1 сәуір", "ru": "1 апреля 2026 г.", "en": "1 April 2026"}[language],
    ):
        assert stated in paper.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_the_sum_in_words_and_that_it_was_voluntary_in_three_languages(language):
    paper = paper_for(language, amount_tiyn=5_150_99)
    for code in LANGUAGES:
        assert in_words(5_150_99, code)[1:] in paper.text
        with translation.override(code):
            voluntary = gettext(
                "This was a voluntary donation, not a payment for goods or services."
            )
        assert voluntary in paper.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_read_aloud(language):
    paper = paper_for(language)
    assert paper.is_tagged
    assert paper.is_ua
    assert paper.language == language
    assert Receipt.objects.get().number in paper.title
    assert paper.pages == 1
    assert len(paper.alternatives) == 1, "the code is described"


def test_its_code_leads_to_the_page_where_it_is_checked():
    receipt = receipt_for()
    url = papers.check_url(receipt)
    assert url == f"{settings.SITE_URL}/receipts/check/{receipt.number}/?c={receipt.check_code}"
    paper = read(papers.receipt_pdf(receipt, "en"))
    assert f"/receipts/check/{receipt.number}/" in paper.text


def test_who_gave_no_name_is_not_named():
    assert "no name" in paper_for("en", donor_name="").text


def test_a_company_stands_for_the_person_who_typed():
    paper = paper_for(company_name="ТОО «Ертіс»", company_bin="999940000000")
    assert "ТОО «Ертіс»" in paper.text
    assert "Айгүл" not in paper.text


def test_a_void_one_says_so():
    receipt = receipt_for()
    issuing.void(receipt, "mistaken")
    assert "void" in read(papers.receipt_pdf(receipt, "en")).text


def test_what_was_returned_is_taken_off_and_said():
    gift = settled_gift()
    first = issuing.receipt_of(gift)
    give_back(gift, 2_000_00)
    issuing.bring_up_to_date()
    paper = read(papers.receipt_pdf(gift.receipts.valid().get(), "en"))
    assert "₸3,000" in paper.text
    assert "₸2,000" in paper.text
    assert first.number in paper.text


HOSTILE = {
    "markup": '#import "@preview/x:1.0.0": * #read("/etc/passwd") $ x $ `raw` *b* <l> @r \\u{1}',
    "quotes": "\"'«»{}[]()\\",
    "json": '"}, "title": "forged", "x": {"',
    "long": "Ж" * 120,
    "faces": "Айгүл 😀 日本語 한국어",
    "other scripts": "عائشة נועה ქეთი Հայ Ελένη",
    "joined": "Сери\u0306к Е\u0308лка ﬁ İı",
    "entities": "&lt;b&gt; <script>alert(1)</script>",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_whatever_was_typed_is_text_and_nothing_else(name):
    started = time.monotonic()
    paper = paper_for(donor_name=name[:120])
    assert time.monotonic() - started < 5
    assert "forged" not in paper.title
    # Readers join words anew where a line was broken.
    shown = texts.printable(name[:120]).replace(texts.BREAK, "").replace(" ", "")
    if "عائشة" not in name:  # read from the right, so laid out in another order
        assert shown[:60] in paper.text.replace(" ", "").replace(texts.BREAK, "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b\x07c", "abc"),
        ("\u202eabc\u202c\u2066d\u2069", "abcd"),
        ("a\u200bb\ufeff\u00adc", "abc"),
        ("a\tb\r\n c", "a b c"),
        ("日本", "??"),
        ("\ud800\ue000", ""),
        ("Қ" * 300, None),
    ],
)
def test_what_nobody_could_see_is_left_out(typed, shown):
    cleaned = texts.printable(typed).replace(texts.BREAK, "")
    assert cleaned == ("Қ" * texts.MOST_LETTERS if shown is None else shown)


def test_a_statement_takes_off_what_went_back_and_keeps_to_its_days():
    fund = make_fund()
    kept, returned = (settled_gift(fund=fund, amount_tiyn=7_000_00) for _n in range(2))
    outside = settled_gift(fund=fund, amount_tiyn=11_00, paid_at="2026-03-31T18:59:00Z")
    give_back(returned, 2_000_00)
    issuing.bring_up_to_date()
    pdf = statement_pdf(Donation.objects.all(), date(2026, 4, 1), date(2026, 4, 1), "ru")
    paper = read(pdf)
    assert paper.is_ua
    assert paper.language == "ru"
    assert plain(format_tenge(12_000_00, "ru")) in paper.text
    assert "венадцать тысяч тенге" in paper.text
    for gift in (kept, returned):
        assert gift.receipts.valid().get().number in paper.text
    assert outside.receipts.get().number not in paper.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_of_no_gifts_says_so(language):
    pdf = statement_pdf(Donation.objects.none(), date(2026, 1, 1), date(2026, 12, 31), language)
    assert in_words(0, language)[1:] in read(pdf).text


def test_a_statement_has_a_length(monkeypatch):
    settled_gift(), settled_gift()
    monkeypatch.setattr("campaigns.receipts.statements.MOST_GIFTS", 1)
    with pytest.raises(StatementTooLong):
        statement_pdf(Donation.objects.all(), date(2026, 1, 1), date(2026, 12, 31), "kk")
    assert MOST_GIFTS >= 366
