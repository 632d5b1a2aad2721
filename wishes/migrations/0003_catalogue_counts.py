from django.db import migrations

# A count is changed in the transaction that changes the row it counts, so it cannot drift.
FORWARD = """
CREATE FUNCTION wishes_count_entry(entry wishes_catalogueentry, step integer) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO wishes_cataloguecount (place_id, category_id, age_band, status, wishes)
    VALUES (entry.place_id, entry.category_id, entry.age_band, entry.status, step)
    ON CONFLICT (place_id, category_id, age_band, status)
    DO UPDATE SET wishes = wishes_cataloguecount.wishes + step;
$$;

CREATE FUNCTION wishes_keep_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.place_id, OLD.category_id, OLD.age_band, OLD.status)
        = (NEW.place_id, NEW.category_id, NEW.age_band, NEW.status) THEN
        RETURN NULL;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        PERFORM wishes_count_entry(OLD, -1);
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM wishes_count_entry(NEW, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER wishes_keep_counts
AFTER INSERT OR UPDATE OR DELETE ON wishes_catalogueentry
FOR EACH ROW EXECUTE FUNCTION wishes_keep_counts();
"""

BACKWARD = """
DROP TRIGGER wishes_keep_counts ON wishes_catalogueentry;
DROP FUNCTION wishes_keep_counts();
DROP FUNCTION wishes_count_entry(wishes_catalogueentry, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("wishes", "0002_reference_data")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
