from django.conf import settings
from django.db import migrations, models

from outbox.same_address import mailbox_digest


def fill(apps, schema_editor):
    """Of two pauses of one mailbox, however it was spelled, the first one stays."""
    claims = apps.get_model("claims", "Claim").objects.exclude(donor_email="")
    for key, email in list(claims.values_list("pk", "donor_email")):
        claims.filter(pk=key).update(mailbox=mailbox_digest(email))
    seen = set()
    for pause in apps.get_model("claims", "ClaimPause").objects.order_by("paused_at", "pk"):
        pause.mailbox = mailbox_digest(pause.email)
        if pause.lifted_at is None and pause.mailbox in seen:
            pause.delete()
            continue
        if pause.lifted_at is None:
            seen.add(pause.mailbox)
        pause.save()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_first"),
        ("wishes", "0005_lists_and_tree"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claim",
            name="one_claim_holds_a_wish",
        ),
        migrations.RemoveConstraint(
            model_name="claimpause",
            name="one_pause_of_an_address",
        ),
        migrations.AddField(
            model_name="claim",
            name="mailbox",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="claimpause",
            name="mailbox",
            field=models.CharField(default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="claimpause",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["mailbox"], name="claims_claim_mailbox"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ("active", "received", "handed_over", "fulfilled"))
                ),
                fields=("wish",),
                name="one_claim_holds_a_wish",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimpause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("mailbox",),
                name="one_pause_of_a_mailbox",
            ),
        ),
    ]
