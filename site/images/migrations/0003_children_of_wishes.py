from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("images", "0002_taken_away"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="siteimage",
            options={
                "permissions": [
                    ("say_no_child", "Can say that a picture shows no child after all")
                ],
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
            },
        ),
        migrations.AddField(
            model_name="siteimage",
            name="consent_said_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="siteimage",
            name="wish_code",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=12),
        ),
        migrations.AlterField(
            model_name="siteimage",
            name="consent",
            field=models.CharField(
                choices=[
                    ("drawing", "a drawing, or nobody to be recognised"),
                    ("adults", "adults who agreed to be shown"),
                    ("child", "a child: shown only with the guardian's consent"),
                ],
                default="child",
                help_text="Until it is said, a picture counts as one of a child and stands only beside its wish and in its story; once said, only a moderator takes “a child” back. Prefer pictures without faces: a blurred face can be recovered.",
                max_length=10,
                verbose_name="who is shown",
            ),
        ),
        migrations.AddConstraint(
            model_name="siteimage",
            constraint=models.CheckConstraint(
                condition=models.Q(("wish_code", ""), ("consent", "child"), _connector="OR"),
                name="picture_of_a_wish_shows_its_child",
            ),
        ),
    ]
