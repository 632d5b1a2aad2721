"""What may not be on the site: asked before every writing of a page as live, whoever writes it.

A picture of a child stands on no page but a story of the wish that it belongs to. What stories may
tell is answered by `STORY_GATES`, as dotted names: pages of campaigns know no wishes.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
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

    `field` is "" for all of it; `part` the number of a block within a body; `image` the picture
    that stands there, where it and not the words is what may not.
    """

    why: str
    field: str = ""
    part: int | None = None
    image: int | None = None

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
    return [
        Obstacle(why, place.field, place.part, place.image)
        for place in shown
        if place.image in refused
    ]


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
    for why, field, part, _image in found:
        if part is not None:
            bodies.setdefault(field, {}).setdefault(part, ValidationError(why))
        else:
            form.add_error(field if field in form.fields else None, why)
    for field, parts in bodies.items():
        form.add_error(field, StreamBlockValidationError(block_errors=parts))


def clear_live_pages() -> int:
    """The periodic step: pictures of children leave the pages that may not show them.

    For what no page was asked about: somebody says only later that a picture shows a child, or a
    page was made live past its own `save`. Words are not its business, and the picture of a child
    in the story of its own wish was asked about when that went live. Returns out of how many pages
    pictures were taken.
    """
    pages = Page.objects.live().filter(pk__in=_with_a_child_out_of_place()).specific()
    return sum(_cleared(page) for page in pages)


def _with_a_child_out_of_place() -> set[int]:
    """Pages of the press, drafts too, that show a child and are no story of that child's wish."""
    from campaigns.editorial import EditorialPage
    from campaigns.models import StoryPage

    kinds = ContentType.objects.get_for_models(*EditorialPage.__subclasses__())
    references = ReferenceIndex.objects.filter(
        content_type__in=kinds.values(),
        to_content_type=ContentType.objects.get_for_model(SiteImage),
    )
    shown = [(int(page), int(image)) for page, image in references.values_list(
        "object_id", "to_object_id")]  # fmt: skip
    of_children = SiteImage.objects.filter(
        consent=PhotoConsent.CHILD, pk__in={image for _page, image in shown}
    )
    belongs_to = dict(of_children.values_list("pk", "wish_code"))
    found = [(page, belongs_to[image]) for page, image in shown if image in belongs_to]
    stories = StoryPage.objects.exclude(wish_code="").filter(pk__in={page for page, _code in found})
    tells_of = dict(stories.values_list("pk", "wish_code"))
    return {page for page, code in found if not code or code != tells_of.get(page)}


@transaction.atomic
def _cleared(page: "EditorialPage") -> bool:
    found = asked(page)
    shown = {place.image for place in places.places(page)}
    is_of_all = any(not obstacle.field for obstacle in found)
    refused = shown if is_of_all else {obstacle.image for obstacle in found if obstacle.image}
    taken = [places.take_out_of(page, picture) for picture in children.among(refused)]
    page.keep_pictures(shown - refused)
    return any(taken)
