"""The pieces that a page's body is built of; each renders through templates/blocks/."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

from campaigns.figures import AS_OF_NOTE_HELP, UNDATED, VALUE_HELP, describe_as_of
from campaigns.funds.models import Fund
from campaigns.reading import reading_url
from language.translated import NAME

PREVIEW = "blocks/preview.html"
TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "h3"]

SAMPLE_FIGURE = {
    "value": "729",
    "label": _("apartments received"),
    "as_of_note": _("as reported"),
    "source": _("Press service"),
}
SAMPLE_STEP = {"title": _("Choose a wish"), "text": _("Any that you like.")}
SAMPLE_PARTNER = {"name": _("A partner")}


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Opens a part of the page.")
        template = "blocks/heading.html"
        preview_template = PREVIEW
        preview_value = _("How it works")


class ParagraphBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs with bold, italics, links and lists.")
        template = "blocks/paragraph.html"
        preview_template = PREVIEW
        preview_value = "<p>Lorem ipsum dolor sit amet, <b>consectetur</b> adipiscing elit.</p>"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with a caption. Prefer pictures without faces.")
        template = "blocks/picture.html"
        preview_template = PREVIEW

    def get_preview_value(self):
        """The newest picture of the library; nothing to see while it is empty."""
        newest = get_image_model().objects.order_by("-pk").first()
        if newest:
            newest.contextual_alt_text, newest.decorative = "", True
        return self.normalize({"image": newest, "caption": _("What the picture shows")})


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), max_length=400)
    who = blocks.CharBlock(
        label=_("Who says it"),
        required=False,
        max_length=80,
        help_text=_("For a child: the made-up name only, never a surname."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("Someone's own words.")
        template = "blocks/quote.html"
        preview_template = PREVIEW
        preview_value = {"text": _("Now I read every evening."), "who": _("A reader")}


class FigureValue(blocks.StructValue):
    @property
    def as_of_text(self) -> str:
        return describe_as_of(self.get("as_of"), self.get("as_of_note", ""))


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Figure"), max_length=40, help_text=VALUE_HELP)
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=40)
    label = blocks.CharBlock(label=_("What it counts"), max_length=160)
    as_of = blocks.DateBlock(label=_("As of"), required=False)
    as_of_note = blocks.CharBlock(
        label=_("As of, in words"), required=False, max_length=80, help_text=AS_OF_NOTE_HELP
    )
    source = blocks.CharBlock(label=_("Source"), max_length=200)

    class Meta:
        icon = "order"
        label = _("Figure")
        description = _("One figure with its date and its source.")
        template = "blocks/figure.html"
        value_class = FigureValue
        preview_template = PREVIEW
        preview_value = SAMPLE_FIGURE

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned.as_of_text:
            raise StructBlockValidationError(block_errors={"as_of": ValidationError(UNDATED)})
        return cleaned


class FigureRowBlock(blocks.ListBlock):
    class Meta:
        icon = "table"
        label = _("Row of figures")
        description = _("Up to six figures side by side, each with its date and source.")
        template = "blocks/figure_row.html"
        preview_template = PREVIEW
        preview_value = [SAMPLE_FIGURE, SAMPLE_FIGURE]


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        description = _("One step.")
        template = "blocks/step.html"
        preview_template = PREVIEW
        preview_value = SAMPLE_STEP


class StepsBlock(blocks.ListBlock):
    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("What happens one after another, numbered.")
        template = "blocks/steps.html"
        preview_template = PREVIEW
        preview_value = [SAMPLE_STEP, SAMPLE_STEP]


def fund_choices() -> list[tuple[str, str]]:
    return [(fund.slug, str(fund)) for fund in Fund.objects.listed()]


class FundChoiceBlock(blocks.ChoiceBlock):
    """A fund by its address."""

    def to_python(self, value):
        # As stored: to read a page, the funds to choose from need not be listed.
        return value


class CallValue(blocks.StructValue):
    @property
    def url(self) -> str:
        """Where the button leads, in the reader's language."""
        if self.get("fund"):
            return reverse("payments:donate", args=[self["fund"]])
        return reading_url(self["page"]) if self.get("page") else ""


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300)
    button = blocks.CharBlock(label=_("Words on the button"), max_length=40)
    fund = FundChoiceBlock(
        choices=fund_choices, label=_("Fund to give to"), required=False, search_index=False
    )
    page = blocks.PageChooserBlock(label=_("or page to open"), required=False)

    class Meta:
        icon = "pick"
        label = _("Call to action")
        description = _("A button to a fund or to a page.")
        template = "blocks/call_to_action.html"
        value_class = CallValue
        preview_template = PREVIEW
        preview_value = {
            "title": _("Help with a home of their own"),
            "text": _("Every tenge goes to housing."),
            "button": _("Give"),
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and bool(cleaned["fund"]) == bool(cleaned["page"]):
            error = ValidationError(_("Choose either a fund or a page."))
            raise StructBlockValidationError(block_errors={"fund": error})
        return cleaned


class PartnerBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=NAME, max_length=120)
    url = blocks.URLBlock(label=_("Website"), required=False)

    class Meta:
        icon = "group"
        label = _("Partner")
        description = _("An organisation that helps.")
        template = "blocks/partner.html"
        preview_template = PREVIEW
        preview_value = SAMPLE_PARTNER


class PartnersBlock(blocks.ListBlock):
    class Meta:
        icon = "group"
        label = _("Partners")
        description = _("The organisations that help, in one row.")
        template = "blocks/partners.html"
        preview_template = PREVIEW
        preview_value = [SAMPLE_PARTNER, SAMPLE_PARTNER]


class NoticeBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[("info", _("To know")), ("ok", _("Good news")), ("wait", _("Careful"))],
        default="info",
        label=_("Tone"),
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=100)
    text = blocks.TextBlock(label=_("Text"), max_length=400)

    class Meta:
        icon = "warning"
        label = _("Notice")
        description = _("Something that must not be overlooked.")
        template = "blocks/notice.html"
        preview_template = PREVIEW
        preview_value = {"tone": "info", "title": _("Good to know"), "text": _("It is free.")}


class BodyBlock(blocks.StreamBlock):
    """The body of every editorial page."""

    heading = HeadingBlock(max_length=120)
    paragraph = ParagraphBlock(features=TEXT_FEATURES)
    picture = PictureBlock()
    quote = QuoteBlock()
    figures = FigureRowBlock(FigureBlock(), min_num=1, max_num=6)
    steps = StepsBlock(StepBlock(), min_num=2, max_num=6)
    call_to_action = CallToActionBlock()
    partners = PartnersBlock(PartnerBlock(), min_num=1)
    notice = NoticeBlock()

    class Meta:
        icon = "doc-full"
        label = _("Body")
        description = _("The parts of a page, one below another.")
        template = "blocks/body.html"
        preview_template = PREVIEW
        preview_value = [("heading", _("How it works"))]
