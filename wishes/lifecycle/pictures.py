"""What becomes of a wish's picture when its consent is over."""

from wagtail.models import ReferenceIndex

from campaigns.models import StoryPage
from images import children, places
from images.models import SiteImage
from wishes.models.page import WishPage
from wishes.models.wish import Wish


def remove_for_good(wish: Wish) -> None:
    """Delete the original, and let no version of the page point to it.

    A picture that something else shows stays: a drawing may stand beside many wishes. In that case
    its copies are made anew for whoever looks there.
    """
    page = WishPage.objects.get(pk=wish.page_id)
    picture = page.image
    if picture is None:
        return
    for revision in page.revisions.all():
        page.revisions.filter(pk=revision.pk).update(content=revision.content | {"image": None})
    # Written past `save`, which is for words that somebody approves.
    WishPage.objects.filter(pk=page.pk).update(image=None)
    page.image = None
    ReferenceIndex.create_or_update_for_object(page)
    if not children.is_of_another(picture, wish.code):
        picture.take_away()


def remove_those_of_the_child(wish: Wish) -> None:
    """Delete every picture that shows the child of this wish, wherever it stands.

    Those that were ever shown bear its code; others stand in a draft of it or of its story.
    """
    pages = [
        *WishPage.objects.filter(pk=wish.page_id),
        *StoryPage.objects.filter(wish_code=wish.code),
    ]
    drafted = {
        place.image
        for page in pages
        for version in [page, *(each.as_object() for each in page.revisions.all())]
        for place in places.places(version)
    }
    own = SiteImage.objects.filter(wish_code=wish.code)
    found = {picture.pk: picture for picture in [*own, *children.among(drafted)]}
    for picture in found.values():
        if not children.is_of_another(picture, wish.code):
            picture.take_away()


def let_go(wish: Wish, picture: SiteImage, *, for_good: bool) -> None:
    """A photo that the wish may not show any more; its versions hold it no longer.

    `for_good`: the original goes too. Else it stays for what it may still be used for, and only
    what the site showed of it is deleted.
    """
    # A page that has just left the site was written as it stood there.
    WishPage.objects.filter(pk=wish.page_id, image=picture).update(image=None)
    ReferenceIndex.create_or_update_for_object(WishPage.objects.get(pk=wish.page_id))
    if for_good:
        picture.take_away()
    else:
        picture.forget_renditions()
