"""Mail that cannot be lost or sent for a change that did not happen.

`post` writes the letter in the caller's transaction; `deliver_due` sends what is written. A crash
between sending and noting it may send one letter twice: that is the better of the two mistakes.
"""

import logging
from datetime import timedelta
from time import monotonic

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation

from jobs.wake import wake
from outbox.attachments import WAIT, NotReady, attachment_of
from outbox.models import FORGOTTEN, Mail
from outbox.same_address import hold_mailbox, mailbox_digest, mailbox_digests

logger = logging.getLogger(__name__)

# Minutes until the next try; after the last one the letter is given up and shows on the dashboard.
RETRY_AFTER_MINUTES = (1, 5, 15, 60, 240, 720, 1440)
# Of the letters that anybody can have sent, so many go to one mailbox in that time; and as many of
# each kind that brings somebody's own link.
MOST_ASKED = ((timedelta(hours=1), 6), (timedelta(days=1), 20))
# A turn ends after so many seconds, so that a slow mail server holds up nothing else.
TURN_SECONDS = 60


def post(
    key: str,
    to: str,
    template: str,
    context: dict,
    language: str,
    *,
    attachment: str = "",
    mailbox: str = "",
) -> Mail:
    """Write the letter `templates/emails/<template>/` to `to` in `language`, once per `key`.

    The text is rendered now: it tells what was true when the change was made. `attachment` (see
    `outbox.attachments`) is made when the letter is sent. A second call with the same key returns
    the first letter. `mailbox` is for `post_asked` alone.
    """
    with translation.override(language):
        subject = render_to_string(f"emails/{template}/subject.txt", context)
        body = render_to_string(f"emails/{template}/body.txt", context)
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "language": language,
            "subject": " ".join(subject.split())[:200],
            "body": body.strip() + "\n",
            "attachment": attachment,
            "mailbox": mailbox,
        },
    )
    if created:
        wake("deliver letters")
    return mail


def post_asked(
    key: str, to: str, template: str, context: dict, language: str, *, is_own_link: bool = False
) -> Mail | None:
    """`post` for a letter that anybody can have sent, to whatever address they type.

    None where the mailbox has had enough of these. What brings somebody's own link is counted
    with its like alone (by `template`), so that no other form spends it. Call it in a transaction:
    it locks the mailbox.
    """
    hold_mailbox(to)
    first = Mail.objects.filter(key=key).first()
    if first:
        return first
    counted = template if is_own_link else ""
    is_enough = has_had_enough(to, counted)
    letter = post(key, to, template, context, language, mailbox=mailbox_digest(to, counted))
    if is_enough:
        # Written all the same: how long it takes tells nothing of what was sent before.
        letter.delete()
        return None
    return letter


def has_had_enough(address: str, counted: str = "") -> bool:
    """Whether the mailbox, which the caller holds, gets no more letters on demand for now.

    `counted` is a template of letters that are counted apart.
    """
    asked = Mail.objects.filter(mailbox__in=mailbox_digests(address, counted))
    now = timezone.now()
    return any(asked.filter(created_at__gt=now - span).count() >= most for span, most in MOST_ASKED)


def take_back(key: str) -> bool:
    """Remove a letter that has not left, in the caller's transaction; False where there is none.

    While a worker sends it, this waits and then leaves it alone.
    """
    return bool(Mail.objects.unsent().filter(key=key).delete()[0])


def forget(address: str) -> bool:
    """Take `address` off every letter that has left; False while one to it still waits.

    The letters stay as facts: that something was sent, when, and why.
    """
    letters = Mail.objects.filter(to__same_address=address)
    letters.exclude(sent_at=None, given_up_at=None).update(**FORGOTTEN)
    return not letters.exists()


def forget_about(code: str) -> int:
    """Take addresses and words off the letters about `code` that have left; how many that was.

    `code` stands between colons in the keys of such letters.
    """
    letters = Mail.objects.filter(key__contains=f":{code}:").exclude(**FORGOTTEN)
    left = letters.exclude(sent_at=None, given_up_at=None)
    return left.update(**FORGOTTEN)


def deliver_due(limit: int = 100) -> int:
    """Send up to `limit` letters that are due; returns how many were sent."""
    sent, stop_at = 0, monotonic() + TURN_SECONDS
    for _turn in range(limit):
        if monotonic() >= stop_at:
            break
        outcome = _deliver_next()
        if outcome is None:
            break
        sent += outcome
    return sent


def _deliver_next() -> bool | None:
    """Send one due letter: whether it went, or None when nothing is due.

    The row stays locked while it is sent, so that two workers never send the same letter;
    `EMAIL_TIMEOUT` bounds the wait.
    """
    with transaction.atomic():
        mail = Mail.objects.due().select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.attempts += 1
        try:
            _send(mail)
        except NotReady:
            _wait_for_paper(mail)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next letters must go out
            _note_failure(mail, error)
        else:
            # A sent letter's text may hold a private link: only the fact is kept.
            mail.sent_at, mail.last_error, mail.body = timezone.now(), "", ""
        mail.save()
        return mail.sent_at is not None


def _send(mail: Mail) -> None:
    """Raises `NotReady` while the letter's paper is still to be made."""
    paper = attachment_of(mail)
    EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        headers={"Content-Language": mail.language},
        attachments=[paper] if paper else None,
        connection=get_connection(),
    ).send()


def _wait_for_paper(mail: Mail) -> None:
    """Not a try that failed: the mail server was not asked."""
    mail.attempts -= 1
    mail.attachment_waits += 1
    mail.next_attempt_at = Now() + WAIT


def _note_failure(mail: Mail, error: Exception) -> None:
    # Its name alone: the text of such an error quotes the address.
    logger.warning("letter %s was not sent: %s", mail.key, type(error).__name__)
    mail.last_error = type(error).__name__
    if mail.attempts > len(RETRY_AFTER_MINUTES):
        mail.given_up_at = timezone.now()
    else:
        wait = timedelta(minutes=RETRY_AFTER_MINUTES[mail.attempts - 1])
        # By the clock that `due` looks at: ours may be off.
        mail.next_attempt_at = Now() + wait
