"""What all pages written by the press service share."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, PageViewRestriction

from campaigns import gates
from campaigns.reading import EditorialManager, reading_url


class EditorialPageForm(WagtailAdminPageForm):
    """What a page needs before it goes live, said in its form; a draft may do without."""

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        picture = cleaned.get("picture")
        if picture and not cleaned.get("picture_alt") and not picture.default_alt_text:
            self.add_error("picture_alt", _("Say in a few words what the picture shows."))
        if not self.errors:
            # The form's own words: the page as it would be.
            for name, value in cleaned.items():
                if name in self.instance.own_fields():
                    setattr(self.instance, name, value)
            gates.say_in_form(self, gates.asked(self.instance))
        return cleaned


class EditorialPage(Page):
    """A page that exists once per language, with a lead and a picture for cards and sharing."""

    lead = models.TextField(
        _("lead"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences: shown on cards, in search and at the top of the page."),
    )
    picture = models.ForeignKey(
        "images.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud to those who cannot see it. In the language of the page."),
    )
    is_demo = models.BooleanField(
        _("invented, for demonstration"),
        default=False,
        help_text=_("Marks the page and its card, so that nobody takes it for real."),
    )

    objects = EditorialManager()
    base_form_class = EditorialPageForm
    show_in_menus_default = False
    # Joined whenever the page or its card is read.
    joined_for_reading: tuple[str, ...] = ("locale", "picture")
    # Set by the routing, which reads the restrictions of the whole path in its own query.
    known_unrestricted = False
    # The pages above it, set by the routing too; a preview has none.
    trail: Sequence = ()

    settings_panels = [*Page.settings_panels, "is_demo"]

    class Meta:
        abstract = True

    @classmethod
    def own_fields(cls) -> set[str]:
        """What readers see of it."""
        words = {"title", "slug", "seo_title", "search_description"}
        return words | {field.name for field in cls._meta.local_fields}

    def obstacles(self) -> list[gates.Obstacle]:
        """Why these words and pictures may not be on the site; empty where they may."""
        return gates.of_pictures(self)

    def keep_pictures(self, pictures: Iterable[int]) -> None:
        """Called with those that may stand on it once it is live."""

    def save(self, clean=True, **kwargs):
        """Refuse to write as live what the gates do not let through.

        Here rather than in `clean`, which `save(clean=False)` would skip and which also runs on
        drafts of a live page. What Wagtail notes of a page alone (`update_fields`) is not asked.
        """
        with transaction.atomic():
            fields = kwargs.get("update_fields")
            if self.live and (fields is None or {*self.own_fields(), "live"} & set(fields)):
                gates.require_may_be_live(self)
            return super().save(clean=clean, **kwargs)

    @property
    def picture_text(self) -> str:
        """Alternative text; "" where the picture only decorates."""
        return self.picture_alt or (self.picture.default_alt_text if self.picture else "")

    @property
    def language(self) -> str:
        return self.locale.language_code

    @property
    def reading_url(self) -> str:
        """Its address in the reader's language, whether or not it is translated."""
        return reading_url(self)

    @property
    def fallback_label(self) -> str:
        """ "In Kazakh", where the page is shown to a reader of another language; else ""."""
        return fallback_label(self.language)

    def get_view_restrictions(self):
        if self.known_unrestricted:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()


def in_language_label(language: str) -> str:
    return {
        "kk": gettext("In Kazakh"),
        "ru": gettext("In Russian"),
        "en": gettext("In English"),
    }[language]


def fallback_label(language: str) -> str:
    """What to say beside a text in `language`: nothing where that is the reader's own."""
    return "" if language == get_language() else in_language_label(language)
