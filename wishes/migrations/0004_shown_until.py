import datetime
import uuid

from django.db import migrations, models

FORWARD = """
-- What `wishes.models.words.fingerprint` computes, of a row of the catalogue or of a page.
CREATE FUNCTION wishes_print(words jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(string_agg(
        convert_to(octet_length(convert_to(said, 'UTF8')) || ':' || said, 'UTF8'), '' ORDER BY n
    )), 'hex')
    FROM (
        SELECT n, coalesce(words ->> field, '') AS said
        FROM unnest(ARRAY[
            'pseudonym', 'size', 'title_kk', 'title_ru', 'title_en', 'story_kk', 'story_ru',
            'story_en', 'age_band', 'place_id', 'category_id', 'price_tiyn', 'image_id'
        ]) WITH ORDINALITY AS fields (field, n)
    ) AS texts;
$$;

-- A copy of a database differs in the table's number, one elsewhere in the cluster's, and a standby
-- that took over in the timeline. In plpgsql, which keeps the plan: every reading asks this once.
CREATE FUNCTION wishes_database_identity() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT system_identifier FROM pg_control_system())
        || '/' || (SELECT timeline_id FROM pg_control_checkpoint())
        || '/' || 'wishes_wish'::regclass::oid;
END $$;

CREATE FUNCTION wishes_is_restored() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM wishes_servingdatabase WHERE identity <> wishes_database_identity());
END $$;

INSERT INTO wishes_servingdatabase (identity, journal, since)
VALUES (wishes_database_identity(), gen_random_uuid(), now());
"""

BACKWARD = """
DROP FUNCTION wishes_is_restored();
DROP FUNCTION wishes_database_identity();
DROP FUNCTION wishes_print(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("wishes", "0003_catalogue_counts")]

    operations = [
        migrations.CreateModel(
            name="ServingDatabase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identity", models.CharField(max_length=80)),
                ("journal", models.UUIDField(default=uuid.uuid4)),
                ("since", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "serving database",
                "verbose_name_plural": "serving databases",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="catalogueentry",
            name="visible_until",
            field=models.DateField(default=datetime.date(9999, 12, 31), editable=False),
        ),
        migrations.RemoveConstraint(
            model_name="wish",
            name="wish_on_the_site_was_approved",
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "claimed", "delivered", "fulfilled", "published", "received",
                                "approved",
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("safeguarded_by__isnull", False),
                        models.Q(("approved_print", ""), _negated=True),
                        ("approved_print", models.F("safeguarded_print")),
                    ),
                    _connector="OR",
                ),
                name="wish_on_the_site_was_approved",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]  # fmt: skip
