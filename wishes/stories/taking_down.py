"""A story whose consent has ended leaves the site in every language, and its words leave it all."""

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Comment, Page, PageLogEntry
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslationSource,
)

from audit.record import record
from campaigns.models import StoryPage
from images import places
from images.models import SiteImage
from users.models import User
from wishes.models import Wish
from wishes.stories import words

# What stands in place of the name: the field wants one word.
NOBODY = "Х"


@transaction.atomic
def take_down(wish: Wish, actor: User | None = None) -> int:
    """Take every story of `wish` down for good; returns how many pages that was.

    Call it with the wish's row locked. What stays of a page is its address, which answers 410:
    words, pictures and all former versions are gone, so that nothing can be put back by mistake.
    """
    stories = StoryPage.objects.filter(wish_code=wish.code, withdrawn_at=None).order_by("pk")
    taken = list(stories.select_for_update(of=("self",)))
    for story in taken:
        _forget_pictures(story)
        _empty(story, wish.code)
        _unpublish(story, actor)
        _forget_versions(story)
        record("story.take_down", story, actor, {"wish": wish.code})
    words.forget(wish)
    return len(taken)


def _forget_pictures(story: StoryPage) -> None:
    """A picture that nobody points to any more would still open at its old address."""
    shown = {place.image for place in places.places(story)}
    for picture in SiteImage.objects.filter(pk__in=shown):
        picture.forget_renditions()


def _empty(story: StoryPage, code: str) -> None:
    story.title = story.draft_title = code
    story.seo_title = story.search_description = story.lead = story.picture_alt = ""
    story.pseudonym, story.picture, story.body = NOBODY, None, []
    story.withdrawn_at = timezone.now()


def _unpublish(story: StoryPage, actor: User | None) -> None:
    if story.current_workflow_state:
        story.current_workflow_state.cancel(user=actor)
    # The database may have hidden the row already; search and caches still have to be told.
    story.live = story.live or story.first_published_at is not None
    if story.live:
        UnpublishPageAction(story, user=actor).execute(skip_permission_checks=True)
    else:
        story.save(clean=False)


def _forget_versions(story: StoryPage) -> None:
    Page.objects.filter(pk=story.pk).update(
        latest_revision=None, live_revision=None, has_unpublished_changes=False
    )
    story.revisions.all().delete()
    PageLogEntry.objects.filter(page=story.pk).update(label=story.title, data={})
    Comment.objects.filter(page=story.pk).delete()
    _forget_translations(story)


def _forget_translations(story: StoryPage) -> None:
    """What was handed in for translation is kept by itself, sentence by sentence."""
    sources = TranslationSource.objects.filter(object_id=story.translation_key)
    segments = StringSegment.objects.filter(source__in=sources)
    strings = list(segments.values_list("string_id", flat=True))
    sources.delete()
    unused = String.objects.filter(pk__in=strings).exclude(
        pk__in=StringSegment.objects.filter(string_id__in=strings).values("string_id")
    )
    StringTranslation.objects.filter(translation_of__in=unused).delete()
    unused.delete()
