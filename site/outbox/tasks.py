from django_tasks import task

from outbox import mail


@task()
def deliver() -> int:
    """A wake-up call: the letters themselves are rows, so a lost call loses nothing."""
    return mail.deliver_due()
