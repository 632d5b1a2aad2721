"""Wake-up calls: the work itself stands in rows, so a lost call loses nothing."""

from django_tasks import task

from campaigns.payments import inbox


@task()
def work_off_inbox() -> int:
    return inbox.work_off()


def wake_inbox() -> None:
    work_off_inbox.enqueue()
