from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.locks import BaseLock
from wagtail.models import Page

from language.translated import LANGUAGES, Translated
from wishes.models.forms import WishPageForm
from wishes.models.reference import Category, Place, Season
from wishes.models.wish import AgeBand, Wish
from wishes.models.words import TEXT_FIELDS, fingerprint, languages_written
from wishes.permissions import Decided, WishPagePermissions
from wishes.plain_text import without_unseen
from wishes.states import WAITING


class WishPage(Page):
    """The words of one wish that may become public, in up to three languages.

    One page a wish, in the default language's tree: one wish, one approval. It holds nothing
    private, in any version; the dossier is elsewhere, and so is the state (`Wish`). The public
    never reads this page but its catalogue row, so the page's own address leads there.
    """

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    pseudonym = models.CharField(_("name shown"), max_length=40)
    age_band = models.CharField(_("age"), max_length=8, choices=AgeBand.choices)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("category")
    )
    season = models.ForeignKey(
        Season, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("season"),
    )  # fmt: skip
    title_kk = models.CharField(_("what, in Kazakh"), max_length=80, blank=True)
    title_ru = models.CharField(_("what, in Russian"), max_length=80, blank=True)
    title_en = models.CharField(_("what, in English"), max_length=80, blank=True)
    wish_title = Translated("title")
    story_kk = models.TextField(_("why it matters, in Kazakh"), max_length=1500, blank=True)
    story_ru = models.TextField(_("why it matters, in Russian"), max_length=1500, blank=True)
    story_en = models.TextField(_("why it matters, in English"), max_length=1500, blank=True)
    story = Translated("story")
    size = models.CharField(_("size or model"), max_length=60, blank=True)
    price_tiyn = models.BigIntegerField(_("price in tenge"))
    image = models.ForeignKey(
        "images.SiteImage", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("picture"),
    )  # fmt: skip

    base_form_class = WishPageForm
    content_panels = [
        *(
            MultiFieldPanel([f"title_{language}", f"story_{language}"], heading=heading)
            for language, heading in zip(
                LANGUAGES, (_("In Kazakh"), _("In Russian"), _("In English")), strict=True
            )
        ),
        FieldRowPanel(["pseudonym", "age_band", "size"]),
        FieldRowPanel(["place", "category", "season"]),
        FieldPanel("price_tiyn"),
        FieldPanel("image"),
    ]
    promote_panels: list = []
    settings_panels: list = []
    parent_page_types = ["wishes.WishSeasonPage"]
    subpage_types: list = []
    # Wishes come from the public form, never from "add child page".
    is_creatable = False
    template = "wishes/detail.html"

    class Meta:
        verbose_name = _("wish page")
        verbose_name_plural = _("wish pages")

    def permissions_for_user(self, user) -> WishPagePermissions:
        return WishPagePermissions(user, self)

    def get_lock(self) -> BaseLock | None:
        is_open = Wish.objects.filter(page_id=self.pk, state__in=WAITING).exists()
        return super().get_lock() if is_open else Decided(self)

    # --- The way onto the site ----------------------------------------------------------

    def clean(self) -> None:
        """What must hold for a draft too; whether it may go live is judged by `save`."""
        super().clean()
        # Staff without dossiers read titles in lists and logs, before anybody has read the words.
        self.title = self.code
        for field in TEXT_FIELDS:
            setattr(self, field, without_unseen(getattr(self, field)))

    def save(self, clean: bool = True, **kwargs):
        """Refuse to write a live page that the gate does not let through.

        Here rather than in `clean`, which `save(clean=False)` would skip and which also runs on
        drafts of a live page. `update_fields` writes only Wagtail's own notes (latest revision,
        locks), never `live` or the text; see `Page.save_revision`.
        """
        from wishes.moderation import gate

        with transaction.atomic():
            # The wish before its page, as everywhere: else an editor and an approver lock each
            # other out.
            wish = self.pk and Wish.objects.select_for_update().filter(page_id=self.pk).first()
            if kwargs.get("update_fields") is None:
                if self.live:
                    gate.require_may_go_live(self)
                elif wish:
                    self._require_off_the_site(wish)
            return super().save(clean=clean, **kwargs)

    def _require_off_the_site(self, wish: Wish) -> None:
        """A draft that was read before somebody published must not take the wish off again."""
        from wishes import catalogue

        if wish.is_public:
            raise PermissionDenied(_("This wish went on the site meanwhile. Please look again."))
        catalogue.remove(self.code)

    def save_revision(self, user=None, **kwargs):
        from wishes.moderation import texts

        kwargs["approved_go_live_at"] = None
        revision = super().save_revision(user=user, **kwargs)
        texts.revision_saved(self, revision, user)
        return revision

    def with_content_json(self, content):
        """A wish goes on the site by its second approval and at no other moment."""
        page = super().with_content_json(content)
        page.go_live_at = page.expire_at = None
        return page

    def publish(self, revision, user=None, **kwargs):
        """Whoever publishes a revision, by whatever way, goes through the lifecycle."""
        from wishes import lifecycle

        lifecycle.publish(self.wish, revision, user)

    def unpublish(self, set_expired=False, commit=True, user=None, log_action=True):
        from wishes import lifecycle

        lifecycle.pause(self.wish, user)

    def copy(self, *args, **kwargs):
        raise PermissionDenied("A wish page cannot be copied: one wish, one page.")

    create_alias = copy_for_translation = copy

    # --- What others see of it ----------------------------------------------------------

    @property
    def fingerprint(self) -> str:
        """Tells whether two drafts say the same to the public."""
        return fingerprint(self)

    @property
    def languages_written(self) -> list[str]:
        return languages_written(self)

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request=request)
        if parts is None:
            return None
        return parts[0], parts[1], reverse("wishes:detail", args=[self.code])

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(reverse("wishes:detail", args=[self.code]))

    def serve_preview(self, request, mode_name):
        from wishes.views.catalogue import preview

        return preview(request, self)

    def get_sitemap_urls(self, request=None) -> list:
        return []

    # Wagtail's stock index would be searched by its own views, and slows every publishing down.
    @classmethod
    def get_indexed_objects(cls):
        return cls.objects.none()

    def get_indexed_instance(self):
        return None
