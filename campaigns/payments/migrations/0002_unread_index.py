from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="donation", name="payments_donation_unsettled"),
    ]
