from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Somebody looked at or changed something that others may ask about. Immutable."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    # Without a constraint: the entry outlives the account, and a deleted account stays named here.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        verbose_name=_("by"),
        related_name="+",
    )
    action = models.CharField(_("action"), max_length=60, db_index=True)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["target_type", "target_id"]),
            # The reader asks for a record by its number or by a code among the facts.
            models.Index(fields=["target_id"], name="audit_entry_target"),
            GinIndex(OpClass("facts", name="jsonb_path_ops"), name="audit_entry_facts"),
        ]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_id}"
