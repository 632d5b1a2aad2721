"""Thirteen invented wishes. Children, families and reasons do not exist."""

from typing import NamedTuple


class DemoWish(NamedTuple):
    """A wish as somebody tells it in `language`, and how far it has come (`stage`)."""

    key: str
    stage: str
    language: str
    category: str
    place: str
    born_on: str
    price_tenge: int
    size: str
    titles: dict[str, str]
    stories: dict[str, str]


def _wish(key, stage, language, category, place, born_on, price, size, **texts) -> DemoWish:
    titles = {code: texts[f"title_{code}"] for code in ("kk", "ru", "en")}
    stories = {code: texts[f"story_{code}"] for code in ("kk", "ru", "en")}
    return DemoWish(
        key, stage, language, category, place, born_on, price, size, titles, stories
    )  # fmt: skip


WISHES = (
    _wish(
        "demo-backpack", "published", "kk", "school-supplies", "oskemen", "2017-04-12", 18_000, "",
        title_kk="Мектеп сөмкесі", title_ru="Школьный рюкзак", title_en="A school backpack",
        story_kk="Ескі сөмкемнің бауы үзіліп қалды. Жаңа сөмкеге барлық кітабым сияр еді.",
        story_ru="У старого рюкзака оторвалась лямка. В новый поместились бы все мои книги.",
        story_en="A strap of my old backpack came off. All my books would fit into a new one.",
    ),
    _wish(
        "demo-ball", "published", "ru", "sports", "ridder", "2014-09-03", 15_000, "№ 5",
        title_kk="Футбол добы", title_ru="Футбольный мяч", title_en="A football",
        story_kk="Кешке ауладағы достарыммен ойнаймыз. Бір доп бәрімізге жетеді.",
        story_ru="Вечером мы играем с друзьями во дворе. Одного мяча хватит на всех.",
        story_en="In the evening I play with friends in the yard. One ball is enough for us all.",
    ),
    _wish(
        "demo-books", "published", "kk", "books", "katonkaragai", "2015-01-20", 12_000, "",
        title_kk="Ертегілер мен саяхат туралы кітаптар", title_ru="Сказки и книги о путешествиях",
        title_en="Fairy tales and travel books",
        story_kk="Кітапханадағы кітаптардың бәрін оқып шықтым. Тағы да оқығым келеді.",
        story_ru="Я прочитал все книги в библиотеке. Хочется читать дальше.",
        story_en="I have read every book in the library, and I would like to go on reading.",
    ),
    _wish(
        "demo-boots", "published", "ru", "clothes", "altai", "2016-11-08", 22_000, "34",
        title_kk="Қысқы етік", title_ru="Зимние ботинки", title_en="Winter boots",
        story_kk="Қыста мектепке дейін жарты сағат жүремін. Жылы етік керек.",
        story_ru="Зимой я иду до школы полчаса. Нужны тёплые ботинки.",
        story_en="In winter I walk half an hour to school. I need warm boots.",
    ),
    _wish(
        "demo-paints", "published", "ru", "creativity", "glubokoe", "2018-06-15", 9_000, "",
        title_kk="Бояулар мен мольберт", title_ru="Краски и мольберт",
        title_en="Paints and an easel",
        story_kk="Тауды күнде саламын. Күзде олар үш түрлі болады.",
        story_ru="Я каждый день рисую горы. Осенью они трёх цветов.",
        story_en="I draw the mountains every day. In autumn they have three colours.",
    ),
    # Costly enough to be given to in parts.
    _wish(
        "demo-bicycle", "published", "ru", "sports", "shemonaikha", "2013-05-17", 58_000, "24″",
        title_kk="Велосипед", title_ru="Велосипед", title_en="A bicycle",
        story_kk="Достарым өзенге велосипедпен барады. Мен де бірге барғым келеді.",
        story_ru="Друзья ездят к реке на велосипедах. Я хочу ездить вместе с ними.",
        story_en="My friends cycle to the river. I would like to ride along with them.",
    ),
    _wish(
        "demo-chess", "claimed", "kk", "games", "zaisan", "2013-03-30", 11_000, "",
        title_kk="Шахмат пен сағат", title_ru="Шахматы и часы", title_en="A chess set and clock",
        story_kk="Үйірмеге барамын, үйде атаммен жаттығамын.",
        story_ru="Я хожу в кружок, а дома тренируюсь с дедушкой.",
        story_en="I go to a chess club, and at home I train with my grandfather.",
    ),
    _wish(
        "demo-skis", "fulfilled", "ru", "sports", "ridder", "2012-12-01", 45_000, "150 cm",
        title_kk="Шаңғы", title_ru="Лыжи", title_en="Skis",
        story_kk="Біздің жақта қар көктемге дейін жатады. Жарысқа қатысқым келеді.",
        story_ru="У нас снег лежит до самой весны. Хочу участвовать в соревнованиях.",
        story_en="Here the snow stays until spring. I would like to take part in races.",
    ),
    _wish(
        "demo-dictionary", "fulfilled", "kk", "books", "kurshim", "2011-08-19", 8_000, "",
        title_kk="Ағылшын тілінің сөздігі", title_ru="Словарь английского языка",
        title_en="An English dictionary",
        story_kk="Болашақта аудармашы болғым келеді.",
        story_ru="В будущем я хочу стать переводчиком.",
        story_en="I want to become a translator.",
    ),
    _wish(
        "demo-desk-lamp", "submitted", "ru", "school-supplies", "ulan", "2016-02-11", 7_000, "",
        title_kk="Үстел шамы", title_ru="Настольная лампа", title_en="A desk lamp",
        story_kk="Кешке сабақ оқығанда жарық жетпейді.",
        story_ru="Вечером, когда делаю уроки, не хватает света.",
        story_en="There is not enough light when I do my homework in the evening.",
    ),
    _wish(
        "demo-bridges", "submitted", "ru", "games", "samar", "2014-05-25", 20_000, "",
        title_kk="Конструктор", title_ru="Конструктор", title_en="A construction set",
        story_kk="Көпірлер құрастырғым келеді.",
        # A telephone number and a school: what screening must find before a moderator does.
        story_ru="Хочу собирать мосты. Звоните маме 8 777 000 00 00, я учусь в школе №5.",
        story_en="I want to build bridges.",
    ),
    _wish(
        "demo-guitar", "changes_requested", "kk", "creativity", "oskemen", "2013-10-10", 28_000, "",
        title_kk="Гитара", title_ru="Гитара", title_en="A guitar",
        story_kk="Ән айтқанды жақсы көремін.",
        story_ru="Я люблю петь.",
        story_en="I love to sing.",
    ),
    _wish(
        "demo-money", "rejected", "ru", "games", "shemonaikha", "2015-07-07", 25_000, "",
        title_kk="Ақша", title_ru="Деньги на покупки", title_en="Money for shopping",
        story_kk="Өзіміз таңдаймыз.",
        story_ru="Мы сами выберем, что купить.",
        story_en="We will choose ourselves what to buy.",
    ),
)  # fmt: skip
