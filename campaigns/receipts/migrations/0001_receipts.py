import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import campaigns.receipts.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("payments", "0002_ways_to_give"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceiptYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=16, unique=True, verbose_name="number")),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "serial",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    "check_code",
                    models.CharField(
                        default=campaigns.receipts.models.new_check_code,
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "issued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        db_index=True,
                        verbose_name="issued at",
                    ),
                ),
                (
                    "payer_name",
                    models.CharField(blank=True, max_length=120, verbose_name="received from"),
                ),
                (
                    "company_name",
                    models.CharField(blank=True, max_length=200, verbose_name="company"),
                ),
                (
                    "company_bin",
                    models.CharField(blank=True, max_length=12, verbose_name="company's BIN"),
                ),
                ("amount_tiyn", models.BigIntegerField(verbose_name="sum")),
                ("cover_tiyn", models.BigIntegerField(default=0, verbose_name="of it for fees")),
                ("returned_tiyn", models.BigIntegerField(default=0, verbose_name="returned")),
                ("purpose_kk", models.CharField(max_length=120, verbose_name="purpose (Kazakh)")),
                ("purpose_ru", models.CharField(max_length=120, verbose_name="purpose (Russian)")),
                ("purpose_en", models.CharField(max_length=120, verbose_name="purpose (English)")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("card", "by card"),
                            ("transfer", "by bank transfer"),
                            ("cash", "in cash"),
                        ],
                        max_length=10,
                        verbose_name="way",
                    ),
                ),
                ("provider_reference", models.CharField(max_length=120, verbose_name="reference")),
                ("paid_on", models.DateField(verbose_name="paid on")),
                ("organisation_name_kk", models.CharField(max_length=160)),
                ("organisation_name_ru", models.CharField(max_length=160)),
                ("organisation_name_en", models.CharField(max_length=160)),
                ("organisation_bin", models.CharField(max_length=12)),
                (
                    "voided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="void since"),
                ),
                (
                    "void_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("returned", "the gift was returned"),
                            ("part_returned", "a part of the gift was returned"),
                            ("grown", "more of the gift stands again"),
                            ("corrected", "what it states was corrected"),
                            ("mistaken", "it was issued by mistake"),
                        ],
                        max_length=16,
                        verbose_name="void because",
                    ),
                ),
                ("void_note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "donation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="payments.donation",
                        verbose_name="gift",
                    ),
                ),
                (
                    "replaced_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="receipts.receipt",
                        verbose_name="replaced by",
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt",
                "verbose_name_plural": "receipts",
                "ordering": ["-year", "-serial"],
                "permissions": [("manage_receipt", "Can void, replace and resend receipts")],
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "serial"), name="receipts_receipt_serial"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("donation",),
                        name="receipts_receipt_one_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_tiyn__gt", 0),
                            ("cover_tiyn__gte", 0),
                            ("cover_tiyn__lte", models.F("amount_tiyn")),
                            ("returned_tiyn__gte", 0),
                            ("serial__gt", 0),
                        ),
                        name="receipts_receipt_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("replaced_by__isnull", True),
                                ("void_reason", ""),
                                ("voided_at__isnull", True),
                            ),
                            models.Q(
                                (
                                    "void_reason__in",
                                    ["returned", "part_returned", "grown", "corrected", "mistaken"],
                                ),
                                ("voided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="receipts_receipt_void_has_reason",
                    ),
                ],
            },
        ),
    ]
