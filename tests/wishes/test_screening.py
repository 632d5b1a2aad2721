import pytest

from wishes.screening import NOTHING_KNOWN, KnownFacts, reason_of, screen


def rules_in(text: str, known: KnownFacts = NOTHING_KNOWN) -> set[str]:
    return {finding.rule for finding in screen(text, known)}


@pytest.mark.parametrize(
    "text",
    [
        "Звоните 8 701 123 45 67",
        "Телефон: +7(701)123-45-67.",
        "87011234567 нөміріне хабарласыңыз",
        "call +77011234567 please",
        "8 7O1 123 45 67",
        "8\u00a0701\u00a0123\u00a045\u00a067",
        "8\u200b701\u200b1234567",
        "٨٧٠١١٢٣٤٥٦٧",
        "8-701-123-45-67",
        "8.701.123.45.67",
        "тел. 26-12-34",
        "восемь семьсот один сто двадцать три сорок пять шестьдесят семь",
        "сегіз жеті нөл бір бір екі үш төрт бес",
    ],
)
def test_a_telephone_is_found_in_any_spelling(text):
    assert "phone" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    ["пишите на mama@mail.ru", "mama (at) mail.ru", "mama собака mail точка ru", "a.b+c@x.edu.kz"],
)
def test_an_email_is_found(text):
    assert "email" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    ["https://example.kz/wish", "www.example.com", "сайт kaspi.kz/shop/123", "смотрите example.ru"],
)
def test_an_address_on_the_web_is_found(text):
    assert "url" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "@aigerim_2012",
        "инстаграм: aigerim.kz",
        "Телеграмда жазыңыз",
        "write on WhatsApp",
        "t.me/abc",
    ],
)
def test_a_social_handle_is_found(text):
    assert "handle" in rules_in(text)


@pytest.mark.parametrize("text", ["ИИН 999999000002", "ЖСН: 9999 9900 0303", "IIN 999999-000002"])
def test_an_iin_is_found(text):
    assert "iin" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Я учусь в школе №5",
        "Мен №5 мектепте оқимын",
        "5-ші мектеп оқушысымын",
        "учусь в 12 школе",
        "школа имени Абая",
        "Абай атындағы мектеп",
        "балабақша «Айгөлек»",
        "I go to School No. 7",
        "at Abai School",
        "школа-интернат № 2",
    ],
)
def test_a_school_is_found_by_number_or_name(text):
    assert "school" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "живём на улице Кабанбай батыра",
        "ул. Бурова, д. 12",
        "Абай көшесінде тұрамыз",
        "Сәтбаев даңғылы",
        "пр. Назарбаева 15",
        "мкр. Жастар",
        "12 Abai Street",
        "дом 14, кв. 3",
        "14 үйде",
    ],
)
def test_an_address_is_found(text):
    assert "address" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "родилась 12.05.2014",
        "2014-05-12",
        "12 мая 2014 года",
        "2014 жылғы 12 мамыр",
        "born on May 12, 2014",
        "12 May 2014",
        "мой день рождения 12 мая",
        "12 мамырда туғанмын",
    ],
)
def test_a_date_of_birth_is_found(text):
    assert "birth_date" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Меня зовут Айгерим Сериковой",
        "Айгерим Серикова мечтает",
        "Иванов Пётр",
        "Нұрлан Бекұлы",
        "Айша Серікқызы",
        "Мария Ивановна",
        "Anna Petrova",
        "Мария Никитина",
        "Сериков А.Б.",
    ],
)
def test_a_family_name_or_patronymic_is_found(text):
    assert "surname" in rules_in(text)


@pytest.mark.parametrize("text", ["он детдомовец", "бедная сиротка", "жетім бала", "an orphan boy"])
def test_a_word_that_hurts_is_found(text):
    assert "stigma" in rules_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Я мечтаю о футбольном мяче, чтобы играть во дворе с друзьями.",
        "Маған суретке арналған бояу керек. Мен сурет салғанды жақсы көремін.",
        "I would like warm boots, size 36. Winters are cold here in Ridder.",
        "Мне 12 лет, я учусь в 5 классе и люблю книги про космос.",
        "Менің атым Мадина, мен 9 жастамын. Мектепке арналған сөмке армандаймын.",
        "Размер 36, рост 140 см. Цена около 15000 тенге.",
        "Снова наступает осень, а школьная форма стала мала.",
        "Машина на пульте, как у моего друга.",
        "Мы живём в Глубоковском районе, недалеко от леса.",
        "Детский рюкзак с рисунком, примерно 12 000 ₸.",
        "A set of 24 pencils and an album, for my art lessons at school.",
        "С 1 марта по 31 мая мы занимаемся в кружке.",
        "Мой любимый предмет — математика, хочу набор для опытов.",
        "Ағам екеуміз шахмат ойнаймыз, бізге жаңа тақта керек.",
        "Алина любит петь и танцевать.",
    ],
)
def test_an_ordinary_wish_is_clean(text):
    assert rules_in(text) == set()


def test_positions_are_those_of_the_text_as_it_was_typed():
    text = "Звоните 8\u200b701 123 45 67, жду"
    finding = next(f for f in screen(text) if f.rule == "phone")
    assert text[finding.start : finding.end] == finding.excerpt == "8\u200b701 123 45 67"


def test_what_the_dossier_knows_is_found_in_any_case():
    known = KnownFacts(names=("Байтерекова",), phrases=("Күншуақ балабақшасы",))
    assert "known" in rules_in("подарок для байтерековой", known)
    assert "known" in rules_in("Біз күншуақ балабақшасы жанында тұрамыз", known)


def test_every_rule_says_why():
    for text in ("8 701 123 45 67", "a@b.kz"):
        for finding in screen(text):
            assert reason_of(finding.rule) != finding.rule


@pytest.mark.parametrize("text", ["", "\x00", "7" * 5000, "а" * 5000, "@" * 3000, "(" * 3000])
def test_hostile_text_is_read_quickly(text):
    screen(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Айгерим", "Aigerim wants a ball"),
        ("Сейткали", "Seytkalidyn tilegi"),
        ("Seitkali", "Сейткалидің тілегі"),
        ("Қуаныш", "Куанышу нужен мяч"),
        ("Ким", "семья Kim"),
        ("Нұр-Әли", "для Нурали"),
        ("Айгерим", "наша тётя-Айгерим"),
    ],
)
def test_a_known_name_is_found_in_either_script(name, text):
    assert "known" in rules_in(text, KnownFacts(names=(name,)))


@pytest.mark.parametrize("text", ["Кимоно для борьбы", "A kind book", "айқын"])
def test_a_short_or_other_name_is_not_found_in_longer_words(text):
    assert "known" not in rules_in(text, KnownFacts(names=("Ким", "Айгерим")))
