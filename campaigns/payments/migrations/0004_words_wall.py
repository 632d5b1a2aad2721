from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_money_that_comes_back"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="words",
            index=models.Index(
                models.OrderBy(models.F("created_at"), descending=True),
                condition=models.Q(("is_public", True), ("state", "approved")),
                name="payments_words_wall",
            ),
        ),
    ]
