"""One machine, for trying and developing: what `make run` uses unless told otherwise."""

from .base import *  # noqa: F403
from .base import CONTENT_SECURITY_POLICY, STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="for-one-machine-only-never-for-a-public-site")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# The sandbox's pay page stands on another port of this machine.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += ["http://127.0.0.1:*", "http://localhost:*"]
