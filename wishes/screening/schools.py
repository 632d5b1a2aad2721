"""The institution that a child goes to, by number or by name; "my school" alone tells nothing."""

import re

from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import Rule, by_pattern

# Nouns in their cases, so that «школьных тетрадей» and «мектептік» are none.
_SCHOOL = (
    r"(?:(?:орта\s|негізгі\s|бастауыш\s)?мектеп(?:те|ке|тің|тен|ті|пен)?|мектеб(?:інде|іне|інің"
    r"|інен|ін|і)|"
    r"мектеп-?\s?(?:лицей|гимназия|интернат)\w{0,6}|"
    r"школ(?:а|ы|е|у|ой)|школ[аыеу]й?-?\s?(?:лице|гимнази|интернат|сад)\w{0,3}|"
    r"лице[йяюе]м?|лице(?:йде|йге|йдің|йінде|йіне)|"
    r"гимнази(?:я|и|ю|ей)|гимназия(?:да|ға|сы|сына|сында|ның)|"
    r"детсад\w{0,2}|детск(?:ий|ого|ом|ому)\s+сад\w{0,2}|садик\w{0,2}|"
    r"балабақша\w{0,8}|бала-бақша\w{0,8}|бөбекжай\w{0,8}|"
    r"интернат\w{0,6}|колледж\w{0,6}|училищ[аеу]\w?|балалар\s+үй\w{1,8}|детск(?:ий|ого|ом"
    r"|ому)\s+дом\w{0,2}|"
    r"детдом(?:а|е|у)?|жетімдер\s+үй\w{1,6}|"
    r"(?:СО?Ш|ОСШ|НОШ|ДЮСШ|БЖСМ|КГУ|КММ|КМҚК|ЖББМ|ЖОББМ)(?:-?[^\W\d_]{2,3})?|"
    r"school|lyceum|gymnasium|kindergarten|nursery|boarding\s+school|college|orphanage)(?!\w)"
)
_SIGN = r"(?:№|N[o°º]?\.?|#|номер(?:ом)?|нөмірлі|нөмір|number)"
_ORDINAL = r"(?:\s?-?\s?(?:ші|шы|нші|ншы|інші|ыншы|я|й|ая|ой|ую|ю|ом|th|st|nd|rd)(?!\w))?"
_QUALITY = (
    r"(?:(?:орта|жалпы|негізгі|бастауыш|аралас|средн\w{1,4}|общеобраз\w{1,14}|музыкальн\w{1,4}|"
    r"спортивн\w{1,4}|начальн\w{1,4}|secondary|primary|high|білім|беретін)\s+){0,3}"
)
# «24 мектеп дәптері» is no school, nor is "school 24 pencils".
_THING_AFTER = (
    r"(?!\s+(?:дәптер|сөмке|форма|киім|құрал|альбом|қалам|bag|uniform|note|book|day|year|suppl"
    r"|pupil|"
    r"bus|things|lesson|subject))"
)
_END_OF_PHRASE = r"(?=\s*(?:[.,;:!?)\"\n]|$|[A-ZА-ЯӘҒҚҢӨҰҮҺІ]|(?:г\.|города|в|и|in|and)\s))"
# «в пятой школе», «бесінші мектеп»; "my first school" is no number.
_SPOKEN = (
    r"(?:втор|треть|четв[её]рт|пят|шест|седьм|восьм|девят|десят|\w{2,7}надцат|двадцат)(?:ая|ой|ую|ей|ю|я)"
    r"|(?:екінші|үшінші|төртінші|бесінші|алтыншы|жетінші|сегізінші|тоғызыншы|оныншы)"
)
_NUMBERED = re.compile(
    rf"(?<!\w){_SIGN}\s?\d{{1,4}}{_ORDINAL}[\s\-]{{0,3}}{_QUALITY}(?-i:)(?:{_SCHOOL})"
    rf"|(?<![\w.,:/])\d{{1,3}}{_ORDINAL}[\s\-]{{1,3}}{_QUALITY}{_SCHOOL}{_THING_AFTER}"
    rf"|(?<!\w){_QUALITY}{_SCHOOL}[\s\-]{{0,3}}{_SIGN}\s?\d{{1,4}}"
    rf"|(?<!\w)(?:{_SPOKEN})\s+{_QUALITY}{_SCHOOL}{_THING_AFTER}"
    rf"|(?<!\w){_SCHOOL}[\s\-]{{0,3}}\d{{1,3}}(?-i:{_END_OF_PHRASE})",
    re.IGNORECASE,
)
_WORD = r"[\w.'\-]{1,30}"
_NAMED = re.compile(
    rf"(?<![\w.])(?:{_WORD}\s+){{1,2}}атындағы\s+(?:{_SIGN}?\s?\d+\s+)?(?:{_WORD}\s+){{0,3}}?{_SCHOOL}"
    rf"|(?<!\w){_SCHOOL}\s+(?:им\.|имени|named\s+after|атындағы)\s*{_WORD}"
    rf"|(?<!\w){_SCHOOL}\s+\"[^\"\n]{{1,40}}\"|\"[^\"\n]{{1,40}}\"\s+{_SCHOOL}"
    rf"|(?<!\w){_SCHOOL}\s+(?-i:[A-ZА-ЯӘҒҚҢӨҰҮҺІ][a-zа-яәғқңөұүһіё]{{2,}})(?<!имени)(?=[\s.,;!?]|$)",
    re.IGNORECASE,
)
_DETERMINERS = (
    r"The|My|Our|His|Her|Their|This|That|At|In|For|After|Before|To|From|Every|Each|New|Old"
)
_NAMED_IN_ENGLISH = re.compile(
    rf"(?<!\w)(?!(?:{_DETERMINERS})\s)[A-Z][\w'\-]{{1,30}}\s+"
    r"(?:(?:Secondary|Primary|High|Boarding|Intellectual)\s+)?"
    r"(?:School|Lyceum|Gymnasium|Kindergarten|College|Orphanage)(?!\w|\s+of\s)"
)
# Networks with one school in a town.
_NETWORK = re.compile(
    r"(?<!\w)(?:НИШ|НЗМ|NIS|КТЛ|БИЛ)(?:-?[^\W\d_]{1,3})?(?!\w)"
    r"|(?i:назарбаев\s+(?:интеллектуал\w{1,6}|зияткерлік)\s+\w{1,12})"
)

find_schools = by_pattern(_NUMBERED, _NAMED, _NAMED_IN_ENGLISH, _NETWORK)

RULES = (Rule("school", _("Tells the school or the institution"), find_schools),)
