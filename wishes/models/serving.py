from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ServingDatabase(models.Model):
    """Which database was last brought up to date with the withdrawals that are kept outside of it.

    One row. A database restored from a dump, or a standby that took over, is another one by
    `wishes_database_identity` (the cluster, its timeline, the table): what was withdrawn since may
    be shown in it as if nothing had happened. While the two differ the catalogue shows nothing;
    see `wishes.lifecycle.restoring`.
    """

    identity = models.CharField(max_length=80)
    # The same id lies in the journal: another journal, or an empty folder, is not taken for it.
    journal = models.UUIDField(default=uuid4)
    since = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("serving database")
        verbose_name_plural = _("serving databases")
        default_permissions = ()

    def __str__(self) -> str:
        return self.identity


class Identity(models.Func):
    """Of the database that is asked."""

    function = "wishes_database_identity"
    output_field = models.TextField()


class IsRestored(models.Func):
    """Whether what was withdrawn since its backup is still to be withdrawn again."""

    function = "wishes_is_restored"
    output_field = models.BooleanField()


def in_sight() -> Q:
    """Rows that may be read today (Asia/Almaty): also where nobody has taken one away in time.

    None at all where the database was restored and what was withdrawn since is not yet.
    """
    return Q(~IsRestored(), visible_until__gte=timezone.localdate())


def is_restored() -> bool:
    return ServingDatabase.objects.exclude(identity=Identity()).exists()
