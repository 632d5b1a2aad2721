from django.db import migrations

# What a picture shows is part of what was approved; one that shows a child stands beside no other
# wish than the one whose consent it hangs on.
FORWARD = """
UPDATE images_siteimage image SET wish_code = page.code
FROM (SELECT image_id, min(code) AS code FROM wishes_wishpage GROUP BY image_id) page
WHERE page.image_id = image.id AND image.consent = 'child';

ALTER FUNCTION wishes_print(jsonb) RENAME TO wishes_print_of_words;
CREATE FUNCTION wishes_print(words jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(string_agg(
        convert_to(octet_length(convert_to(said, 'UTF8')) || ':' || said, 'UTF8'), '' ORDER BY n
    )), 'hex')
    FROM (
        SELECT n, coalesce(words ->> field, '') || CASE
            WHEN field = 'image_id' AND words ->> field IS NOT NULL THEN ':' || coalesce(
                (SELECT consent FROM images_siteimage WHERE id = (words ->> field)::bigint), '')
            ELSE '' END AS said
        FROM unnest(ARRAY[
            'pseudonym', 'size', 'title_kk', 'title_ru', 'title_en', 'story_kk', 'story_ru',
            'story_en', 'age_band', 'place_id', 'category_id', 'price_tiyn', 'image_id'
        ]) WITH ORDINALITY AS fields (field, n)
    ) AS texts;
$$;

-- Whether all that stands in a public row was agreed to: words, each language, name, photo.
CREATE OR REPLACE FUNCTION dossiers_covers(consent dossiers_consent, entry wishes_catalogueentry)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT consent.scope @> ARRAY['show_wish:text']::varchar[]
       AND (entry.title_kk || entry.story_kk = '' OR 'kk' = ANY (consent.languages))
       AND (entry.title_ru || entry.story_ru = '' OR 'ru' = ANY (consent.languages))
       AND (entry.title_en || entry.story_en = '' OR 'en' = ANY (consent.languages))
       AND (consent.scope @> ARRAY['show_wish:first_name']::varchar[] OR NOT EXISTS (
            SELECT 1 FROM dossiers_application application
            JOIN dossiers_child child ON child.id = application.child_id
            WHERE application.id = consent.application_id
              AND lower(child.given_name) = lower(entry.pseudonym)))
       AND (entry.image_id IS NULL OR EXISTS (
            SELECT 1 FROM images_siteimage image
            WHERE image.id = entry.image_id AND (image.consent = 'drawing' OR (
                consent.scope @> ARRAY['show_wish:photo']::varchar[]
                AND (image.consent <> 'child' OR image.wish_code = entry.code)))));
$$;

DROP TRIGGER dossiers_picture_changed ON images_siteimage;
CREATE TRIGGER dossiers_picture_changed
AFTER UPDATE ON images_siteimage
FOR EACH ROW WHEN ((OLD.consent, OLD.wish_code) IS DISTINCT FROM (NEW.consent, NEW.wish_code))
EXECUTE FUNCTION dossiers_picture_changed();

-- Approvals and notes of words with a picture were of the picture as it is.
UPDATE wishes_wish wish
SET text_print = CASE text_print WHEN before THEN after ELSE text_print END,
    safeguarded_print = CASE safeguarded_print WHEN before THEN after ELSE safeguarded_print END,
    approved_print = CASE approved_print WHEN before THEN after ELSE approved_print END
FROM (
    SELECT page_ptr_id, wishes_print_of_words(to_jsonb(page)) AS before,
           wishes_print(to_jsonb(page)) AS after
    FROM wishes_wishpage page WHERE image_id IS NOT NULL
) words
WHERE wish.page_id = words.page_ptr_id;

DROP FUNCTION wishes_print_of_words(jsonb);

-- What does not hold now is not shown.
SELECT dossiers_hide_entries(id) FROM dossiers_application;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0007_guardians_address"),
        ("images", "0003_children_of_wishes"),
        ("wishes", "0005_lists_and_tree"),
    ]

    operations = [migrations.RunSQL(FORWARD)]
