"""Words that hurt the child, and asking for money instead of a thing."""

import re

from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import Rule, by_pattern

# Stems: every ending counts.
_STIGMA = re.compile(
    r"(?<!\w)(?:детдомов|детдомо?вк|сирот|безотцовщ|беспризорн|подкидыш|бомж|нищ(?:ий|ая|ие|ета|ей|их)|"
    r"попрошай|инвалид|дебил|даун(?!таун)|калек|уродлив|отказник|неблагополучн|"
    r"жетім|тұлжетім|қайыршы|кембағал|мүгедек|сорлы|бейшара|панасыз|тастанды|"
    r"orphan|beggar|cripple|retard|handicapped|homeless|abandoned|street\s+kid|waif)\w*",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?<!\w)(?:каспи|kaspi|қаспи|карточк|банковск\w+\s+карт|банк\s+карта|iban|жсқ|"
    r"перевод\w*\s+(?:на|денег|средств)|ақшалай|деньг|денежн|наличн|ақша\s+(?:керек|жібер|аудар)|"
    r"transfer\s+(?:the\s+)?money|send\s+(?:us\s+)?money|need\s+money|in\s+cash)\w*",
    re.IGNORECASE,
)

RULES = (
    Rule("stigma", _("A word that may hurt the child"), by_pattern(_STIGMA)),
    Rule("money", _("Asks for money, not for a thing"), by_pattern(_MONEY)),
)
