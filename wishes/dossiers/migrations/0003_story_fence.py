from django.db import migrations

# The last fence for stories of one wish, as 0002 is for wishes: none is live without a consent in
# force for telling it, and none stays live when that consent ends.
FORWARD = """
CREATE FUNCTION dossiers_may_be_told(told_code varchar) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Almaty')::date;
BEGIN
    PERFORM 1
    FROM dossiers_consent consent
    JOIN dossiers_application application ON application.id = consent.application_id
    JOIN wishes_wish wish ON wish.id = application.wish_id
    WHERE wish.code = told_code
      AND wish.state = 'fulfilled'
      AND consent.state = 'granted'
      AND consent.valid_from <= today
      AND (consent.valid_until IS NULL OR consent.valid_until >= today)
      AND consent.purposes @> ARRAY['tell_story']::varchar[]
    -- Waits for a withdrawal that is under way, so that the two cannot pass each other.
    FOR SHARE OF consent;
    RETURN FOUND;
END $$;

CREATE FUNCTION dossiers_refuse_page_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told_code varchar;
BEGIN
    SELECT wish_code INTO told_code FROM campaigns_storypage
    WHERE page_ptr_id = NEW.id AND wish_code <> '';
    IF FOUND AND NOT dossiers_may_be_told(told_code) THEN
        RAISE EXCEPTION 'wish % has no consent in force for a story', told_code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dossiers_refuse_page_without_consent
BEFORE UPDATE ON wagtailcore_page
FOR EACH ROW WHEN (NEW.live) EXECUTE FUNCTION dossiers_refuse_page_without_consent();

CREATE FUNCTION dossiers_refuse_story_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.wish_code <> NEW.wish_code THEN
        RAISE EXCEPTION 'a story tells of one wish for good' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT'
       AND EXISTS (SELECT 1 FROM wagtailcore_page WHERE id = NEW.page_ptr_id AND live)
       AND NOT dossiers_may_be_told(NEW.wish_code) THEN
        RAISE EXCEPTION 'wish % has no consent in force for a story', NEW.wish_code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dossiers_refuse_new_story_without_consent
BEFORE INSERT ON campaigns_storypage
FOR EACH ROW WHEN (NEW.wish_code <> '')
EXECUTE FUNCTION dossiers_refuse_story_without_consent();
CREATE TRIGGER dossiers_keep_wish_of_story
BEFORE UPDATE ON campaigns_storypage
FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_story_without_consent();

CREATE FUNCTION dossiers_hide_story_without_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE wagtailcore_page page SET live = false
    FROM campaigns_storypage story
    JOIN wishes_wish wish ON wish.code = story.wish_code
    JOIN dossiers_application application ON application.wish_id = wish.id
    WHERE page.id = story.page_ptr_id AND page.live
      AND application.id = OLD.application_id
      AND NOT EXISTS (
          SELECT 1 FROM dossiers_consent other
          WHERE other.application_id = application.id AND other.state = 'granted'
            AND other.purposes @> ARRAY['tell_story']::varchar[]);
    RETURN NULL;
END $$;

CREATE TRIGGER dossiers_hide_story_without_consent
AFTER UPDATE OR DELETE ON dossiers_consent
FOR EACH ROW EXECUTE FUNCTION dossiers_hide_story_without_consent();
"""

BACKWARD = """
DROP TRIGGER dossiers_hide_story_without_consent ON dossiers_consent;
DROP FUNCTION dossiers_hide_story_without_consent();
DROP TRIGGER dossiers_keep_wish_of_story ON campaigns_storypage;
DROP TRIGGER dossiers_refuse_new_story_without_consent ON campaigns_storypage;
DROP FUNCTION dossiers_refuse_story_without_consent();
DROP TRIGGER dossiers_refuse_page_without_consent ON wagtailcore_page;
DROP FUNCTION dossiers_refuse_page_without_consent();
DROP FUNCTION dossiers_may_be_told(varchar);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0002_consent_fence"),
        ("campaigns", "0002_stories_of_wishes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
