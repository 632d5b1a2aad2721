"""How long a story of a wish may be read."""

from django.db import models
from django.db.models import QuerySet

from wishes.models.serving import in_sight


class ShownTerms(models.Manager["StoryTerm"]):
    def get_queryset(self) -> QuerySet["StoryTerm"]:
        return super().get_queryset().filter(in_sight())


class StoryTerm(models.Model):
    """The last day (Asia/Almaty) on which stories of a wish may be read.

    A row beside the pages, not a field of them: versions of a page would keep the day, which is
    often the eve of a birthday. Written by the database alone, from the dossier: when a story goes
    live, and whenever the consent or the birthday changes. Without a row nothing is read.
    """

    code = models.CharField(max_length=12, primary_key=True)
    visible_until = models.DateField()

    objects = ShownTerms()
    rows = models.Manager["StoryTerm"]()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


def codes_in_sight() -> QuerySet:
    """Of the wishes whose stories may be read today: the answer to `STORIES_IN_SIGHT`."""
    return StoryTerm.objects.values("code")
