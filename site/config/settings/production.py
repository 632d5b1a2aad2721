"""A site that others reach. Refuses to start on a missing or unsafe setting, and names it."""

from django.core.exceptions import ImproperlyConfigured

from edge.sealing import is_key
from language.identity_numbers import is_identity_number, is_iik

from .base import *  # noqa: F403
from .base import PRIVATE_FILE_KEYS, SITE_URL, STRIPE_WEBHOOK_SECRETS, env


def required(name: str, *, least: int = 1) -> str:
    """The setting `name` from the environment; refuses to start if shorter than `least`."""
    value = env.str(name, default="")
    if len(value) < least:
        raise ImproperlyConfigured(f"{name} is missing or too short: see .env.example")
    return value


DEBUG = False
SECRET_KEY = required("SECRET_KEY", least=50)
for name in (
    "DATABASE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "STRIPE_SECRET_KEY", "WITHDRAWALS_JOURNAL",
):  # fmt: skip
    required(name)
# A receipt in the name of the made-up organisation would be worth nothing.
for name in ("ORGANISATION_NAME_KK", "ORGANISATION_NAME_RU", "ORGANISATION_NAME_EN"):
    required(name)
if not is_identity_number(required("ORGANISATION_BIN")):
    raise ImproperlyConfigured("ORGANISATION_BIN is not a BIN: see .env.example")
if env.str("BANK_IIK", default=""):
    for name in ("BANK_NAME", "BANK_BIC", "BANK_KBE", "BANK_KNP"):
        required(name)
    if not is_iik(required("BANK_IIK")):
        raise ImproperlyConfigured("BANK_IIK is not an account in Kazakhstan: see .env.example")
if not STRIPE_WEBHOOK_SECRETS or min(map(len, STRIPE_WEBHOOK_SECRETS)) < 16:
    raise ImproperlyConfigured("STRIPE_WEBHOOK_SECRET is missing or too short: see .env.example")
required("PRIVATE_FILE_KEYS")
if not PRIVATE_FILE_KEYS or not all(map(is_key, PRIVATE_FILE_KEYS)):
    raise ImproperlyConfigured("PRIVATE_FILE_KEYS holds something that is no key: see .env.example")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must start with https://: see .env.example")
if "*" in env.list("ALLOWED_HOSTS"):
    raise ImproperlyConfigured("ALLOWED_HOSTS may not hold *: name the hosts")

STRIPE_LIVEMODE = env.bool("STRIPE_LIVEMODE", default=True)
if STRIPE_LIVEMODE and "_test_" in env.str("STRIPE_SECRET_KEY"):
    raise ImproperlyConfigured("STRIPE_SECRET_KEY is a test key while STRIPE_LIVEMODE is on")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
