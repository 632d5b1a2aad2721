"""What every installation begins with; staff change it, and a reload keeps their changes."""

from django.apps import apps as installed

from wishes import places

# slug, kk, ru, en, cap in tenge; each has a drawing of its own.
CATEGORIES = (
    ("school-supplies", "Оқу құралдары", "Школьные принадлежности", "School supplies", 40_000),
    ("clothes", "Киім, аяқ киім", "Одежда и обувь", "Clothes and footwear", 50_000),
    ("books", "Кітаптар", "Книги", "Books", 20_000),
    ("games", "Дамытатын ойындар", "Развивающие игры", "Educational games", 25_000),
    ("sports", "Спорттық құралдар", "Спортинвентарь", "Sports equipment", 60_000),
    ("creativity", "Шығармашылық", "Творчество", "Creativity", 30_000),
)

DRAWINGS = {"school-supplies": "wish-school"}

# kind, slug, kk, ru, en
REASONS = (
    ("changes", "personal-details",
     "Мәтінде баланы тануға болатын деректер бар (аты-жөні, мекенжай, мектеп, телефон). "
     "Оларды алып тастаңыз.",
     "В тексте есть то, по чему можно узнать ребёнка (фамилия, адрес, школа, телефон). "
     "Уберите это, пожалуйста.",
     "The text tells who the child is (family name, address, school, telephone). "
     "Please take that out."),
    ("changes", "what-exactly",
     "Қандай зат керек екенін нақтырақ жазыңыз: өлшемі, түсі немесе үлгісі.",
     "Напишите точнее, что нужно: размер, цвет или модель.",
     "Please say more exactly what is needed: size, colour or model."),
    ("changes", "why",
     "Бұл тілектің бала үшін неге маңызды екенін бірнеше сөйлеммен жазыңыз.",
     "Расскажите в нескольких предложениях, почему это желание важно для ребёнка.",
     "Please tell in a few sentences why this wish matters to the child."),
    ("changes", "price",
     "Бағаны тексеріңіз: ол заттың дүкендегі бағасына сәйкес келмейді.",
     "Проверьте цену: она не похожа на цену такой вещи в магазине.",
     "Please check the price: it does not look like what this costs in a shop."),
    ("changes", "paper",
     "Келісім парағының суреті оқылмайды. Жаңа суретін жіберіңіз.",
     "Фото согласия не читается. Пришлите, пожалуйста, новое.",
     "The picture of the signed consent cannot be read. Please send a new one."),
    ("reject", "cash",
     "Біз ақша, несие немесе емделу ақысын жинай алмаймыз. Тілек нақты зат туралы болуы керек.",
     "Мы не можем собирать деньги, кредиты или оплату лечения. Желание должно быть об одной вещи.",
     "We cannot collect money, loans or the cost of treatment. A wish has to be about a thing."),
    ("reject", "not-for-a-child",
     "Бұл зат балаға арналмаған.", "Эта вещь не для ребёнка.", "This thing is not for a child."),
    ("reject", "another-region",
     "Бұл бағдарлама Шығыс Қазақстан облысында тұратын балаларға арналған.",
     "Программа помогает детям, которые живут в Восточно-Казахстанской области.",
     "The programme is for children who live in East Kazakhstan region."),
    ("reject", "told-twice",
     "Бұл тілек бізге бұрын айтылған.", "Это желание нам уже рассказали.",
     "We have been told this wish before."),
    ("reject", "consent",
     "Келісім толық емес, сондықтан тілекті жариялай алмаймыз.",
     "Согласие неполное, поэтому мы не можем опубликовать желание.",
     "The consent is not complete, so we cannot publish the wish."),
)  # fmt: skip


def load_reference_data(apps=installed) -> None:
    """Make sure that places, categories and reasons are there; rows that exist stay as they are.

    `apps` is given by the migration, whose models are those of its own time.
    """
    place = apps.get_model("wishes", "Place")
    category = apps.get_model("wishes", "Category")
    reason = apps.get_model("wishes", "Reason")
    for row in places.rows():
        place.objects.get_or_create(slug=row["slug"], defaults=row)
    for position, (slug, kk, ru, en, cap_tenge) in enumerate(CATEGORIES):
        names = {"name_kk": kk, "name_ru": ru, "name_en": en}
        category.objects.get_or_create(
            slug=slug,
            defaults={
                **names,
                "cap_tiyn": cap_tenge * 100,
                "illustration": DRAWINGS.get(slug, f"wish-{slug}"),
                "position": position,
            },
        )
    for position, (kind, slug, kk, ru, en) in enumerate(REASONS):
        texts = {"text_kk": kk, "text_ru": ru, "text_en": en}
        reason.objects.get_or_create(
            slug=slug, defaults={"kind": kind, **texts, "position": position}
        )
