"""What the bank told stays; larger lines are set aside, and told apart ones given, by two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the bank told of a line stays as it told it; only what people say of it changes. That two
# lines may be one, or were told apart, goes from the one column to the other and never away; and
# a line's source in the ledger counts up only.
LINES = """
CREATE FUNCTION bank_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text[] := ARRAY['twin_id', 'told_apart_from_id', 'state', 'donation_id', 'payout_id',
        'entry_id', 'turn', 'aside_reason', 'aside_note', 'decided_by_id', 'decided_at'];
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION '% on %: the bank''s lines are never removed', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - said <> to_jsonb(OLD) - said
       OR NEW.turn NOT IN (OLD.turn, OLD.turn + 1)
       OR coalesce(NEW.twin_id, NEW.told_apart_from_id)
          IS DISTINCT FROM coalesce(OLD.twin_id, OLD.told_apart_from_id) THEN
        RAISE EXCEPTION 'line % of the bank: what the bank told is never changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_bankline_kept BEFORE UPDATE OR DELETE ON bank_bankline
    FOR EACH ROW EXECUTE FUNCTION bank_keep_line();
CREATE TRIGGER bank_bankline_not_truncated BEFORE TRUNCATE ON bank_bankline
    FOR EACH STATEMENT EXECUTE FUNCTION bank_keep_line();
"""
LINES_REVERSE = """
DROP TRIGGER bank_bankline_not_truncated ON bank_bankline;
DROP TRIGGER bank_bankline_kept ON bank_bankline;
DROP FUNCTION bank_keep_line();
"""

FILES = """
CREATE TRIGGER bank_statementfile_permanent
    BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_statementfile
    FOR EACH STATEMENT EXECUTE FUNCTION funds_refuse_change();
"""
FILES_REVERSE = "DROP TRIGGER bank_statementfile_permanent ON bank_statementfile;"


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0003_undone_and_tied"),
        ("funds", "0007_paying_for_wishes"),
        ("payments", "0006_held_ones_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="asked",
            name="bank_asked_known_act",
        ),
        migrations.RemoveConstraint(
            model_name="bankline",
            name="bank_line_entry_is_aside",
        ),
        migrations.RemoveConstraint(
            model_name="bankline",
            name="bank_line_aside_has_reason",
        ),
        migrations.RemoveConstraint(
            model_name="openingbalance",
            name="bank_openingbalance_once",
        ),
        migrations.AddField(
            model_name="asked",
            name="aside_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("out", "money that went out"),
                    ("payout", "paid out by Stripe"),
                    ("cash", "our cash, brought to the bank"),
                    ("own", "between our own accounts"),
                    ("interest", "interest"),
                    ("twin", "the same line as another one"),
                    ("returned", "sent back to the payer"),
                    ("booked", "in the books already"),
                    ("fee", "a fee of the bank"),
                    ("came_back", "a refund of ours that came back"),
                    ("other", "something else (say what)"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="told_apart_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="told_apart",
                to="bank.bankline",
                verbose_name="told apart from",
            ),
        ),
        migrations.AlterField(
            model_name="asked",
            name="act",
            field=models.CharField(
                choices=[
                    ("undo", "take back what was said of this line"),
                    ("gift", "enter it as a gift"),
                    ("fee", "enter it as a fee of the bank"),
                    ("aside", "set it aside"),
                ],
                max_length=8,
                verbose_name="what is asked for",
            ),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="aside_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("out", "money that went out"),
                    ("payout", "paid out by Stripe"),
                    ("cash", "our cash, brought to the bank"),
                    ("own", "between our own accounts"),
                    ("interest", "interest"),
                    ("twin", "the same line as another one"),
                    ("returned", "sent back to the payer"),
                    ("booked", "in the books already"),
                    ("fee", "a fee of the bank"),
                    ("came_back", "a refund of ours that came back"),
                    ("other", "something else (say what)"),
                ],
                max_length=10,
                verbose_name="set aside because",
            ),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["undo", "gift", "fee", "aside"])),
                name="bank_asked_known_act",
            ),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act", "aside"),
                        (
                            "aside_reason__in",
                            [
                                "out",
                                "payout",
                                "cash",
                                "own",
                                "interest",
                                "twin",
                                "returned",
                                "booked",
                                "fee",
                                "came_back",
                                "other",
                            ],
                        ),
                    ),
                    models.Q(models.Q(("act", "aside"), _negated=True), ("aside_reason", "")),
                    _connector="OR",
                ),
                name="bank_asked_says_what_is_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("aside_reason__in", ["booked", "came_back", "fee"]),
                        ("entry__isnull", False),
                    ),
                    models.Q(
                        ("entry__isnull", True),
                        models.Q(
                            ("aside_reason__in", ["booked", "came_back", "fee"]), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="bank_line_entry_is_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "aside_reason__in",
                            [
                                "out",
                                "payout",
                                "cash",
                                "own",
                                "interest",
                                "twin",
                                "returned",
                                "booked",
                                "fee",
                                "came_back",
                                "other",
                            ],
                        ),
                        ("state", "aside"),
                    ),
                    models.Q(models.Q(("state", "aside"), _negated=True), ("aside_reason", "")),
                    _connector="OR",
                ),
                name="bank_line_aside_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("twin__isnull", True), ("told_apart_from__isnull", True), _connector="OR"
                ),
                name="bank_line_same_or_told_apart",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingbalance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")),
                fields=("account",),
                name="bank_openingbalance_one_pending",
            ),
        ),
        migrations.RunSQL(LINES, LINES_REVERSE),
        migrations.RunSQL(FILES, FILES_REVERSE),
    ]
