"""What the database holds by itself about receipts, whoever writes."""

from django.db import migrations

FORWARD = """
-- A receipt is born with the number that its year's counter stands at, changes only by being
-- declared void, replaced, or stripped of its payer, each once, and is never removed.
CREATE FUNCTION receipts_receipt_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed receipts_receipt;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.number = NEW.year || '-' || lpad(NEW.serial::text, greatest(6, length(NEW.serial::text)), '0')
           AND NEW.serial = (SELECT last FROM receipts_receiptyear WHERE year = NEW.year) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'receipt % does not bear the next number of its year', NEW.number
            USING ERRCODE = 'check_violation';
    ELSIF TG_OP = 'UPDATE' THEN
        allowed := OLD;
        IF OLD.voided_at IS NULL THEN
            allowed.voided_at := NEW.voided_at;
            allowed.void_reason := NEW.void_reason;
            allowed.void_note := NEW.void_note;
        END IF;
        IF OLD.replaced_by_id IS NULL THEN
            allowed.replaced_by_id := NEW.replaced_by_id;
        END IF;
        IF NEW.payer_name = '' AND NEW.company_name = '' AND NEW.company_bin = '' THEN
            allowed.payer_name := '';
            allowed.company_name := '';
            allowed.company_bin := '';
        END IF;
        IF NEW IS NOT DISTINCT FROM allowed THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'receipts are never changed or removed; they are declared void'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER receipts_receipt_kept
    BEFORE INSERT OR UPDATE OR DELETE ON receipts_receipt
    FOR EACH ROW EXECUTE FUNCTION receipts_receipt_is_kept();
CREATE TRIGGER receipts_receipt_not_truncated
    BEFORE TRUNCATE ON receipts_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_receipt_is_kept();

-- The counter goes up one by one, and no number is taken without a receipt that bears it.
CREATE FUNCTION receipts_year_goes_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.last = 1 THEN
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' AND NEW.year = OLD.year AND NEW.last = OLD.last + 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the counter of receipts only goes up, one by one'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER receipts_receiptyear_goes_up
    BEFORE INSERT OR UPDATE OR DELETE ON receipts_receiptyear
    FOR EACH ROW EXECUTE FUNCTION receipts_year_goes_up();
CREATE TRIGGER receipts_receiptyear_not_truncated
    BEFORE TRUNCATE ON receipts_receiptyear
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_year_goes_up();

CREATE FUNCTION receipts_number_is_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM receipts_receipt WHERE year = NEW.year AND serial = NEW.last
    ) THEN
        RAISE EXCEPTION 'number % of % was taken without a receipt', NEW.last, NEW.year
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER receipts_receiptyear_number_used
    AFTER INSERT OR UPDATE ON receipts_receiptyear
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION receipts_number_is_used();
"""

REVERSE = """
DROP TRIGGER receipts_receiptyear_number_used ON receipts_receiptyear;
DROP TRIGGER receipts_receiptyear_not_truncated ON receipts_receiptyear;
DROP TRIGGER receipts_receiptyear_goes_up ON receipts_receiptyear;
DROP TRIGGER receipts_receipt_not_truncated ON receipts_receipt;
DROP TRIGGER receipts_receipt_kept ON receipts_receipt;
DROP FUNCTION receipts_number_is_used();
DROP FUNCTION receipts_year_goes_up();
DROP FUNCTION receipts_receipt_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("receipts", "0001_receipts")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
