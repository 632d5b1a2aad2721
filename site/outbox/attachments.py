"""A paper that goes with a letter, made when the letter is sent.

The row holds what to attach (`receipt:<gift>`), never the paper: no bytes and nobody's name lie in
the outbox, and a letter that waits gets the paper as it stands when it leaves. Who makes which
paper stands in `MAIL_ATTACHMENTS`.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from outbox.models import Mail

logger = logging.getLogger(__name__)

# A letter waits so long, so often, for its paper; then it goes without.
WAIT = timedelta(seconds=3)
MOST_WAITS = 20


class Attachment(NamedTuple):
    filename: str
    content: bytes
    mimetype: str


class NotReady(Exception):
    """The paper is still to be made, or could not be made just now."""


# Gets the key and the letter's language. None: there is nothing to attach.
Maker = Callable[[str, str], Attachment | None]


def attachment_of(mail: Mail) -> Attachment | None:
    """What goes with `mail`; None where nothing does, or no longer is waited for.

    Raises `NotReady`, whatever it was that went wrong: a letter of thanks is worth more than its
    paper, so nothing about the paper may lose the letter.
    """
    if not mail.attachment or mail.attachment_waits >= MOST_WAITS:
        return None
    name, _, key = mail.attachment.partition(":")
    try:
        make: Maker = import_string(settings.MAIL_ATTACHMENTS[name])
        # A savepoint: the letter's row stays ours if the maker's SQL fails.
        with transaction.atomic():
            return make(key, mail.language)
    except NotReady:
        raise
    except Exception as error:
        # Its name alone: the text may quote what is on the paper.
        logger.warning("paper of letter %s was not made: %s", mail.key, type(error).__name__)
        raise NotReady(type(error).__name__) from error
