from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("images", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="TakenAway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("image_pk", models.BigIntegerField(unique=True)),
                ("stem", models.CharField(max_length=100)),
                ("names", models.JSONField(default=list)),
                ("for_good", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "picture taken away",
                "verbose_name_plural": "pictures taken away",
                "default_permissions": (),
            },
        ),
    ]
