"""The message catalogues: found strings in, `.mo` files out, without any gettext program.

python -m tools.messages compile|extract|check
"""

from tools.paths import ROOT

LOCALE = ROOT / "locale"
# English is what the strings are written in.
LANGUAGES = ("kk", "ru")
PLURAL_FORMS = {
    "kk": "nplurals=2; plural=(n!=1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 &&"
    " (n%100<12 || n%100>14) ? 1 : 2);",
}


def catalogue(language: str):
    return LOCALE / language / "LC_MESSAGES" / "django.po"
