"""Words that hurt the child, each with a better one in the language of the word itself."""

import re

from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import Rule, by_pattern

_RU = "[а-яё]{0,12}"
_KK = "[а-яәғқңөұүһі]{0,14}"
_EN = "[a-z]{0,10}"
# What to write instead, and the words: whole ones, each with any ending.
BETTER = (
    ("ребёнок, оставшийся без попечения родителей",
     rf"детдомов{_RU}|детдомк{_RU}|сирот{_RU}|безотцовщин{_RU}|подкидыш{_RU}|отказни[кч]{_RU}"
     rf"|брошенн{_RU}\s(?:реб|дет){_RU}"),
    ("ата-анасының қамқорлығынсыз қалған бала",
     rf"жетім(?!ді|сіз){_KK}|тұлжетім{_KK}|тастанды{_KK}|панасыз{_KK}"),
    ("a child without parental care",
     r"orphan(?:s|ed|age|ages)?|abandoned\s+(?:child|kid|boy|girl|baby)\w{0,3}|waifs?"
     r"|street\s+kids?|foundlings?"),
    ("ребёнок с инвалидностью; у кого какая болезнь, не пишут",
     rf"инвалид{_RU}|калек{_RU}|калеч{_RU}|убог{_RU}|урод{_RU}|даун(?:а|у|ом|е|ы|ов|ик{_RU})?"
     rf"|дебил{_RU}|"
     rf"идиот{_RU}|олигофрен{_RU}|имбецил{_RU}|дцпшни{_RU}|аутист{_RU}|умственно\s+отстал{_RU}"
     rf"|недоразвит{_RU}|"
     rf"неполноценн{_RU}|ненормальн(?:ый|ая|ого|ой|ым)|больной\sна\sголову|глухонем{_RU}"),
    ("ерекше қажеттілігі бар бала; ауруы жазылмайды",
     rf"мүгедек{_KK}|кемтар{_KK}|жарымес{_KK}|есуас{_KK}|кем\s?ақыл{_KK}|ақыл-?\s?есі\sкем{_KK}"
     rf"|мақау{_KK}"),
    ("a child with a disability; which illness is not written",
     rf"cripple{_EN}|crippled|retard{_EN}|handicapped|invalids?|mentally\s+(?:ill|slow)|spastic"
     rf"|feeble-?minded|"
     rf"(?:is|are|so)\s+dumb"),
    ("семья, которой нужна поддержка",
     rf"нищ(?:ий|ая|ие|ета|ету|еты|ей|их|енк{_RU})|попрошай{_RU}|бомж{_RU}|беспризорн{_RU}"
     rf"|голодран{_RU}|"
     rf"оборван{_RU}|неблагополучн{_RU}|бедняжк{_RU}|бедняг{_RU}|несчастн(?:ый|ая|ого|ой|ому"
     rf"|ые)\s(?:реб|дев|мал|сын|доч|дет|внуч){_RU}|"
     rf"алкаш{_RU}|алкоголи[кч]{_RU}|пьяниц{_RU}|наркоман{_RU}|безродн{_RU}"),
    ("қолдауды қажет ететін отбасы",
     rf"қайыршы{_KK}|кембағал{_KK}|сорлы{_KK}|бейшара{_KK}|мүсәпір{_KK}|тексіз{_KK}"
     rf"|маскүнем{_KK}|қаңғыбас{_KK}"),
    ("a family that needs support",
     r"beggars?|homeless(?!\s+(?:dog|cat|animal|pupp|kitten|pet))|hobos?|destitute|paupers?"
     r"|drunkards?|"
     r"poor\s+little\s+(?:boy|girl|thing|child)|underprivileged"),
)  # fmt: skip
_STIGMA = re.compile("|".join(rf"(?<!\w)(?:{words})(?!\w)" for _b, words in BETTER), re.IGNORECASE)
_ONE_BY_ONE = tuple((better, re.compile(words, re.IGNORECASE)) for better, words in BETTER)


def better_word(found: str) -> str:
    """What to write instead of `found`, in its language; "" where nothing is known."""
    return next((better for better, words in _ONE_BY_ONE if words.fullmatch(found)), "")


RULES = (
    Rule("stigma", _("A word that may hurt the child"), by_pattern(_STIGMA), better=better_word),
)
