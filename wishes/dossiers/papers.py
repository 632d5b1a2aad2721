"""The papers of a dossier: which files are taken, how many, and how staff receive them."""

from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from audit.record import record
from edge.apart import Apart
from images.reencode import reencode
from wishes.dossiers import pdf_reading
from wishes.dossiers.models import Application, Evidence

PDF_BEGINS = b"%PDF-"
MAX_PDF_BYTES = 10 * 1024 * 1024
# Of one application, those that came with the wish included.
MAX_PAPERS = 10
# Wall clock; `pdf_reading` holds itself to a shorter time on a processor.
LONGEST_SECONDS = 15
_reader = Apart(pdf_reading, LONGEST_SECONDS)

WHY_NOT = {
    pdf_reading.TOO_MANY_PAGES: _("This PDF has more than 20 pages. Please send the ones needed."),
    pdf_reading.LOCKED: _("This PDF is locked with a password. Please send one that opens."),
    pdf_reading.ACTIVE: _(
        "This PDF holds more than pages (a program, a form or other files). Please send a scan or "
        "a photo."
    ),
}


class PaperRefused(ValidationError):
    """The message says what to do instead."""


def taken_in(file: IO[bytes]) -> ContentFile:
    """A picture as bare pixels, or a PDF as it came, once it was looked through.

    Takes JPEG, PNG and WebP as `images.reencode` does, and PDF up to 10 MB and 20 pages that opens
    without a password and does nothing by itself. What it is, its first bytes say and not its name.
    Raises PaperRefused or ImageRefused.
    """
    file.seek(0)
    if file.read(len(PDF_BEGINS)) != PDF_BEGINS:
        return reencode(file)
    file.seek(0)
    raw = file.read(MAX_PDF_BYTES + 1)
    if len(raw) > MAX_PDF_BYTES:
        raise PaperRefused(_("This PDF is larger than 10 MB. Please send a smaller one."))
    status, _nothing = _reader.answer(raw)
    if status:
        unreadable = _("This PDF could not be read. Please send a scan or a photo.")
        raise PaperRefused(WHY_NOT.get(status, unreadable))
    return ContentFile(raw, name="paper.pdf")


@transaction.atomic
def add(application: Application, kind: str, file: ContentFile) -> Evidence:
    """One more paper, sent by whoever told the wish; raises PaperRefused where there are enough."""
    Application.objects.select_for_update().get(pk=application.pk)
    if application.evidence.count() >= MAX_PAPERS:
        raise PaperRefused(_("You have sent ten papers already: that is as many as we can keep."))
    paper = Evidence.objects.create(application=application, kind=kind, file=file)
    record("dossier.add_file", paper, None, {"wish": application.wish.code, "kind": kind})
    return paper


def response(paper: Evidence, code: str) -> FileResponse:
    """The file for staff; whoever calls it has checked the right and written the audit entry.

    A stranger's PDF is never opened inside the admin's own origin: it is saved. Both kinds come
    without any right to run, load or be kept.
    """
    name = f"{code}-{paper.pk}{Path(str(paper.file.name)).suffix}"
    answer = FileResponse(paper.file.open("rb"), as_attachment=paper.is_pdf, filename=name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
