"""What holds everywhere. `dev`, `test` and `production` say only how they differ.

Every value that an installation may change comes from the environment and stands in `.env.example`.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

env = environ.Env()

ROOT = Path(__file__).resolve().parents[3]
environ.Env.read_env(str(ROOT / ".env"))
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))

SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_SITE_NAME = "Zhurek"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Shows the "demonstration" ribbon: invented children, invented gifts.
DEMO = env.bool("DEMO", default=False)

INSTALLED_APPS = [
    "users",
    "images",
    "money",
    "language",
    "outbox",
    "audit",
    "edge",
    "jobs",
    "demo",
    "campaigns.funds",
    "campaigns.payments",
    "campaigns.bank",
    "campaigns.receipts",
    "campaigns.monthly",
    "campaigns.reconciliation",
    "campaigns.donors",
    "campaigns",
    "wishes.dossiers",
    "wishes.retention",
    "wishes.moderation",
    "wishes.claims",
    "wishes",
    "home",
    "search",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "users.apps.StaffAccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "edge.caching.PublicPageMiddleware",
    "edge.csp.TwoPoliciesMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "edge.outage.OutageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.chrome.site_chrome",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": env.db_url("DATABASE_URL", default="postgresql://postgres@127.0.0.1:5432/zhurek")
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "locked_out.html"

# --- Language and time -----------------------------------------------------------------
LANGUAGE_CODE = "kk"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("kk", _("Kazakh")),
    ("ru", _("Russian")),
    ("en", _("English")),
]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["language.formats"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
# A page handed in for translation stays a draft: until then readers get the original, labelled.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
TIME_ZONE = "Asia/Almaty"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
USE_TZ = True

# --- Files -----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
# Dossier files: never below MEDIA_ROOT, never served by a URL of their own.
PRIVATE_MEDIA_ROOT = Path(env.str("PRIVATE_MEDIA_ROOT", default=str(VAR / "private")))
# What they are sealed with: the first seals, all of them open. See edge/sealing.py.
PRIVATE_FILE_KEYS = [
    key.strip() for key in env.list("PRIVATE_FILE_KEYS", default=[]) if key.strip()
]
# Withdrawals of consent, kept outside of the database so that a restored backup does not undo
# them: a disk or share of its own, the same for all processes. See docs/restore.md.
WITHDRAWALS_JOURNAL = Path(env.str("WITHDRAWALS_JOURNAL", default=str(VAR / "withdrawals")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Wagtail ---------------------------------------------------------------------------
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Off: an autosave that is under way while its page is being published turns it back to a draft.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAILIMAGES_IMAGE_MODEL = "images.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "images.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "xlsx", "docx"]
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict] = []

# --- Jobs and mail ---------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{VAR / 'mail'}"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Zhurek <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who makes the papers that go with letters: see outbox/attachments.py.
MAIL_ATTACHMENTS = {"receipt": "campaigns.receipts.letters.receipt_paper"}

# --- Receipts --------------------------------------------------------------------------
# Who gives receipts, as they state it. These are made up; production wants its own.
ORGANISATION_NAME = {
    "kk": env.str("ORGANISATION_NAME_KK", default="«Zhurek» (демо) қоғамдық қоры"),
    "ru": env.str("ORGANISATION_NAME_RU", default="Общественный фонд «Zhurek» (демо)"),
    "en": env.str("ORGANISATION_NAME_EN", default="Zhurek public foundation (demo)"),
}
ORGANISATION_BIN = env.str("ORGANISATION_BIN", default="999940000000")

# --- Bank transfers ----------------------------------------------------------------------
# The account that gifts are transferred to; it belongs to the organisation named above. While one
# of these is missing, giving by transfer is not offered.
BANK_IIK = env.str("BANK_IIK", default="")
BANK_NAME = env.str("BANK_NAME", default="")
BANK_BIC = env.str("BANK_BIC", default="")
BANK_KBE = env.str("BANK_KBE", default="")
BANK_KNP = env.str("BANK_KNP", default="")
TRANSFER_MAX_TIYN = env.int("TRANSFER_MAX_TIYN", default=1_000_000_000_00)
# Days until a promised transfer is reminded of (if the donor agreed), and is given up.
PLEDGE_REMIND_DAYS = env.int("PLEDGE_REMIND_DAYS", default=7)
PLEDGE_DAYS = env.int("PLEDGE_DAYS", default=30)
# Days after which money that left the bank, and nobody has said for what, stands on finance's desk.
BANK_OUT_DAYS = env.int("BANK_OUT_DAYS", default=5)
# A larger fee of the bank is entered by two people.
BANK_FEE_MOST_TIYN = env.int("BANK_FEE_MOST_TIYN", default=20_000_00)

# --- Wishes ------------------------------------------------------------------------------
# Days for which a consent holds; it ends at the 18th birthday in any case.
CONSENT_TERM_DAYS = env.int("CONSENT_TERM_DAYS", default=365)
# Working days within which a guardian is promised an answer; days off are a list that staff keep.
WISH_PROMISE_DAYS = env.int("WISH_PROMISE_DAYS", default=2)

# --- The ledger ------------------------------------------------------------------------
# Who tells `check_ledger` what must be true: see campaigns/funds/proof.py.
LEDGER_INVARIANTS = [
    "campaigns.funds.invariants",
    "campaigns.funds.deciding.invariants",
    "campaigns.funds.chain",
    "campaigns.funds.append_only",
    "campaigns.payments.invariants",
    "campaigns.bank.invariants",
    "campaigns.receipts.invariants",
    "campaigns.monthly.invariants",
    "campaigns.reconciliation.invariants",
]

# --- Giving ----------------------------------------------------------------------------
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
# Several while a secret is being rotated: a signature by any of them is good.
# A space or nothing between commas is none: anybody could sign with it.
STRIPE_WEBHOOK_SECRETS = [
    secret.strip() for secret in env.list("STRIPE_WEBHOOK_SECRET", default=[]) if secret.strip()
]
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com")
# Whether gifts are real money; an object of the other kind is quarantined.
STRIPE_LIVEMODE = env.bool("STRIPE_LIVEMODE", default=False)
DONATION_MIN_TIYN = env.int("DONATION_MIN_TIYN", default=500_00)
# Stripe's own ceiling for one charge in KZT: eight digits.
DONATION_MAX_TIYN = env.int("DONATION_MAX_TIYN", default=999_999_99)
# What a card payment costs, for donors who want to bear it: a hundredth of a percent, and tiyn.
FEE_COVER_BASIS_POINTS = env.int("FEE_COVER_BASIS_POINTS", default=290)
FEE_COVER_FIXED_TIYN = env.int("FEE_COVER_FIXED_TIYN", default=150_00)
# A wish of this price or more may be paid for by several donors in parts; 0: none may.
WISH_PARTS_FROM_TIYN = env.int("WISH_PARTS_FROM_TIYN", default=40_000_00)

# --- Claims ----------------------------------------------------------------------------
# Days in which a promised gift is brought, and by how many a donor may make them more, once.
CLAIM_DAYS = env.int("CLAIM_DAYS", default=14)
CLAIM_EXTENSION_DAYS = env.int("CLAIM_EXTENSION_DAYS", default=7)
# So long a claim holds its wish before the donor has confirmed the e-mail.
CLAIM_CONFIRM_HOURS = env.int("CLAIM_CONFIRM_HOURS", default=2)
# Gifts that one address may have promised at a time.
CLAIMS_AT_ONCE = env.int("CLAIMS_AT_ONCE", default=5)
# After so many gifts that never came an address may promise no more until staff allow it.
CLAIM_BROKEN_TO_PAUSE = env.int("CLAIM_BROKEN_TO_PAUSE", default=2)

# Who tells the finance desk what waits for a person: see campaigns/reconciliation/desk.py.
FINANCE_DESK = [
    "campaigns.payments.desk.waiting",
    "campaigns.funds.desk.waiting",
    "campaigns.bank.desk.waiting",
    "campaigns.donors.desk.waiting",
    "campaigns.monthly.desk.waiting",
]
# After so many hours without a clean comparison pages say so beside the sums.
BOOKS_LATE_HOURS = env.int("BOOKS_LATE_HOURS", default=24)

# --- Stories and what is kept -------------------------------------------------------------
# Who says whether a story may tell of a wish: see campaigns/story_gates.py.
STORY_GATES = ["wishes.stories.gate.obstacles"]
# Who forgets what need not be known any more: see site/jobs/purging.py.
PURGERS = [
    "wishes.retention.purging.purge",
    "wishes.retention.purging.purge_requests",
    "wishes.retention.purging.purge_last_letters",
    "wishes.claims.retention.purge",
    "campaigns.donors.retention.purge",
    "outbox.retention.purge",
    "users.retention.purge",
    # Last: it finds the files of what went before, should a crash have left them.
    "edge.orphans.purge",
]
# Days for which is kept: what a dossier knows, once its wish is closed; the proof of consent, once
# that has ended; who began a gift that was never paid; to whom a letter went; where staff signed in.
PURGE_WISH_DAYS = env.int("PURGE_WISH_DAYS", default=90)
PURGE_CONSENT_DAYS = env.int("PURGE_CONSENT_DAYS", default=1095)
PURGE_ABANDONED_DAYS = env.int("PURGE_ABANDONED_DAYS", default=90)
PURGE_MAIL_DAYS = env.int("PURGE_MAIL_DAYS", default=90)
PURGE_SIGN_IN_DAYS = env.int("PURGE_SIGN_IN_DAYS", default=90)

# Who may say that this site must not serve readers yet: see site/edge/health.py.
READINESS = ["wishes.lifecycle.restoring.standing_in_the_way"]

# What else a donor's page shows and what else is forgotten with a donor: campaigns/donors/parts.py.
DONOR_PAGE_PARTS = ["wishes.claims.donors.promised"]
DONOR_ERASERS = ["wishes.claims.donors"]

# --- Edge ------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
        # The hosted pay page is reached by a redirect after the donor's own POST.
        "form-action": [SELF, "https://checkout.stripe.com"],
    }
}
# Wagtail's admin still writes inline scripts and styles; the public site writes none.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}
PERMISSIONS_POLICY: dict[str, list] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "admin_language"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            # Django notes the path of each request that it refuses.
            "class": "edge.private_links.MaskedFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
