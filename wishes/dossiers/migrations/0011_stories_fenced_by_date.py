from django.db import migrations

# What 0005 does for a row of the catalogue: the last day of a story stands beside it, as of the
# consent that lets it be told.
FORWARD = """
-- Asked at every writing of a story's page as live.
CREATE OR REPLACE FUNCTION dossiers_may_be_told(told_code varchar)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    agreed dossiers_consent;
BEGIN
    SELECT consent.* INTO agreed
    FROM dossiers_consent consent
    JOIN dossiers_application application ON application.id = consent.application_id
    JOIN wishes_wish wish ON wish.id = application.wish_id
    WHERE wish.code = told_code
      AND wish.state = 'fulfilled'
      AND dossiers_in_force(consent)
      AND consent.scope @> ARRAY['tell_story:text']::varchar[]
    -- Waits for a withdrawal that is under way, so that the two cannot pass each other.
    FOR SHARE OF consent;
    IF agreed.id IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO wishes_storyterm AS term (code, visible_until)
    VALUES (told_code, dossiers_last_day(agreed))
    ON CONFLICT (code) DO UPDATE SET visible_until = excluded.visible_until
    WHERE term.visible_until <> excluded.visible_until;
    RETURN true;
END $$;

-- Hides the story where no consent to it is left; one that may stay learns its last day.
CREATE FUNCTION dossiers_hide_stories(of_application bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told_code varchar := (
        SELECT wish.code FROM dossiers_application application
        JOIN wishes_wish wish ON wish.id = application.wish_id
        WHERE application.id = of_application);
    agreed dossiers_consent;
BEGIN
    SELECT * INTO agreed FROM dossiers_consent
    WHERE application_id = of_application AND state = 'granted'
      AND scope @> ARRAY['tell_story:text']::varchar[];
    IF agreed.id IS NOT NULL THEN
        UPDATE wishes_storyterm SET visible_until = dossiers_last_day(agreed)
        WHERE code = told_code AND visible_until <> dossiers_last_day(agreed);
        RETURN;
    END IF;
    DELETE FROM wishes_storyterm WHERE code = told_code;
    UPDATE wagtailcore_page page SET live = false
    FROM campaigns_storypage story
    WHERE page.id = story.page_ptr_id AND page.live AND story.wish_code = told_code;
END $$;

CREATE OR REPLACE FUNCTION dossiers_hide_uncovered(of_application bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dossiers_hide_entries(of_application);
    PERFORM dossiers_hide_stories(of_application);
END $$;

CREATE OR REPLACE FUNCTION dossiers_child_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dossiers_hide_uncovered(id) FROM dossiers_application WHERE child_id = NEW.id;
    RETURN NULL;
END $$;

-- Stories that are being read.
INSERT INTO wishes_storyterm (code, visible_until)
SELECT DISTINCT ON (wish.code) wish.code, dossiers_last_day(consent)
FROM campaigns_storypage story
JOIN wagtailcore_page page ON page.id = story.page_ptr_id AND page.live
JOIN wishes_wish wish ON wish.code = story.wish_code
JOIN dossiers_application application ON application.wish_id = wish.id
JOIN dossiers_consent consent ON consent.application_id = application.id
WHERE dossiers_in_force(consent) AND consent.scope @> ARRAY['tell_story:text']::varchar[];
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0010_fences_by_key"),
        ("wishes", "0006_last_day_of_stories"),
        ("campaigns", "0002_stories_of_wishes"),
    ]

    operations = [migrations.RunSQL(FORWARD)]
