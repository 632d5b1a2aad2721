from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wishes", "0005_lists_and_tree")]

    operations = [
        migrations.CreateModel(
            name="StoryTerm",
            fields=[
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("visible_until", models.DateField()),
            ],
            options={"default_permissions": ()},
        ),
    ]
