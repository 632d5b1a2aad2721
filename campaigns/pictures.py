"""Fetching all pictures of a page together."""

from collections.abc import Iterable, Iterator

from django.db.models import prefetch_related_objects
from wagtail.blocks import StreamValue
from wagtail.images.models import AbstractImage

from campaigns.editorial import EditorialPage


def fetch_renditions(
    *pages: EditorialPage,
    body: StreamValue | None = None,
    others: Iterable[AbstractImage | None] = (),
) -> None:
    """One query for the renditions of every picture of `pages`, in `body` and of `others`.

    Without it each `{% picture %}` costs a query of its own.
    """
    pictures = [*(page.picture for page in pages), *body_pictures(body), *others]
    prefetch_related_objects([picture for picture in pictures if picture], "renditions")


def body_pictures(body: StreamValue | None) -> Iterator[AbstractImage]:
    for block in body or ():
        if block.block_type == "picture" and block.value["image"]:
            yield block.value["image"]
