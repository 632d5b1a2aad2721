"""Where the child can be found: school, kindergarten, street, house."""

import re

from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import Rule, by_pattern

_SCHOOL = (
    r"(?:мектеп|школ|лице[йяюе]|гимнази|балабақша|бала-бақша|бөбекжай|детсад|детск\w+\s+сад|садик|"
    r"интернат|колледж|училищ|балалар\s+үй|детск\w+\s+дом|детдом|school|lyceum|gymnasium|kindergarten|"
    r"boarding|college|orphanage)\w*"
)
_NUMBER_SIGN = r"(?:№|N[o°º]?\.?|#|номер\w*|нөмір\w*|number)"
_ORDINAL = r"(?:\s?[\-–]?\s?(?:ші|шы|нші|ншы|інші|ыншы|я|й|ая|ой|ую|ом|th|st|nd|rd))?"
_QUALITY = (
    r"(?:орта|жалпы|негізгі|бастауыш|средн\w+|общеобраз\w+|музыкальн\w+|спортивн\w+|"
    r"secondary|primary)\s+"
)
_NUMBERED_SCHOOL = re.compile(
    rf"{_NUMBER_SIGN}\s?\d+{_ORDINAL}[\s\-–]*(?:{_QUALITY}){{0,2}}{_SCHOOL}"
    rf"|\b\d+{_ORDINAL}[\s\-–]*(?:{_QUALITY}){{0,2}}{_SCHOOL}"
    rf"|\b{_SCHOOL}[\s\-–]*{_NUMBER_SIGN}?\s?\d+(?!\s*(?:жас|лет|год|year|тг|тенге|теңге))",
    re.IGNORECASE,
)
_NAMED_SCHOOL = re.compile(
    rf"\w+\s+атындағы\s+(?:№?\s?\d+\s+)?(?:\w+\s+){{0,2}}{_SCHOOL}"
    rf"|\b{_SCHOOL}\s+(?:им\.|имени|named\s+after)\s*\w+"
    rf"|\b{_SCHOOL}\s+[«\"“][^»\"”]+[»\"”]|[«\"“][^»\"”]+[»\"”]\s+{_SCHOOL}",
    re.IGNORECASE,
)
_NAMED_SCHOOL_IN_ENGLISH = re.compile(
    r"\b[A-Z][\w'’\-]+\s+(?:Secondary\s+|Primary\s+|High\s+)?(?:School|Lyceum|Gymnasium|Kindergarten)\b"
)

_STREET_WORDS = (
    r"(?:ул\.|улиц\w*|просп\.|проспект\w*|пр-т|пр\.|пер\.|переул\w*|мкр\.?|микрорайон\w*|"
    r"бульвар\w*|шоссе)"
)
_STREET = re.compile(
    rf"(?<!\w){_STREET_WORDS}\s*[«\"]?[\wӘәҒғҚқҢңӨөҰұҮүҺһІі.\-]+"
    r"|\b[\w.\-]+\s+(?:көше(?:сі|сін)|даңғылы|тұйығы|бульвары|шағын\s?аудан|ықшам\s?аудан)\w*"
    r"|\b(?:көше|даңғыл)\w*\s+\d+",
    re.IGNORECASE,
)
_STREET_IN_ENGLISH = re.compile(
    r"\b(?:\d+\s+)?[A-Z][\w'’\-]+\s+(?:[Ss]treet|[Ss]t\.|[Aa]venue|[Aa]ve\.|[Rr]oad|[Ll]ane|[Mm]icrodistrict)"
)
_HOUSE = re.compile(
    r"(?<!\w)(?:д\.|дом|үй|house|apt\.?|apartment|кв\.?|квартира|пәтер|подъезд)\s*№?\s*\d+[а-яa-z]?\b"
    r"|\b\d+\s*[\-–]?\s*(?:үй|пәтер|подъезд)\w{0,3}\b",
    re.IGNORECASE,
)

RULES = (
    Rule(
        "school",
        _("Tells the school or the institution"),
        by_pattern(_NUMBERED_SCHOOL, _NAMED_SCHOOL, _NAMED_SCHOOL_IN_ENGLISH),
    ),
    Rule(
        "address",
        _("Tells the street or the house"),
        by_pattern(_STREET, _STREET_IN_ENGLISH, _HOUSE),
    ),
)
