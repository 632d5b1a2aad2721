"""Files as strangers send them: scans, and things that only look like one."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def pdf(pages=1, *, change=None, name="скан Айгерим.pdf") -> ContentFile:
    """A PDF of blank pages; `change` is given the writer."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if change:
        change(writer)
    out = BytesIO()
    writer.write(out)
    return ContentFile(out.getvalue(), name=name)


def picture(kind="PNG") -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, kind)
    return ContentFile(out.getvalue(), name=f"скан.{kind.lower()}")


def on_a_page(entry: dict) -> object:
    """A change that puts an annotation on the first page."""

    def change(writer):
        writer.pages[0][NameObject("/Annots")] = writer._add_object(
            _array(writer._add_object(_dictionary(entry)))
        )

    return change


def launching(writer) -> None:
    action = {"/S": NameObject("/Launch"), "/F": TextStringObject("calc.exe")}
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(_dictionary(action))


def launching_by_a_pointed_name(writer) -> None:
    """The kind of action stands in an object of its own."""
    action = _dictionary({"/F": TextStringObject("calc.exe")})
    action[NameObject("/S")] = writer._add_object(NameObject("/Launch"))
    writer._root_object[NameObject("/OpenAction")] = action


def _array(*items):
    return ArrayObject(items)


def _dictionary(entries: dict) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def attached(writer) -> None:
    writer.add_attachment("other.exe", b"MZ")


def scripted(writer) -> None:
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(_dictionary(action))


def locked(writer) -> None:
    writer.encrypt("secret")


def file_annotation():
    return on_a_page({"/Type": NameObject("/Annot"), "/Subtype": NameObject("/FileAttachment")})
