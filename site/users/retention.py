"""Traces of signing in: sessions that are over, and from where somebody tried."""

from collections import Counter
from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from audit.record import record


@transaction.atomic
def purge(*, dry_run: bool) -> Counter[str]:
    now = timezone.now()
    limit = now - timedelta(days=settings.PURGE_SIGN_IN_DAYS)
    due = {
        "sessions": Session.objects.filter(expire_date__lt=now),
        "sign_ins": AccessLog.objects.filter(attempt_time__lt=limit),
        "failed_sign_ins": AccessFailureLog.objects.filter(attempt_time__lt=limit),
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=limit),
    }
    gone = +Counter(
        {name: rows.count() if dry_run else rows.delete()[0] for name, rows in due.items()}
    )
    if gone and not dry_run:
        record("sign_ins.forget", None, None, dict(gone))
    return gone
