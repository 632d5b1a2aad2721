"""What the versions of a wish's page hold: today's public words, in each of them.

Wagtail keeps every version for good, and shows them to whoever may edit. What a moderator took out
must be out of the history too; the words as they were told stay in the dossier. So a version tells
when somebody saved and who, and not what stood there before.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from wishes.models.words import PUBLIC_FIELDS

if TYPE_CHECKING:
    from wagtail.models import Revision

    from wishes.models import WishPage

# Of Wagtail's own: what says where the page stands, and texts that are its code or nothing.
_OF_THE_TREE = {field.name for field in Page._meta.get_fields() if field.concrete}
_ALLOWED = (
    _OF_THE_TREE
    | {field.removesuffix("_id") for field in PUBLIC_FIELDS}
    | {"pk", "page_ptr", "code", "season"}
)
_EMPTY = {"seo_title": "", "search_description": ""}


def keep_one(page: "WishPage", latest: "Revision") -> None:
    """Write the words of `latest` over those of every other version, and of a page that is not
    live: its row would keep what the drafts no longer hold."""
    words = _words(page, latest.content)
    for version in page.revisions.all():
        content = {key: value for key, value in version.content.items() if key in _ALLOWED} | words
        if content != version.content or version.object_str != page.code:
            page.revisions.filter(pk=version.pk).update(content=content, object_str=page.code)
    type(page)._base_manager.filter(pk=page.pk, live=False).update(
        **{field: getattr(page, field) for field in PUBLIC_FIELDS}
    )


def _words(page: "WishPage", content: dict[str, Any]) -> dict[str, Any]:
    names = (field.removesuffix("_id") for field in PUBLIC_FIELDS)
    return {name: content[name] for name in names} | _EMPTY | {
        "title": page.code, "draft_title": page.code, "slug": page.code.lower(),
    }  # fmt: skip


def strays(page: "WishPage") -> Iterator[str]:
    """What a version holds and should not: a field that is not public, or other words."""
    latest = page.get_latest_revision()
    if latest is None:
        return
    words = _words(page, latest.content)
    for version in page.revisions.all():
        for key in sorted(version.content.keys() - _ALLOWED):
            yield f"{page.code}, version {version.pk}: {key}"
        for key, value in words.items():
            if version.content.get(key) != value:
                yield f"{page.code}, version {version.pk}: another {key}"
    if not page.live:
        draft = latest.as_object()
        for field in PUBLIC_FIELDS:
            if getattr(page, field) != getattr(draft, field):
                yield f"{page.code}: another {field} than its draft"
