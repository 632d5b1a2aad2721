from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0002_attachment"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="mailbox",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("mailbox", ""), _negated=True),
                fields=["mailbox", "created_at"],
                name="outbox_mail_asked",
            ),
        ),
    ]
