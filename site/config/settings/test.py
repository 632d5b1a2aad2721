"""The suite: quick password hashes, mail kept in memory, tasks noted but not run."""

from .dev import *  # noqa: F403
from .dev import VAR

DEBUG = False
SECRET_KEY = "tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR / "test-media"
PRIVATE_MEDIA_ROOT = VAR / "test-private"
# A task is only a wake-up call: tests call the work itself.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
AXES_ENABLED = False
STRIPE_SECRET_KEY = "sk_test_zhurek"  # noqa: S105
STRIPE_WEBHOOK_SECRETS = ["whsec_zhurek_tests"]
