"""Every piece that a page's body is built of can be known before it is chosen, and renders."""

import datetime

import pytest
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from campaigns.blocks import BodyBlock, CallToActionBlock, FigureBlock
from home.models import HomePage
from tests.factories.pages import make_picture, make_site

BODY = BodyBlock()
LINES = [BODY.child_blocks[name] for name in ("figures", "steps", "partners")]
ALL = [
    BODY,
    *BODY.child_blocks.values(),
    *(line.child_block for line in LINES),
    *HomePage._meta.get_field("figures").stream_block.child_blocks.values(),
]


def name_of(block: blocks.Block) -> str:
    return type(block).__name__


@pytest.mark.parametrize("block", ALL, ids=name_of)
def test_a_block_has_icon_label_and_description(block):
    assert block.meta.icon not in ("", "placeholder")
    assert str(block.meta.label)
    assert str(block.get_description())


@pytest.mark.parametrize("block", ALL, ids=name_of)
def test_a_block_has_a_template_of_its_own(block):
    assert block.meta.template.startswith("blocks/")
    get_template(block.meta.template)


@pytest.mark.django_db
@pytest.mark.parametrize("block", ALL, ids=name_of)
def test_a_block_has_a_preview(block):
    assert block.is_previewable
    value = block.get_preview_value()
    context = block.get_preview_context(value, None)
    request = RequestFactory().get("/")
    template = get_template(block.get_preview_template(value, context))
    bound = blocks.BoundBlock(block, value)
    page = template.render({**context, "block_def": block, "bound_block": bound}, request)
    assert "tokens.css" in page


@pytest.mark.django_db
def test_a_picture_has_its_description():
    picture = make_picture()
    block = BODY.child_blocks["picture"]
    value = block.to_python({"image": {"image": picture.pk, "alt_text": "Кітаптар"}})
    rendered = block.render(value)
    assert 'alt="Кітаптар"' in rendered
    assert "image/webp" in rendered
    assert 'width="' in rendered


def test_a_figure_needs_a_date_or_a_word_about_it():
    block = FigureBlock()
    figure = {"value": "1", "unit": "", "label": "thing", "source": "Us"}
    dated = block.to_python({**figure, "as_of": datetime.date(2024, 3, 1), "as_of_note": ""})
    with translation.override("ru"):
        assert block.clean(dated).as_of_text == "1 марта 2024 г."
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({**figure, "as_of": None, "as_of_note": ""}))


@pytest.mark.django_db
class TestCall:
    @pytest.fixture
    def page(self):
        return make_site().indexes["kk"]["news"]

    def value(self, **where):
        call = {"title": "Help", "text": "", "button": "Give", "fund": "", "page": None}
        return CallToActionBlock().to_python({**call, **where})

    def test_it_leads_to_a_page_in_the_readers_language(self, page):
        with translation.override("ru"):
            assert self.value(page=page.pk).url == "/ru/news/"

    def test_it_leads_to_a_fund_without_looking_it_up(self, django_assert_num_queries):
        with translation.override("en"), django_assert_num_queries(0):
            assert self.value(fund="homes").url == "/en/donate/homes/"

    def test_it_leads_to_one_place(self, page):
        block = CallToActionBlock()
        for value in (self.value(), self.value(fund="homes", page=page.pk)):
            with pytest.raises(StructBlockValidationError):
                block.clean(value)
