from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from campaigns.payments.messages.webhooks import stripe_webhook
from campaigns.receipts.views import check_in_readers_language
from edge import health
from edge.root import choose_language

urlpatterns = [
    path("", choose_language),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("webhooks/stripe/", stripe_webhook, name="stripe_webhook"),
    # Printed on paper, so it bears no language and never changes.
    path("receipts/check/<str:number>/", check_in_readers_language, name="check_receipt"),
    # Printed on posters.
    path("d/", include("campaigns.payments.giving.short_urls")),
    path("open-data/", include("campaigns.funds.open_data.urls")),
    path("health/live/", health.live),
    path("health/ready/", health.ready),
    # Originals may be larger than what an editor chose to show: only renditions are public.
    re_path(
        r"^media/(?P<path>images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"
    ),
    path("", include("home.urls")),
]

urlpatterns += i18n_patterns(
    path("", include("campaigns.funds.urls")),
    path("", include("campaigns.payments.urls")),
    path("", include("campaigns.bank.urls")),
    path("", include("campaigns.receipts.urls")),
    path("", include("campaigns.monthly.urls")),
    path("", include("campaigns.donors.urls")),
    path("wishes/", include("wishes.claims.urls")),
    path("wishes/", include("wishes.urls")),
    path("search/", include("search.urls")),
    path("", include("home.localised_urls")),
    path("", include(wagtail_urls)),
)
