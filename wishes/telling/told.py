"""A wish as it was told, checked and typed: what the form makes and `submission.tell` takes."""

from dataclasses import dataclass, field
from datetime import date

from django.core.files.base import ContentFile

from language.translated import LANGUAGES
from wishes.dossiers.models import Institution
from wishes.models.reference import Category, Place


@dataclass(frozen=True)
class Told:
    """`phone` is E.164; files are as `papers.taken_in` made them; the texts are in `language`.

    `scope` holds cells of `wishes.dossiers.models.scope`; the words may be put into `languages`.
    """

    language: str
    submitter_kind: str
    guardian_name: str
    relation: str
    phone: str
    email: str
    given_name: str
    born_on: date
    child_assent: str
    scope: tuple[str, ...]
    category: Category
    place: Place
    what: str
    why: str
    price_tiyn: int
    languages: tuple[str, ...] = LANGUAGES
    transfer_abroad: bool = False
    size: str = ""
    organisation: str = ""
    family_name: str = ""
    patronymic: str = ""
    iin: str = ""
    school: str = ""
    address: str = ""
    institution: Institution | None = None
    evidence: dict[str, ContentFile] = field(default_factory=dict)
