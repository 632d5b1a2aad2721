"""Where a child can be found: street, house, village, postcode. Districts and cities are public."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from language.folding import fold
from wishes import places
from wishes.screening.findings import KnownFacts, Rule, Span, by_pattern

_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_NAME = r"[\w.'\-]{1,30}"
# «Кабанбай батыра», «Каныша Сатпаева».
_SECOND = rf"(?:\s(?:(?:батыра?|би|хана?)(?!\w)|(?-i:[{_CAPITAL}])[\w\-]{{2,30}}))?"
_OURS = r"наш\w{1,3}|мо[яейю]|эт[аоу]\w?|вся|всю|их|его|её|на|вдоль|тих\w{2}|главн\w{2}"
_STREET = re.compile(
    rf"(?<!\w)(?:ул\.|просп\.|пр-т\.?|пр\.|пер\.|мкрн?\.|б-р\.?"
    rf"|ш/а)\s?\"?(?=[\w])(?!д\.){_NAME}(?:\s\d{{1,4}}[а-я]?(?!\w))?"
    rf"|(?<!\w)(?:улиц[аеуы]|улицей|проспект[ауе]?|переул(?:ок|ке|ка)|мкрн?|микрорайон[ае]?"
    rf"|бульвар[ае]?|"
    rf"проезд[ае]?|тупик[ае]?)\s+\"?(?-i:[{_CAPITAL}\d]){_NAME}{_SECOND}"
    rf"|(?<!\w)(?!(?:{_OURS})\s)(?-i:[{_CAPITAL}]){_NAME}\s+(?:улиц[аеуы]|проспект[ауе]?"
    rf"|микрорайон[ае]?)(?!\w)"
    rf"|(?<![\w.])(?:(?-i:[{_CAPITAL}]){_NAME}\s)?{_NAME}\s+(?:көше(?:сі\w{{0,5}})|даңғыл(?:ы\w{{0,5}})|тұйығы\w{{0,4}}"
    rf"|бульвары\w{{0,4}}|"
    rf"(?:шағын|ықшам|мөлтек)\s?аудан\w{{0,7}})(?!\w)"
    rf"|(?<!\w)(?:көше|даңғыл)\w{{0,6}}\s+\d{{1,4}}"
    rf"|(?<!\w)ш/а\s+{_NAME}",
    re.IGNORECASE,
)
_DETERMINERS = r"The|My|Our|His|Her|Their|This|That|Main|On|In|At|Sesame|Wall|A|Every|Each"
_STREET_WORD = (
    r"(?:Street|St\.|Avenue|Ave\.?|Road|Rd\.?|Lane|Drive|Boulevard|Microdistrict|Square)(?!\w)"
)
_STREET_IN_ENGLISH = re.compile(
    rf"(?<!\w)(?!(?:{_DETERMINERS})\s)(?:\d{{1,4}},?\s+)?[A-Z][\w'\-]{{1,30}}\s+{_STREET_WORD}"
    r"|(?<!\w)\d{1,4},?\s+(?i:[a-z][\w'\-]{1,30}\s+(?:street|avenue|road|lane|microdistrict)(?!\w))"
    r"|(?<!\w)(?i:street|avenue|microdistrict)\s+\d{1,4}(?!\w)"
)
# No house: so many centimetres, floors, rooms, years.
_UNITS = (
    r"(?!\s?(?:см|мм|м|кг|этаж|комнат|лет|год|жас|қабат|бөлме|детал|шт|тенге|теңге|тг|₸|cm"
    r"|floor|room|piece|set)"
    r"|[.,]\d)"
)
_HOUSE = re.compile(
    rf"(?<!\w)(?<!детского )(?<!детском )(?<!балалар )"
    rf"(?:д\.|дом(?:е|а)?|үй|house|apt\.?|apartment|flat|кв\.|квартир[аеы]|пәтер\w{{0,3}}|"
    rf"подъезд\w{{0,2}}|корп\.)\s?(?:№|No?\.)?\s?\d{{1,4}}[а-яa-z]?(?!\w){_UNITS}"
    rf"(?:\s?,?\s?(?:кв\.?|пәтер|apt\.?)\s?\d{{1,4}})?"
    rf"|№\s?\d{{1,4}}\s?-?\s?(?:дом|үй|кв|пәтер)\w{{0,4}}(?!\w)"
    rf"|(?<![\w.,])\d{{1,4}}\s?-\s?(?:ші|шы|нші|ншы)?\s?(?:үй|пәтер|подъезд)\w{{0,4}}(?!\w)"
    rf"|(?<![\w.,])\d{{1,4}}\s(?:үйде|пәтерде|үйдің|пәтердің|үйде\w{{1,3}})(?!\w)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"(?<!\w)(?:индекс\w{0,3}|postcode|postal\s+code|zip)[^\w\n]{0,3}(?P<code>\d{6})(?!\d)"
    r"|(?<![\d.,])07\d{4}(?!\d)(?=[^\d\n]{0,3}[^\W\d_])",
    re.IGNORECASE,
)
_SETTLEMENT = re.compile(
    rf"(?<!\w)(?:сел[оеа]|посёл(?:ок|ке|ка)|посел(?:ок|ке|ка)|пос\.|с\.|аул[ае]?)\s+"
    rf"\"?(?P<ru>(?-i:[{_CAPITAL}])[\w\-]{{2,30}})"
    rf"|(?P<kk>(?<!\w)(?-i:[{_CAPITAL}])[\w\-]{{2,30}})\s+(?:ауыл(?:ы\w{{0,5}})"
    rf"|кент(?:і\w{{0,5}}))(?!\w)"
    rf"|(?<!\w)(?:the\s+)?(?:village|settlement)\s+of\s+(?P<en>(?-i:[{_CAPITAL}])[\w\-]{{2,30}})"
    rf"|(?P<en2>(?<!\w)(?!(?:{_DETERMINERS})\s)(?-i:[{_CAPITAL}])[\w\-]{{2,30}})\s+village(?!\w)",
    re.IGNORECASE,
)
# How a district and its village are called alike; the district is public.
_DISTRICTS = frozenset(
    fold(name)
    for row in (*places.CITIES, *places.DISTRICTS, *places.MOVED_CITIES, *places.MOVED_DISTRICTS)
    for name in (row.kk, row.ru, row.en, *row.aliases)
) | {"bizdin", "onin", "our", "nash"}


def find_settlements(text: str, known: KnownFacts) -> Iterable[Span]:
    for match in _SETTLEMENT.finditer(text):
        name = match["ru"] or match["kk"] or match["en"] or match["en2"]
        if fold(name) not in _DISTRICTS:
            yield Span(*match.span())


def find_addresses(text: str, known: KnownFacts) -> Iterable[Span]:
    yield from by_pattern(_STREET, _STREET_IN_ENGLISH, _HOUSE, _POSTCODE)(text, known)
    yield from find_settlements(text, known)


RULES = (Rule("address", _("Tells the street, the house or the village"), find_addresses),)
