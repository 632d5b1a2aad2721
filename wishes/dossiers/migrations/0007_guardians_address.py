from django.db import migrations, models

import outbox.same_address


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0006_institutions"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="guardian",
            index=models.Index(
                outbox.same_address.Folded("email"), name="dossiers_guardian_address"
            ),
        ),
    ]
