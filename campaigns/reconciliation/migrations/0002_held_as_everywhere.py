from django.db import migrations, models


class Migration(migrations.Migration):
    """What is decided about a held payment is called as of a held invoice."""

    dependencies = [
        ("reconciliation", "0001_runs_and_differences"),
    ]

    operations = [
        migrations.RemoveConstraint("helddecision", "reconciliation_held_known_action"),
        migrations.RemoveConstraint("helddecision", "reconciliation_held_names_the_charge"),
        migrations.AlterField(
            "helddecision",
            "action",
            models.CharField(
                choices=[
                    ("enter", "enter what Stripe shows as a gift"),
                    ("give_back", "give it back at Stripe, all of it"),
                    ("dismiss", "dismiss: no money is to be entered"),
                ],
                max_length=10,
                verbose_name="decision",
            ),
        ),
        migrations.RunSQL(
            "UPDATE reconciliation_helddecision SET action = 'dismiss' WHERE action = 'close'",
            "UPDATE reconciliation_helddecision SET action = 'close' WHERE action = 'dismiss'",
        ),
        migrations.AddConstraint(
            "helddecision",
            models.CheckConstraint(
                condition=models.Q(("action__in", ["enter", "give_back", "dismiss"])),
                name="reconciliation_held_known_action",
            ),
        ),
        migrations.AddConstraint(
            "helddecision",
            models.CheckConstraint(
                condition=models.Q(
                    ("action", "dismiss"),
                    models.Q(("amount_tiyn__gt", 0), models.Q(("charge_id", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reconciliation_held_names_the_charge",
            ),
        ),
    ]
