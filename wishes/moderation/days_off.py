"""Kazakhstan's public holidays as the law of the day has them; staff keep the list from then on.

Law "On holidays in the Republic of Kazakhstan" of 13 December 2001, articles 1 to 3. Kurban Ait
follows the Moon: its day is announced for each year, so it is a row of that year.
"""

from datetime import date

HOLIDAY, DAY_OFF = "holiday", "day_off"
# Only day and month count where a holiday is of every year.
ANY_YEAR = 2024

EVERY_YEAR = (
    (1, 1, HOLIDAY, "Жаңа жыл", "Новый год", "New Year"),
    (1, 2, HOLIDAY, "Жаңа жыл", "Новый год", "New Year"),
    (1, 7, DAY_OFF, "Православтық Рождество", "Православное Рождество", "Orthodox Christmas"),
    (3, 8, HOLIDAY, "Халықаралық әйелдер күні", "Международный женский день",
     "International Women's Day"),
    (3, 21, HOLIDAY, "Наурыз мейрамы", "Наурыз мейрамы", "Nauryz"),
    (3, 22, HOLIDAY, "Наурыз мейрамы", "Наурыз мейрамы", "Nauryz"),
    (3, 23, HOLIDAY, "Наурыз мейрамы", "Наурыз мейрамы", "Nauryz"),
    (5, 1, HOLIDAY, "Қазақстан халқының бірлігі мерекесі", "Праздник единства народа Казахстана",
     "Unity Day"),
    (5, 7, HOLIDAY, "Отан қорғаушы күні", "День защитника Отечества",
     "Defender of the Fatherland Day"),
    (5, 9, HOLIDAY, "Жеңіс күні", "День Победы", "Victory Day"),
    (7, 6, HOLIDAY, "Астана күні", "День столицы", "Capital Day"),
    (8, 30, HOLIDAY, "Конституция күні", "День Конституции", "Constitution Day"),
    (10, 25, HOLIDAY, "Республика күні", "День Республики", "Republic Day"),
    (12, 16, HOLIDAY, "Тәуелсіздік күні", "День независимости", "Independence Day"),
)  # fmt: skip

# The first day of Kurban Ait.
KURBAN_AIT = (date(2026, 5, 27), date(2027, 5, 16))


def load_days_off(day_off) -> None:
    """Make sure that these days are there (`day_off`: the model); rows that exist stay."""
    for month, day, kind, kk, ru, en in EVERY_YEAR:
        day_off.objects.get_or_create(
            day=date(ANY_YEAR, month, day),
            every_year=True,
            defaults={"kind": kind, "name_kk": kk, "name_ru": ru, "name_en": en},
        )
    for feast in KURBAN_AIT:
        day_off.objects.get_or_create(
            day=feast,
            every_year=False,
            defaults={
                "kind": DAY_OFF,
                "name_kk": "Құрбан айт",
                "name_ru": "Курбан айт",
                "name_en": "Kurban Ait",
            },
        )
