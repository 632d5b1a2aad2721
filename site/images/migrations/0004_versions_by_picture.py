from django.db import migrations

# Versions of pages by the picture that is chosen there: `image` of a wish, `picture` of a page of
# the press. Without, a withdrawal reads every version of every wish; see `images.places`.
FORWARD = """
CREATE INDEX images_version_names_image ON wagtailcore_revision ((content -> 'image'))
WHERE (content -> 'image') IS NOT NULL;
CREATE INDEX images_version_names_picture ON wagtailcore_revision ((content -> 'picture'))
WHERE (content -> 'picture') IS NOT NULL;
"""

BACKWARD = """
DROP INDEX images_version_names_image;
DROP INDEX images_version_names_picture;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0003_children_of_wishes"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
