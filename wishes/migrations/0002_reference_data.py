from django.db import migrations

from wishes.reference_data import load_reference_data


def load(apps, schema_editor):
    load_reference_data(apps)


class Migration(migrations.Migration):
    """Every database knows the region's places, the categories and the reasons."""

    dependencies = [("wishes", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
