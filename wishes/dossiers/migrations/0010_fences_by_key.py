from django.db import migrations

# What 0005 and 0008 ask, asked faster: in plpgsql, which keeps its plans (functions in sql are planned at
# every call, five milliseconds a row), and each row found by its own key, so that a plan made while
# the tables were empty is none the worse later.
FORWARD = """
CREATE FUNCTION dossiers_child_of(consent dossiers_consent)
RETURNS dossiers_child LANGUAGE plpgsql STABLE AS $$
DECLARE
    child dossiers_child;
BEGIN
    SELECT found.* INTO child
    FROM dossiers_application application
    JOIN dossiers_child found ON found.id = application.child_id
    WHERE application.id = consent.application_id;
    RETURN child;
END $$;

CREATE OR REPLACE FUNCTION dossiers_was_approved(wish wishes_wish, words jsonb)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        wish.state IN ('published', 'claimed', 'received', 'delivered', 'fulfilled')
        AND wish.approved_by_id <> wish.safeguarded_by_id
        AND wish.approved_print = wish.safeguarded_print
        AND wish.approved_print = wishes_print(words), false);
$$;

CREATE OR REPLACE FUNCTION dossiers_in_force(consent dossiers_consent)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Almaty')::date;
BEGIN
    IF consent.state <> 'granted' OR consent.valid_from > today OR consent.valid_until < today THEN
        RETURN false;
    END IF;
    RETURN consent.given_by_subject OR coalesce(
        (dossiers_child_of(consent)).born_on > (today - interval '18 years')::date, false);
END $$;

CREATE OR REPLACE FUNCTION dossiers_covers(consent dossiers_consent, entry wishes_catalogueentry)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN consent.scope @> ARRAY['show_wish:text']::varchar[]
       AND (entry.title_kk || entry.story_kk = '' OR 'kk' = ANY (consent.languages))
       AND (entry.title_ru || entry.story_ru = '' OR 'ru' = ANY (consent.languages))
       AND (entry.title_en || entry.story_en = '' OR 'en' = ANY (consent.languages))
       AND (consent.scope @> ARRAY['show_wish:first_name']::varchar[]
            OR lower((dossiers_child_of(consent)).given_name) IS DISTINCT FROM
               lower(entry.pseudonym))
       AND (entry.image_id IS NULL OR EXISTS (
            SELECT 1 FROM images_siteimage image
            WHERE image.id = entry.image_id AND (image.consent = 'drawing' OR (
                consent.scope @> ARRAY['show_wish:photo']::varchar[]
                AND (image.consent <> 'child' OR image.wish_code = entry.code)))));
END $$;

CREATE OR REPLACE FUNCTION dossiers_last_day(consent dossiers_consent)
RETURNS date LANGUAGE plpgsql STABLE AS $$
DECLARE
    until date := coalesce(consent.valid_until, DATE '9999-12-31');
    born date;
BEGIN
    IF consent.given_by_subject THEN
        RETURN until;
    END IF;
    born := (dossiers_child_of(consent)).born_on;
    RETURN least(until, (born + interval '18 years')::date
        - CASE WHEN to_char(born, 'MMDD') = '0229' THEN 0 ELSE 1 END);
END $$;

CREATE OR REPLACE FUNCTION dossiers_hide_entries(of_application bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told wishes_wish;
    entry wishes_catalogueentry;
    agreed dossiers_consent;
BEGIN
    SELECT wish.* INTO told
    FROM dossiers_application application JOIN wishes_wish wish ON wish.id = application.wish_id
    WHERE application.id = of_application;
    SELECT * INTO entry FROM wishes_catalogueentry WHERE wish_id = told.id;
    IF entry.wish_id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO agreed FROM dossiers_consent
    WHERE application_id = of_application AND state = 'granted';
    IF agreed.id IS NULL
        OR NOT dossiers_was_approved(told, to_jsonb(entry))
        OR NOT dossiers_in_force(agreed)
        OR NOT dossiers_covers(agreed, entry) THEN
        DELETE FROM wishes_catalogueentry WHERE wish_id = told.id;
    ELSIF entry.visible_until <> dossiers_last_day(agreed) THEN
        UPDATE wishes_catalogueentry SET visible_until = dossiers_last_day(agreed)
        WHERE wish_id = told.id;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION dossiers_hide_uncovered(of_application bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dossiers_hide_entries(of_application);
    IF EXISTS (SELECT 1 FROM dossiers_consent
               WHERE application_id = of_application AND state = 'granted'
                 AND scope @> ARRAY['tell_story:text']::varchar[]) THEN
        RETURN;
    END IF;
    UPDATE wagtailcore_page page SET live = false
    FROM campaigns_storypage story
    WHERE page.id = story.page_ptr_id AND page.live AND story.wish_code = (
        SELECT wish.code FROM dossiers_application application
        JOIN wishes_wish wish ON wish.id = application.wish_id
        WHERE application.id = of_application);
END $$;

CREATE OR REPLACE FUNCTION dossiers_refuse_entry_without_consent()
RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreed dossiers_consent;
    told wishes_wish;
BEGIN
    SELECT * INTO agreed FROM dossiers_consent
    WHERE application_id = (SELECT id FROM dossiers_application WHERE wish_id = NEW.wish_id)
      AND state = 'granted'
    -- Waits for a withdrawal that is under way, so that the two cannot pass each other.
    FOR SHARE;
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
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_who_comes_of_age")]

    # The same questions: there is nothing to go back to.
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
