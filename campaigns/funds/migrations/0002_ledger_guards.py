"""What holds in the ledger whoever writes to it: balance, wholeness, permanence."""

from django.db import migrations

BALANCE = """
CREATE FUNCTION funds_demand_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    off record;
BEGIN
    SELECT currency, sum(amount_tiyn) AS rest INTO off
      FROM funds_posting WHERE entry_id = NEW.entry_id
     GROUP BY currency HAVING sum(amount_tiyn) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger entry % is off by % %', NEW.entry_id, off.rest, off.currency
            USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_posting_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funds_posting_balances
    AFTER INSERT ON funds_posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION funds_demand_balance();
"""
BALANCE_REVERSE = """
DROP TRIGGER funds_posting_balances ON funds_posting;
DROP FUNCTION funds_demand_balance();
"""

POSTINGS = """
CREATE FUNCTION funds_demand_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM funds_posting WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'ledger entry % has no postings', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_entry_has_postings';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funds_entry_has_postings
    AFTER INSERT ON funds_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION funds_demand_postings();
"""
POSTINGS_REVERSE = """
DROP TRIGGER funds_entry_has_postings ON funds_entry;
DROP FUNCTION funds_demand_postings();
"""

CLOSED = """
CREATE FUNCTION funds_refuse_late_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM funds_entry WHERE id = NEW.entry_id AND written_in <> txid_current()
    ) THEN
        RAISE EXCEPTION 'ledger entry % is closed', NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_posting_joins_new_entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_posting_joins_new_entry
    BEFORE INSERT ON funds_posting
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_late_posting();
"""
CLOSED_REVERSE = """
DROP TRIGGER funds_posting_joins_new_entry ON funds_posting;
DROP FUNCTION funds_refuse_late_posting();
"""

PERMANENCE = """
CREATE FUNCTION funds_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: the ledger is only added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER funds_entry_permanent
    BEFORE UPDATE OR DELETE OR TRUNCATE ON funds_entry
    FOR EACH STATEMENT EXECUTE FUNCTION funds_refuse_change();
CREATE TRIGGER funds_posting_permanent
    BEFORE UPDATE OR DELETE OR TRUNCATE ON funds_posting
    FOR EACH STATEMENT EXECUTE FUNCTION funds_refuse_change();
"""
PERMANENCE_REVERSE = """
DROP TRIGGER funds_posting_permanent ON funds_posting;
DROP TRIGGER funds_entry_permanent ON funds_entry;
DROP FUNCTION funds_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        migrations.RunSQL(BALANCE, BALANCE_REVERSE),
        migrations.RunSQL(POSTINGS, POSTINGS_REVERSE),
        migrations.RunSQL(CLOSED, CLOSED_REVERSE),
        migrations.RunSQL(PERMANENCE, PERMANENCE_REVERSE),
    ]
