"""A closed day and what two people decided stay as they are; writers wait while a day is closed."""

from django.db import migrations

CLOSES = """
CREATE TRIGGER funds_dailyclose_permanent
    BEFORE UPDATE OR DELETE OR TRUNCATE ON funds_dailyclose
    FOR EACH STATEMENT EXECUTE FUNCTION funds_refuse_change();
"""
CLOSES_REVERSE = "DROP TRIGGER funds_dailyclose_permanent ON funds_dailyclose;"

# What a decision is about never changes once it was proposed: only what came of it is written.
DECISIONS = """
CREATE FUNCTION funds_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    course text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'entry_id', 'recall_reason',
        'recall_asked_by_id', 'recall_asked_at', 'recalled_by_id', 'recalled_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a decision about money is never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - course <> to_jsonb(OLD) - course THEN
        RAISE EXCEPTION 'a decision about money is proposed anew, never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_allocation_fixed BEFORE UPDATE OR DELETE ON funds_allocation
    FOR EACH ROW EXECUTE FUNCTION funds_keep_decision();
CREATE TRIGGER funds_purchase_fixed BEFORE UPDATE OR DELETE ON funds_purchase
    FOR EACH ROW EXECUTE FUNCTION funds_keep_decision();
"""
DECISIONS_REVERSE = """
DROP TRIGGER funds_allocation_fixed ON funds_allocation;
DROP TRIGGER funds_purchase_fixed ON funds_purchase;
DROP FUNCTION funds_keep_decision();
"""

# With the owner's rights: a role that may only insert may not lock a table against writers.
HOLD = """
CREATE FUNCTION funds_hold_entries() RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    LOCK TABLE funds_entry IN SHARE MODE;
END $$;
"""
HOLD_REVERSE = "DROP FUNCTION funds_hold_entries();"


class Migration(migrations.Migration):
    dependencies = [("funds", "0004_apartments_and_closes")]

    operations = [
        migrations.RunSQL(CLOSES, CLOSES_REVERSE),
        migrations.RunSQL(DECISIONS, DECISIONS_REVERSE),
        migrations.RunSQL(HOLD, HOLD_REVERSE),
    ]
