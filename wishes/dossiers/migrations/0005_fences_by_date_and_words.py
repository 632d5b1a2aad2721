from django.db import migrations

# What 0002 and 0004 ask of a public row, and besides: the wish is in a state that is shown, the
# words are those of both approvals, and the row says itself until which day it may be read.
FORWARD = """
-- The last day (Asia/Almaty) of a consent: the end of its term, or the eve of the 18th birthday.
-- Somebody born on 29 February turns 18 on 1 March.
CREATE FUNCTION dossiers_last_day(consent dossiers_consent) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT least(
        coalesce(consent.valid_until, DATE '9999-12-31'),
        CASE
            WHEN consent.given_by_subject THEN DATE '9999-12-31'
            WHEN to_char(child.born_on, 'MMDD') = '0229'
                THEN (child.born_on + interval '18 years')::date
            ELSE (child.born_on + interval '18 years')::date - 1
        END)
    FROM dossiers_application application
    JOIN dossiers_child child ON child.id = application.child_id
    WHERE application.id = consent.application_id;
$$;

CREATE FUNCTION dossiers_was_approved(wish wishes_wish, words jsonb)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wish.state IN ('published', 'claimed', 'received', 'delivered', 'fulfilled')
       AND wish.approved_by_id IS NOT NULL
       AND wish.approved_by_id <> wish.safeguarded_by_id
       AND wish.approved_print = wish.safeguarded_print
       AND wish.approved_print = wishes_print(words);
$$;

CREATE OR REPLACE FUNCTION dossiers_refuse_entry_without_consent()
RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreed dossiers_consent;
    told wishes_wish;
BEGIN
    -- Found by its keys first, and only then asked: or each question is asked of every consent.
    SELECT consent.* INTO agreed
    FROM dossiers_consent consent
    JOIN dossiers_application application ON application.id = consent.application_id
    WHERE application.wish_id = NEW.wish_id AND consent.state = 'granted'
    -- Waits for a withdrawal that is under way, so that the two cannot pass each other.
    FOR SHARE OF consent;
    SELECT * INTO told FROM wishes_wish WHERE id = NEW.wish_id AND code = NEW.code;
    IF agreed.id IS NULL OR told.id IS NULL
        OR NOT dossiers_was_approved(told, to_jsonb(NEW))
        OR NOT dossiers_in_force(agreed)
        OR NOT dossiers_covers(agreed, NEW) THEN
        RAISE EXCEPTION 'wish % has no consent in force, or was not approved by two people',
            NEW.code USING ERRCODE = 'check_violation';
    END IF;
    NEW.visible_until := dossiers_last_day(agreed);
    RETURN NEW;
END $$;

-- Hides what is not, or no longer, agreed to and approved; what may stay learns its last day.
CREATE FUNCTION dossiers_hide_entries(of_application bigint) RETURNS void LANGUAGE sql AS $$
    DELETE FROM wishes_catalogueentry entry
    USING dossiers_application application
    WHERE application.id = of_application AND entry.wish_id = application.wish_id
      AND NOT EXISTS (
          SELECT 1 FROM dossiers_consent consent, wishes_wish wish
          WHERE consent.application_id = of_application AND wish.id = entry.wish_id
            AND dossiers_was_approved(wish, to_jsonb(entry))
            AND dossiers_in_force(consent) AND dossiers_covers(consent, entry));
    UPDATE wishes_catalogueentry entry SET visible_until = dossiers_last_day(consent)
    FROM dossiers_application application
    JOIN dossiers_consent consent ON consent.application_id = application.id
    WHERE application.id = of_application AND entry.wish_id = application.wish_id
      AND dossiers_in_force(consent)
      AND entry.visible_until <> dossiers_last_day(consent);
$$;

CREATE OR REPLACE FUNCTION dossiers_hide_uncovered(of_application bigint)
RETURNS void LANGUAGE sql AS $$
    SELECT dossiers_hide_entries(of_application);
    UPDATE wagtailcore_page page SET live = false
    FROM campaigns_storypage story
    JOIN wishes_wish wish ON wish.code = story.wish_code
    JOIN dossiers_application application ON application.wish_id = wish.id
    WHERE page.id = story.page_ptr_id AND page.live AND application.id = of_application
      AND NOT EXISTS (
          SELECT 1 FROM dossiers_consent consent
          WHERE consent.application_id = of_application AND consent.state = 'granted'
            AND consent.scope @> ARRAY['tell_story:text']::varchar[]);
$$;

CREATE FUNCTION dossiers_child_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dossiers_hide_entries(id) FROM dossiers_application WHERE child_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER dossiers_child_changed
AFTER UPDATE ON dossiers_child
FOR EACH ROW WHEN ((OLD.born_on, OLD.given_name) IS DISTINCT FROM (NEW.born_on, NEW.given_name))
EXECUTE FUNCTION dossiers_child_changed();

CREATE FUNCTION dossiers_approval_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dossiers_hide_entries(id) FROM dossiers_application WHERE wish_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER dossiers_approval_changed
AFTER UPDATE ON wishes_wish
FOR EACH ROW WHEN (
    (OLD.state, OLD.code, OLD.approved_by_id, OLD.safeguarded_by_id, OLD.approved_print,
     OLD.safeguarded_print)
    IS DISTINCT FROM
    (NEW.state, NEW.code, NEW.approved_by_id, NEW.safeguarded_by_id, NEW.approved_print,
     NEW.safeguarded_print))
EXECUTE FUNCTION dossiers_approval_changed();

CREATE FUNCTION dossiers_picture_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dossiers_hide_entries(application.id)
    FROM wishes_catalogueentry entry
    JOIN dossiers_application application ON application.wish_id = entry.wish_id
    WHERE entry.image_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER dossiers_picture_changed
AFTER UPDATE ON images_siteimage
FOR EACH ROW WHEN (OLD.consent IS DISTINCT FROM NEW.consent)
EXECUTE FUNCTION dossiers_picture_changed();

-- A wish's page is live only beside its row in the catalogue, and says what was approved.
CREATE FUNCTION dossiers_refuse_live_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM wishes_wishpage WHERE page_ptr_id = NEW.id)
       AND NOT EXISTS (
           SELECT 1 FROM wishes_catalogueentry entry JOIN wishes_wish wish ON wish.id = entry.wish_id
           WHERE wish.page_id = NEW.id) THEN
        RAISE EXCEPTION 'page % is of a wish that may not be shown', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER dossiers_refuse_live_page
AFTER UPDATE OF live ON wagtailcore_page
FOR EACH ROW WHEN (NEW.live AND NOT OLD.live) EXECUTE FUNCTION dossiers_refuse_live_page();

CREATE FUNCTION dossiers_refuse_live_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM wagtailcore_page WHERE id = NEW.page_ptr_id AND live)
       AND NOT EXISTS (
           SELECT 1 FROM wishes_catalogueentry entry JOIN wishes_wish wish ON wish.id = entry.wish_id
           WHERE wish.page_id = NEW.page_ptr_id
             AND wish.approved_print = wishes_print(to_jsonb(NEW))) THEN
        RAISE EXCEPTION 'page % does not say what two people approved', NEW.page_ptr_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER dossiers_refuse_live_words
AFTER INSERT OR UPDATE ON wishes_wishpage
FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_live_words();
"""

# Approvals of pages that are live or were taken off for a while were of the words in the page's row.
BEFORE = """
UPDATE wishes_wish wish
SET approved_print = words.print, safeguarded_print = words.print, text_print = words.print
FROM (SELECT page_ptr_id, wishes_print(to_jsonb(page)) AS print FROM wishes_wishpage page) words
WHERE wish.page_id = words.page_ptr_id AND wish.approved_print <> ''
  AND wish.approved_print = wish.safeguarded_print;
"""

BACKWARD = """
DROP TRIGGER dossiers_refuse_live_words ON wishes_wishpage;
DROP FUNCTION dossiers_refuse_live_words();
DROP TRIGGER dossiers_refuse_live_page ON wagtailcore_page;
DROP FUNCTION dossiers_refuse_live_page();
DROP TRIGGER dossiers_picture_changed ON images_siteimage;
DROP FUNCTION dossiers_picture_changed();
DROP TRIGGER dossiers_approval_changed ON wishes_wish;
DROP FUNCTION dossiers_approval_changed();
DROP TRIGGER dossiers_child_changed ON dossiers_child;
DROP FUNCTION dossiers_child_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_consent_matrix"), ("wishes", "0004_shown_until")]

    operations = [
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
        # What does not hold now is not shown.
        migrations.RunSQL(
            "SELECT dossiers_hide_entries(id) FROM dossiers_application", migrations.RunSQL.noop
        ),
    ]
