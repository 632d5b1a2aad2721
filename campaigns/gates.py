"""What may not be on the site: asked before every writing of a page as live, whoever writes it.

A picture of a child stands on no page but a story of the wish that it belongs to. What stories may
tell is answered by `STORY_GATES`, as dotted names: pages of campaigns know no wishes.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.models import Page, ReferenceIndex

from edge.refused import MayNotBeLive
from images import children, places
from images.models import PhotoConsent, SiteImage

if TYPE_CHECKING:
    from django.forms import Form

    from campaigns.editorial import EditorialPage
    from campaigns.models import StoryPage


class Obstacle(NamedTuple):
    """Why a page may not be on the site, in words for the press, and where on it.

    `field` is "" for all of it; `part` the number of a block within a body.
    """

    why: str
    field: str = ""
    part: int | None = None

    def __str__(self) -> str:
        return self.why


def of_pictures(page: "EditorialPage") -> list[Obstacle]:
    """Pictures of children, on a page that no consent is asked for."""
    shown = list(places.places(page))
    refused = {picture.pk for picture in children.among(place.image for place in shown)}
    why = _(
        "This picture shows a child, or nobody has said yet what it shows. A child's picture may "
        "stand only in the story of a wish whose consent allows it."
    )
    return [Obstacle(why, place.field, place.part) for place in shown if place.image in refused]


def of_story(story: "StoryPage") -> list[Obstacle]:
    if story.withdrawn_at:
        return [Obstacle(_("This story was taken down because the consent for it has ended."))]
    found = [] if story.wish_code else of_pictures(story)
    return found + [why for gate in settings.STORY_GATES for why in import_string(gate)(story)]


def asked(page: "EditorialPage") -> list[Obstacle]:
    """Empty where the page may be on the site.

    Within a transaction of the caller's what was asked about stays locked until its end, so that a
    withdrawal and a publishing cannot pass each other.
    """
    with transaction.atomic():
        return page.obstacles()


def require_may_be_live(page: "EditorialPage") -> None:
    """Raises MayNotBeLive with all that stands in the way."""
    if found := asked(page):
        raise MayNotBeLive([str(obstacle) for obstacle in found])


def say_in_form(form: "Form", found: list[Obstacle]) -> None:
    """Each beside its field, within a body beside its block."""
    bodies: dict[str, dict[int, ValidationError]] = {}
    for why, field, part in found:
        if part is not None:
            bodies.setdefault(field, {}).setdefault(part, ValidationError(why))
        else:
            form.add_error(field if field in form.fields else None, why)
    for field, parts in bodies.items():
        form.add_error(field, StreamBlockValidationError(block_errors=parts))


def clear_live_pages() -> int:
    """The periodic step: pictures of children leave the pages that may not show them.

    For what no page was asked about: somebody says only later that a picture shows a child, or a
    page was made live past its own `save`. Returns out of how many pages they were taken.
    """
    from campaigns.editorial import EditorialPage

    shown = SiteImage.objects.filter(consent=PhotoConsent.CHILD)
    named = ReferenceIndex.get_references_to_in_bulk(shown)
    keys = {int(key) for key in named.values_list("object_id", flat=True) if key.isdecimal()}
    pages = Page.objects.live().filter(pk__in=keys).specific()
    return sum(_cleared(page) for page in pages if isinstance(page, EditorialPage))


@transaction.atomic
def _cleared(page: "EditorialPage") -> bool:
    if not asked(page):
        return False
    pictures = children.among(place.image for place in places.places(page))
    return sum(places.take_out_of(page, picture) for picture in pictures) > 0
