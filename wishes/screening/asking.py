"""Asking for money instead of a thing, or for a thing of one maker."""

import re

from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import Rule, by_pattern

_GIVE_RU = (
    r"нужн[аоы]|надо|помогите|прошу|просим|дайте|дать|переве(?:ди|сти|дут)\w{0,3}"
    r"|перечисл\w{1,5}|скин\w{1,4}|"
    r"пришл\w{1,4}|отправ\w{1,5}|собер\w{1,4}|собрать|собираем|хочу|хотим|оплат\w{1,4}|подар\w{1,5}"
)
_MONEY_RU = r"ден(?:ьги|ег|ьгами|ежек)|денежн\w{2,4}\s\w{3,9}|налич\w{2,6}|средств[аоу]?"
_MONEY = re.compile(
    # A way to pay, whatever is said about it.
    r"(?<!\w)(?:(?:каспи|kaspi|қаспи)(?:\s?gold|\s?голд)?[а-яәғқңөұүһі]{0,5}"
    r"|номер\s+карт\w{1,2}|карта\s+нөмірі|"
    r"на\s+карт(?:у|очку)|банковск\w{2,3}\s+(?:карт|счёт|счет)\w{0,3}|банк\s+карта\w{0,6}|"
    r"расч[её]тн\w{2,3}\s+сч[её]т\w{0,2}|iban|bank\s+(?:card|account)s?|paypal|western\s+union|"
    r"qiwi|киви-?\s?кошел\w{1,4}|bank\s+transfer)(?!\w)"
    rf"|(?<!\w)(?:{_GIVE_RU}),?\s(?:[а-яё]{{1,12}},?\s){{0,2}}?(?:{_MONEY_RU})(?!\w)(?!\s(?:сейчас\s)?на\s(?:еду|хлеб))"
    r"|(?<!\w)(?:денежн\w{2,3}\s(?:помощь|перевод|средств\w)|(?:материальн|финансов)\w{2,3}\s(?:помощь|поддержк\w)"
    r"|наличными|наличные)(?!\w)"
    r"|(?<!\w)(?:погасить|закрыть|выплатить|оплатить)\s(?:[а-яё]{1,12}\s){0,1}(?:кредит|долг"
    r"|ипотек|займ|лечение|операци)\w{0,4}"
    r"|(?<!\w)ақша(?:лай|ны|мен)?\s(?:[а-яәғқңөұүһі]{1,12}\s){0,1}(?:керек|жібер|аудар|сал|бер"
    r"|сұра)[а-яәғқңөұүһі]{0,10}"
    r"|(?<!\w)(?:ақшалай|қолма-қол)(?!\w)(?:\s(?:көмек|ақша)[а-яәғқңөұүһі]{0,6})?"
    r"|(?<!\w)(?:несие|қарыз)[а-яәғқңөұүһі]{0,5}\s(?:төле|жаб|өте)[а-яәғқңөұүһі]{0,8}"
    r"|(?<!\w)(?:transfer|send|give|need|want|donate|raise|collect|wire)s?\s(?:us\s|me\s|the\s"
    r"|some\s|her\s|him\s)?"
    r"(?:money|cash|funds)(?!\w)|(?<!\w)financial\s(?:help|support|aid)(?!\w)|(?<!\w)(?:in\s+cash|cash\s+(?:only|please))(?!\w)"
    r"|(?<!\w)pay\s(?:off\s)?(?:the\s|our\s)?(?:loan|debt|mortgage|rent)(?!\w)",
    re.IGNORECASE,
)
_MAKERS = (
    r"i-?\s?phone|айфон|i-?pad|айпад|macbook|макбук|airpods|эйрподс|apple\s?watch|эппл|samsung"
    r"|самсунг|galaxy\s?[as]\d\d|"
    r"xiaomi|ксиаоми|сяоми|шаоми|redmi|редми|huawei|хуавей|honor\s?\d|oppo|realme|poco|lenovo"
    r"|леново|asus|acer|"
    r"playstation|плейстейшн|ps\s?[45]|xbox|иксбокс|nintendo|нинтендо|nike|найк|adidas|адидас"
    r"|puma|reebok|рибок|"
    r"jordan\s?\d|gucci|гуччи|zara|balenciaga|lego|лего|barbie|барби|hot\s?wheels|хот\s?вилс"
    r"|nerf|playmobil|"
    r"lol\s?surprise|монстер\s?хай|monster\s?high|lamborghini|bosch|sony|сони|canon|nikon|jbl"
    r"|marshall|yamaha|"
    r"stels|crossbike|decathlon|декатлон|wilson|mikasa|микаса|faber-?\s?castell"
)
_BRAND = re.compile(
    rf"(?<![\w@.])(?:{_MAKERS})(?:[а-яәғқңөұүһі]{{0,5}}|'?s)?(?!\w|\.\w)", re.IGNORECASE
)

RULES = (
    Rule("money", _("Asks for money, not for a thing"), by_pattern(_MONEY)),
    Rule(
        "brand",
        _("Names a maker: say what the thing must do, and let the giver choose"),
        by_pattern(_BRAND),
    ),
)
