from django.db import migrations

from wishes.moderation.days_off import load_days_off


def load(apps, schema_editor):
    load_days_off(apps.get_model("moderation", "DayOff"))


class Migration(migrations.Migration):
    """Every database knows the public holidays."""

    dependencies = [("moderation", "0001_reading")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
