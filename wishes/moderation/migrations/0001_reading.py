import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0001_initial"),
        ("wishes", "0003_catalogue_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "every_year",
                    models.BooleanField(default=False, verbose_name="every year on this date"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("holiday", "holiday, moved on when it is at a weekend"),
                            ("day_off", "day off, never moved"),
                            ("working", "day at a weekend that is worked"),
                        ],
                        default="day_off",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name_kk", models.CharField(max_length=80, verbose_name="name in Kazakh")),
                ("name_ru", models.CharField(max_length=80, verbose_name="name in Russian")),
                ("name_en", models.CharField(max_length=80, verbose_name="name in English")),
            ],
            options={
                "verbose_name": "day off",
                "verbose_name_plural": "days off",
                "ordering": ["-every_year", "day"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "every_year"), name="each_day_off_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every_year", True), ("kind", "working"), _negated=True
                        ),
                        name="a_worked_weekend_is_of_one_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "only_own",
                    models.BooleanField(
                        default=False,
                        help_text="And those that somebody gives them. Otherwise they only come first.",
                        verbose_name="sees only wishes from there",
                    ),
                ),
                (
                    "wants_letter",
                    models.BooleanField(default=True, verbose_name="a letter each working morning"),
                ),
                (
                    "places",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="wishes.place", verbose_name="own places"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="as_reader",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moderator",
                    ),
                ),
            ],
            options={
                "verbose_name": "districts of a moderator",
                "verbose_name_plural": "districts of moderators",
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "waiting_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="waits since"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="read by",
                    ),
                ),
                (
                    "wish",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading",
                        to="wishes.wish",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a wish",
                "verbose_name_plural": "readings of wishes",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="note")),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="written at")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="dossiers.application",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["written_at", "pk"],
                "default_permissions": (),
            },
        ),
    ]
