from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HitQuerySet(models.QuerySet):
    def open(self) -> models.QuerySet:
        return self.filter(state=Hit.State.OPEN)

    def allowed(self) -> models.QuerySet:
        return self.filter(state=Hit.State.ALLOWED)


class Hit(models.Model):
    """Something in the public text that should not be there, until a moderator says otherwise.

    Private itself: `excerpt` may be a telephone number.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ALLOWED = "allowed", _("may stay")
        GONE = "gone", _("edited out")

    application = models.ForeignKey(
        "dossiers.Application", on_delete=models.CASCADE, related_name="hits"
    )
    field = models.CharField(_("field"), max_length=30)
    rule = models.CharField(_("rule"), max_length=30)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    excerpt = models.CharField(_("found"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(_("why it may stay"), max_length=300, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    objects = HitQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("screening hit")
        verbose_name_plural = _("screening hits")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["application", "field", "rule", "excerpt"], name="each_hit_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="allowed") | (~Q(note="") & ~Q(resolved_by=None)),
                name="allowed_hit_says_why_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} in {self.field}"
