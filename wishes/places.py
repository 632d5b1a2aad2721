"""The places of East Kazakhstan region, today's and those that moved to Abai region."""

from datetime import date
from typing import NamedTuple

MOVED_TO_ABAI = date(2022, 6, 8)


class Row(NamedTuple):
    slug: str
    kk: str
    ru: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()


CITIES = (
    Row("oskemen", "Өскемен", "Усть-Каменогорск", "Oskemen",
        aliases=("Ust-Kamenogorsk", "Ust Kamenogorsk", "Усть Каменогорск", "УК")),
    Row("ridder", "Риддер", "Риддер", "Ridder", aliases=("Лениногорск", "Leninogorsk")),
)  # fmt: skip

DISTRICTS = (
    Row("altai", "Алтай", "Алтай", "Altai", aliases=("Зырян", "Зыряновск", "Zyryanovsk")),
    Row("glubokoe", "Глубокое", "Глубоковский", "Glubokoe", aliases=("Glubokovsky",)),
    Row("zaisan", "Зайсан", "Зайсанский", "Zaisan", aliases=("Zaysan",)),
    Row("katonkaragai", "Катонқарағай", "Катон-Карагайский", "Katonkaragai",
        aliases=("Катон-Карагай", "Katon-Karagay")),
    Row("kurshim", "Күршім", "Курчумский", "Kurshim", aliases=("Курчум", "Kurchum")),
    Row("markakol", "Марқакөл", "Маркаколь", "Markakol", date(2024, 1, 1),
        aliases=("Маркакольский", "Marqakol")),
    Row("samar", "Самар", "Самарский", "Samar", date(2022, 6, 8), aliases=("Самарское",)),
    Row("tarbagatai", "Тарбағатай", "Тарбагатайский", "Tarbagatai", aliases=("Tarbagatay",)),
    Row("ulan", "Ұлан", "Уланский", "Ulan"),
    Row("ulken-naryn", "Үлкен Нарын", "Улькен Нарын", "Ulken Naryn", date(2024, 1, 1),
        aliases=("Большенарымский", "Большенарым")),
    Row("shemonaikha", "Шемонаиха", "Шемонаихинский", "Shemonaikha", aliases=("Shemonaiha",)),
)  # fmt: skip

MOVED_CITIES = (
    Row("semey", "Семей", "Семей", "Semey", aliases=("Семипалатинск", "Semipalatinsk")),
    Row("kurchatov", "Курчатов", "Курчатов", "Kurchatov"),
)

MOVED_DISTRICTS = (
    Row("abai", "Абай", "Абайский", "Abai", aliases=("Abay",)),
    Row("aksuat", "Ақсуат", "Аксуатский", "Aksuat"),
    Row("ayagoz", "Аягөз", "Аягозский", "Ayagoz"),
    Row("beskaragai", "Бесқарағай", "Бескарагайский", "Beskaragai"),
    Row("borodulikha", "Бородулиха", "Бородулихинский", "Borodulikha"),
    Row("zharma", "Жарма", "Жарминский", "Zharma"),
    Row("kokpekti", "Көкпекті", "Кокпектинский", "Kokpekti"),
    Row("urzhar", "Үржар", "Урджарский", "Urzhar"),
)


def rows() -> list[dict]:
    """All places as columns of `Place`."""
    kinds = (("city", CITIES, None), ("district", DISTRICTS, None),
             ("city", MOVED_CITIES, MOVED_TO_ABAI), ("district", MOVED_DISTRICTS, MOVED_TO_ABAI),
             )  # fmt: skip
    return [
        {
            "kind": kind,
            "slug": row.slug,
            "name_kk": row.kk,
            "name_ru": row.ru,
            "name_en": row.en,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to or until,
            "aliases": list(row.aliases),
        }
        for kind, places, until in kinds
        for row in places
    ]
