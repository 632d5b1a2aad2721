"""Ways to reach somebody through the net: e-mail, an address on the web, a name in a network."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import KnownFacts, Rule, Span, by_pattern

_SPOKEN_AT = "at|собака|собачка|сабака|ит|айқұлақ|эт"
_SPOKEN_DOT = "dot|точка|нүкте"
_AT = re.compile(
    rf"(?<=\w)@(?=\w)|\s@\s|\s?[(\[{{<]\s?(?:@|{_SPOKEN_AT})\s?[)\]}}>]\s?"
    rf"|(?<=\w)\s(?P<spoken>{_SPOKEN_AT})\s(?=\w)",
    re.IGNORECASE,
)
_PROVIDERS = (
    r"g?mail|inbox|yandex|ya|bk|list|rambler|yahoo|outlook|hotmail|icloud|"
    r"г?мейл|г?мэйл|г?маил|джимейл|яндекс|рамблер|инбокс"
)
# Endings that are no words, and endings that are: those count in small letters and unspaced only.
_ENDINGS = (
    "kz|ru|com|net|org|edu|gov|su|uz|kg|by|ua|eu|uk|de|cn|tr|jp|io|gg|ly|tv|xyz|biz|info|"
    "қаз|рф|бел|укр"
)
_ENDINGS_LIKE_WORDS = (
    "me|app|site|online|link|shop|store|club|pro|top|world|page|live|market|space|fun|dev|team|"
    "онлайн|сайт"
)
_SPOKEN_ENDINGS = "ру|ком|кз|рф|қаз|кей ?зи"
_DOT = rf"(?:\.|\s?[(\[]\s?(?:\.|{_SPOKEN_DOT})\s?[)\]]\s?|\s(?:{_SPOKEN_DOT})\s)"
_DOMAIN = re.compile(
    rf"(?:[\w\-]{{1,63}}{_DOT}){{1,5}}[^\W\d_][\w\-]{{1,30}}"
    rf"|[\w\-]{{1,63}}\s?\.\s?(?:{_ENDINGS}|{_SPOKEN_ENDINGS})(?!\w)"
    rf"|(?:{_PROVIDERS})(?!\w)",
    re.IGNORECASE,
)
_SPOKEN_DOT_OR_PROVIDER = re.compile(rf"{_SPOKEN_DOT}|[(\[]|^(?:{_PROVIDERS})(?!\w)", re.IGNORECASE)
_LOCAL_PART = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}$")
LONGEST_LOCAL, LONGEST_DOMAIN = 64, 120
# "look at example.com" is no e-mail address.
_NO_MAILBOX = frozenset(
    ["look", "us", "me", "it", "here", "shop", "buy", "find", "is", "are", "live", "them", "see"]
)


def find_emails(text: str, known: KnownFacts) -> Iterable[Span]:
    for at in _AT.finditer(text):
        local = _LOCAL_PART.search(text[max(0, at.start() - LONGEST_LOCAL) : at.start()])
        domain = _DOMAIN.match(text[at.end() : at.end() + LONGEST_DOMAIN])
        if not (local and domain) or local[0].lower() in _NO_MAILBOX:
            continue
        if at["spoken"] and not _SPOKEN_DOT_OR_PROVIDER.search(domain[0]):
            continue
        yield Span(at.start() - len(local[0]), at.end() + domain.end())


_URL = re.compile(
    rf"(?:https?|hxxps?|ftp)\s?:\s?/\s?/\s?\S{{1,500}}|(?<!\w)www\s?\.\s?\S{{2,500}}"
    rf"|(?<![\w@.\-])(?:[^\W_][\w\-]{{0,62}}\.){{1,6}}"
    rf"(?:(?i:{_ENDINGS})|(?-i:{_ENDINGS_LIKE_WORDS}))(?![\w@\-])(?:[/?#]\S{{0,500}})?"
    rf"|(?<![\w@.\-])[^\W_][\w\-]{{0,62}}\s?[(\[](?:\.|{_SPOKEN_DOT})[)\]]\s?(?:{_ENDINGS})(?!\w)"
    rf"|(?<![\w@.\-])[^\W_][\w\-]{{0,62}}\s(?:{_SPOKEN_DOT})\s(?:{_ENDINGS}"
    rf"|{_SPOKEN_ENDINGS})(?!\w)"
    rf"|(?<![\w@.\-])[^\W_][\w\-]{{0,62}}(?:\s\.\s?|,)(?-i:kz|ru|com)(?!\w)",
    re.IGNORECASE,
)


def find_urls(text: str, known: KnownFacts) -> Iterable[Span]:
    emails = list(find_emails(text, known))
    for match in _URL.finditer(text):
        if not any(mail.start < match.end() and match.start() < mail.end for mail in emails):
            yield Span(*match.span())


_NETWORKS = (
    r"инстаграмм?\w*|инст[ае]\w*|instagram\w*|insta|телеграмм?\w*|телег[аеу]|telegram\w*|"
    r"whats\s?app\w*|ват?[ст]ап+\w*|вотсап+\w*|вацап\w*|уатсап+\w*|tik\s?tok\w*|тик\s?ток\w*|"
    r"в\s?контакт\w*|vkontakte\w*|facebook\w*|фейсбук\w*|одноклассник\w{0,2}\.ru|snapchat\w*|"
    r"снапчат\w*|discord\w*|дискорд\w*|вайбер\w*|viber\w*"
)
_SHORT_NETWORKS = r"вк|vk|тг|tg|fb|фб|ok\.ru|wa"
_NICK = (
    r"(?:ник\w{0,5}|аккаунт\w*|профил\w*|страниц\w*|парақша\w*"
    r"|account|nick(?:name)?|username|id|is)"
)
_HANDLE_NAME = r"@?[a-z][\w.]{2,40}"
_HANDLE = re.compile(
    # A name with the sign, or an address within a network.
    rf"(?<![\w.@])@[^\W_][\w.]{{1,60}}"
    rf"|(?<!\w)(?:t|wa)\.me/\S{{1,80}}|(?<!\w)(?:vk|instagram|facebook|tiktok)\.com/\S{{1,80}}"
    # A network and then a name, with a colon, "nick", or a sign in the name that words have not.
    rf"|(?<!\w)(?:{_NETWORKS}|{_SHORT_NETWORKS})\s?(?:[:\-=]\s?|\s{_NICK}\s?[:\-=]?\s?){{1,3}}"
    rf"{_HANDLE_NAME}"
    rf"|(?<!\w)(?:{_NETWORKS}|{_SHORT_NETWORKS})\s(?:\w{{1,12}}\s)?(?=@"
    rf"|[a-z]{{2,20}}[._\d]){_HANDLE_NAME}"
    rf"|(?<!\w)(?:ник(?:нейм)?\w{{0,2}}|логин|nick(?:name)?|username)\s?"
    rf"(?:[:\-=]\s?|is\s|(?=\s[a-z]{{1,20}}[._\d])\s){_HANDLE_NAME}",
    re.IGNORECASE,
)
_MEANT = (
    r"пиш|напиш|связ|свяж|звон|найд|ищи|добав|подпис|ответ|жаз|хабарлас|ізде|жауап|тіркел|"
    r"write|message|text us|dm|contact|find me|follow|add me|answer|reach"
)
_ASKED_TO_WRITE = re.compile(
    rf"(?<!\w)(?:{_MEANT})\w{{0,10}}\s[^.!?\n]{{0,25}}?(?<!\w)(?P<after>{_NETWORKS})"
    rf"|(?<!\w)(?P<before>{_NETWORKS})(?!\w)(?=[^.!?\n]{{0,25}}?\s(?:{_MEANT}))",
    re.IGNORECASE,
)


def find_handles(text: str, known: KnownFacts) -> Iterable[Span]:
    yield from by_pattern(_HANDLE)(text, known)
    for match in _ASKED_TO_WRITE.finditer(text):
        yield Span(*match.span("after" if match["after"] else "before"))


RULES = (
    Rule("email", _("An e-mail address"), find_emails),
    Rule("url", _("An address on the web"), find_urls),
    Rule("handle", _("A social network or a name in one"), find_handles),
)
