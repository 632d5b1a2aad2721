"""A story that tells of one wish is asked about before every writing of it as live.

Who answers stands in `STORY_GATES`, as dotted names: pages of campaigns know no wishes.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from campaigns.models import StoryPage


def obstacles(story: "StoryPage") -> list[str]:
    """Why this story may not be on the site, in words for the press; empty where it may.

    Within a transaction of the caller's what was asked about stays locked until its end, so that a
    withdrawal and a publishing cannot pass each other.
    """
    if not story.wish_code:
        return []
    if story.withdrawn_at:
        return [_("This story was taken down because the consent for it has ended.")]
    with transaction.atomic():
        return [why for gate in settings.STORY_GATES for why in import_string(gate)(story)]
