"""One machine, for trying and developing: what `make run` uses unless told otherwise."""

from .base import *  # noqa: F403
from .base import CONTENT_SECURITY_POLICY, PRIVATE_FILE_KEYS, STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="for-one-machine-only-never-for-a-public-site")
# Seals nothing: anybody can read it here. Production wants its own.
PRIVATE_FILE_KEYS = PRIVATE_FILE_KEYS or ["b25lIG1hY2hpbmUgb25seTogbmV2ZXIgYSBzaXRlISE="]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# The sandbox's pay page stands on another port of this machine.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += ["http://127.0.0.1:*", "http://localhost:*"]
# An account that cannot exist (its check digits are wrong), so that transfers can be tried.
BANK_IIK = env.str("BANK_IIK", default="KZ00DEMO000000000001")
BANK_NAME = env.str("BANK_NAME", default="ДЕМО БАНК")
BANK_BIC = env.str("BANK_BIC", default="DEMOKZKA")
BANK_KBE = env.str("BANK_KBE", default="18")
BANK_KNP = env.str("BANK_KNP", default="119")
