from django.db import models

from audit.models import AuditEntry


def record(
    action: str, target: models.Model | None, actor=None, facts: dict | None = None
) -> AuditEntry:
    """Write down that `actor` (None: the site itself) did `action` to `target` (None: to no one).

    `facts` are kept for good and read by administrators: identifiers and reasons, never the
    personal data itself. Call it inside the transaction of what it records.
    """
    return AuditEntry.objects.create(
        actor=actor if actor is not None and actor.is_authenticated else None,
        action=action,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        facts=facts or {},
    )
