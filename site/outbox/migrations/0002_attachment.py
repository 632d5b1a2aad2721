from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="attachment",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="mail",
            name="attachment_waits",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
