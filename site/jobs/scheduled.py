"""Pages that editors gave a time to go on the site, or to leave it.

As Wagtail's own command `publish_scheduled` does it, but one page at a time: there a single page
that may not go live (a story whose consent ended meanwhile) would hold up all that come after it.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision


def publish_scheduled() -> dict[str, int]:
    """How many went on the site and how many left it.

    A page that its own rules refuse keeps its time and is asked again; the refusals are raised
    after the others were published, as an ExceptionGroup.
    """
    errors: list[Exception] = []
    now = timezone.now()
    over = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    left = sum(_done(_take_down, page, errors) for page in over)
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    came = sum(_done(_publish, revision, errors) for revision in due)
    if errors:
        raise ExceptionGroup("scheduled pages that may not go on the site or leave it", errors)
    return {name: count for name, count in (("published", came), ("taken down", left)) if count}


def _done(change, target, errors: list[Exception]) -> bool:
    try:
        with transaction.atomic():
            change(target)
    except Exception as error:  # noqa: BLE001 - raised by the caller, after the others
        errors.append(error)
        return False
    return True


def _take_down(page: Page) -> None:
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")
