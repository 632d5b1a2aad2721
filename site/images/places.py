"""Where a picture stands on a page, and how it is taken out of there.

Found by what fields and blocks say themselves of their references, so that a new field or block is
not forgotten: a picture chosen, one within the body, one embedded in rich text.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import PROTECT, ForeignKey, Model, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex, Revision, get_page_models
from wagtail.signals import page_published

from images.models import SiteImage

# As it stands in the source of a rich text.
EMBED = r'<embed\b(?=[^>]*embedtype="image")(?=[^>]*\bid="{}")[^>]*>'


class Place(NamedTuple):
    """`part` is the number of the block within a body; None for a field of its own."""

    image: int
    field: str
    part: int | None = None


def places(page: Model) -> Iterator[Place]:
    """Every picture that these very words of `page` refer to."""
    fields: list[Any] = page._meta.get_fields()
    for field in fields:
        if _is_choice(field):
            chosen = field.value_from_object(page)
            if chosen is not None:
                yield Place(int(chosen), field.name)
        elif isinstance(field, StreamField):
            for number, block in enumerate(field.value_from_object(page) or ()):
                yield from (Place(pk, field.name, number) for pk in _within(block))


@transaction.atomic
def take_out(image: SiteImage) -> int:
    """Out of every page and every version of one; returns how many those were.

    Pages are written past their own `save`, which may refuse them for other reasons. A live page
    that protects its picture (a wish's) is left alone: its lifecycle takes it off the site first.
    """
    found = sum(take_out_of(page, image) for page in _pages_naming(image))
    for versions in versions_naming(image):
        found += sum(_take_out_of_version(version, image) for version in versions)
    return found


def _pages_naming(image: SiteImage) -> Iterator[Page]:
    for model in get_page_models():
        fields = [each for each in model._meta.get_fields() if _may_name_a_picture(each)]
        pages = model._base_manager.all()
        if any(map(_is_protected, fields)):
            pages = pages.filter(live=False)
        for field in fields:
            if _is_choice(field):
                yield from pages.filter(**{field.name: image.pk})
            else:
                text = Cast(field.name, TextField())
                yield from _with_its_number(pages.annotate(text=text), image)


def versions_naming(image: SiteImage) -> Iterator[QuerySet[Revision]]:
    """Versions of pages that name it in one field, found as fast as there are many of them.

    Where it is chosen by an index (migration 0004 has the names of the fields); only bodies, which
    the press alone writes, are read through.
    """
    kinds: dict[tuple[str, bool], set[ContentType]] = {}
    for model in get_page_models():
        for field in model._meta.get_fields():
            if _may_name_a_picture(field):
                kind = ContentType.objects.get_for_model(model)
                kinds.setdefault((field.name, _is_choice(field)), set()).add(kind)
    for (name, is_choice), models in kinds.items():
        versions = Revision.objects.filter(content_type__in=models)
        if is_choice:
            yield versions.filter(**{f"content__{name}": image.pk})
        else:
            text = KeyTextTransform(name, "content")
            yield _with_its_number(versions.annotate(text=text), image)


@transaction.atomic
def take_out_of(page: Page, image: SiteImage) -> bool:
    """Out of the page as it stands now; whether it was there."""
    page = type(page)._base_manager.select_for_update().get(pk=page.pk)
    if image.pk not in [place.image for place in places(page)]:
        return False
    changed = _cleared(page, image)
    type(page)._base_manager.filter(pk=page.pk).update(**changed)
    ReferenceIndex.create_or_update_for_object(page)
    if page.live:
        # The words beside it are gone too: search reads the page anew.
        page_published.send(sender=type(page), instance=page, revision=page.live_revision)
    return True


def _take_out_of_version(version: Revision, image: SiteImage) -> bool:
    page = version.as_object()
    if image.pk not in [place.image for place in places(page)]:
        return False
    content = version.content
    for name, value in _cleared(page, image).items():
        field = page._meta.get_field(name)
        content[name] = field.value_to_string(page) if isinstance(field, StreamField) else value
    Revision.objects.filter(pk=version.pk).update(content=content)
    return True


def _cleared(page: Page, image: SiteImage) -> dict[str, Any]:
    """Take the picture out of the page in memory; the fields that changed, as they are then."""
    changed: dict[str, Any] = {}
    for name in {place.field for place in places(page) if place.image == image.pk}:
        field = page._meta.get_field(name)
        if isinstance(field, StreamField):
            changed[name] = _without(field.value_from_object(page), image)
        else:
            changed[name] = None
            if hasattr(page, f"{name}_alt"):
                changed[f"{name}_alt"] = ""
    for name, value in changed.items():
        setattr(page, name, value)
    return changed


def _without(body: Any, image: SiteImage) -> Any:
    """A block that shows it goes whole, with its caption; of a text the embedded picture alone."""
    kept = []
    for block, raw in zip(body, body.get_prep_value(), strict=True):
        if image.pk in _within(block):
            if not isinstance(raw["value"], str):
                continue
            raw = raw | {"value": re.sub(EMBED.format(image.pk), "", raw["value"])}
        kept.append(raw)
    return body.stream_block.to_python(kept)


def _within(block: Any) -> list[int]:
    references = block.block.extract_references(block.value)
    return [int(pk) for model, pk, *_path in references if issubclass(model, SiteImage)]


def _may_name_a_picture(field: Any) -> bool:
    return _is_choice(field) or isinstance(field, StreamField)


def _is_choice(field: Any) -> bool:
    return isinstance(field, ForeignKey) and field.related_model is SiteImage


def _is_protected(field: Any) -> bool:
    return _is_choice(field) and field.remote_field.on_delete is PROTECT


def _with_its_number(rows: QuerySet, image: SiteImage) -> QuerySet:
    """Those whose `text`, the source of a body, has the picture's number as a value of its own (as
    a block keeps it: bare) or as that of an embedded thing: few enough to be read one by one."""
    value = rf"[,:[]\s*{image.pk}\s*[],}}]"
    embedded = rf"id=\\?[\"']?{image.pk}\y"
    return rows.filter(text__regex=f"{value}|{embedded}")
