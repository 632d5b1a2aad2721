"""What a reader, and a reader's software, finds in a PDF."""

import unicodedata
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader


@dataclass(frozen=True)
class Paper:
    text: str
    title: str
    language: str
    is_tagged: bool
    is_ua: bool
    alternatives: list[str]
    pages: int


def read(pdf: bytes) -> Paper:
    reader = PdfReader(BytesIO(pdf))
    catalogue = reader.root_object
    text = "\n".join(page.extract_text() for page in reader.pages)
    metadata = catalogue["/Metadata"].get_object().get_data().decode()
    return Paper(
        text=" ".join(unicodedata.normalize("NFC", text).split()),
        title=reader.metadata.title,
        language=catalogue["/Lang"],
        is_tagged=bool(catalogue["/MarkInfo"]["/Marked"]),
        is_ua="<pdfuaid:part>1</pdfuaid:part>" in metadata,
        alternatives=sorted(set(_alternatives(catalogue["/StructTreeRoot"]))),
        pages=len(reader.pages),
    )


def _alternatives(node):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _alternatives(child)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alternatives(node["/K"])
