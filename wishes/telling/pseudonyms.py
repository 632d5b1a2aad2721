"""Gentle names for children whose own is not to be shown: nature words of the Kazakh language."""

import secrets

NAMES = (
    "Айдын", "Арай", "Аспан", "Ақжелкен", "Ақтоты", "Балапан", "Балауса", "Бұлақ", "Гүлдала",
    "Жадыра", "Жалын", "Жұлдыз", "Көгершін", "Көктем", "Қайың", "Қарлығаш", "Қоңырау",
    "Құлыншақ", "Құралай", "Мөлдір", "Нұрсәуле", "Самал", "Самұрық", "Сұңқар", "Тамшы",
    "Тасбұлақ", "Тұлпар", "Ұшқын", "Шамшырақ", "Шолпан", "Шуақ", "Ымырт",
)  # fmt: skip


def choose(own_name: str) -> str:
    """A name that is not the child's own."""
    others = [name for name in NAMES if name.casefold() != own_name.strip().casefold()]
    return secrets.choice(others)
