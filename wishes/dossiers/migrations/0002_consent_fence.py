from django.db import migrations

# The last fence: whatever the application believes, no child is shown without consent in force
# and two people's approval, and nobody stays shown whose consent has ended.
FORWARD = """
CREATE FUNCTION dossiers_refuse_entry_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Almaty')::date;
BEGIN
    PERFORM 1
    FROM dossiers_consent consent
    JOIN dossiers_application application ON application.id = consent.application_id
    JOIN wishes_wish wish ON wish.id = application.wish_id
    WHERE wish.id = NEW.wish_id
      AND wish.code = NEW.code
      AND wish.approved_by_id IS NOT NULL
      AND wish.approved_by_id <> wish.safeguarded_by_id
      AND consent.state = 'granted'
      AND consent.valid_from <= today
      AND (consent.valid_until IS NULL OR consent.valid_until >= today)
      AND consent.purposes @> ARRAY['show_wish']::varchar[]
      AND consent.media @> ARRAY['text']::varchar[]
      AND (NEW.image_id IS NULL OR consent.media @> ARRAY['photo']::varchar[]
           OR EXISTS (SELECT 1 FROM images_siteimage image
                      WHERE image.id = NEW.image_id AND image.consent = 'drawing'))
    -- Waits for a withdrawal that is under way, so that the two cannot pass each other.
    FOR SHARE OF consent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'wish % has no consent in force, or was not approved by two people',
            NEW.code USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dossiers_refuse_entry_without_consent
BEFORE INSERT OR UPDATE ON wishes_catalogueentry
FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_entry_without_consent();

CREATE FUNCTION dossiers_hide_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM wishes_catalogueentry entry
    USING dossiers_application application
    WHERE application.id = OLD.application_id AND entry.wish_id = application.wish_id
      AND NOT EXISTS (
          SELECT 1 FROM dossiers_consent other
          WHERE other.application_id = application.id AND other.state = 'granted');
    RETURN NULL;
END $$;

CREATE TRIGGER dossiers_hide_without_consent
AFTER UPDATE OR DELETE ON dossiers_consent
FOR EACH ROW EXECUTE FUNCTION dossiers_hide_without_consent();
"""

BACKWARD = """
DROP TRIGGER dossiers_hide_without_consent ON dossiers_consent;
DROP FUNCTION dossiers_hide_without_consent();
DROP TRIGGER dossiers_refuse_entry_without_consent ON wishes_catalogueentry;
DROP FUNCTION dossiers_refuse_entry_without_consent();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0001_initial"),
        ("wishes", "0003_catalogue_counts"),
        ("images", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
