"""Letters are kept as facts: that something was sent, when and why; not to whom, nor the words."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.record import record
from outbox.models import FORGOTTEN, Mail


@transaction.atomic
def purge(*, dry_run: bool) -> Counter[str]:
    """Take address and words off letters that left, or were given up, PURGE_MAIL_DAYS ago."""
    limit = timezone.now() - timedelta(days=settings.PURGE_MAIL_DAYS)
    left = Mail.objects.filter(Q(sent_at__lt=limit) | Q(given_up_at__lt=limit))
    old = left.exclude(**FORGOTTEN)
    if dry_run:
        return +Counter(letters=old.count())
    number = old.update(**FORGOTTEN)
    if number:
        record("mail.forget", None, None, {"letters": number})
    return +Counter(letters=number)
