from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

# What is left of a letter as a fact: that it was sent, when, and why.
FORGOTTEN = {"to": "", "subject": "", "body": "", "mailbox": ""}


class MailQuerySet(models.QuerySet):
    def unsent(self):
        """Those that are still to leave."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self):
        return self.unsent().filter(next_attempt_at__lte=Now()).order_by("next_attempt_at")


class Mail(models.Model):
    """A letter that a committed change owes somebody: written with the change, sent afterwards."""

    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField(_("to"))
    # A digest of it and of what it counts for, where anybody could have asked for the letter: see
    # `mail.has_had_enough`.
    mailbox = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField()
    # What goes with it, made when it is sent: see `attachments`.
    attachment = models.CharField(max_length=80, blank=True)
    attachment_waits = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    next_attempt_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="outbox_mail_due",
                condition=models.Q(sent_at=None, given_up_at=None),
            ),
            models.Index(
                fields=["mailbox", "created_at"],
                name="outbox_mail_asked",
                condition=~models.Q(mailbox=""),
            ),
        ]

    def __str__(self) -> str:
        return self.key
