"""One reader's walk over all that can be asked for, and what is noticed on the way."""

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from urllib.parse import quote, urljoin, urlsplit

from django.test import Client
from PIL import Image

from tests.receipts import pdf
from tests.safeguarding import marks

LINKS = re.compile(
    r"""(?:href|src|srcset|content|action|data-\w+)=["']([^"'\s]+)|<(?:loc|link|id)>([^<]+)"""
)
OURS = {"testserver", "localhost", "localhost:8000", ""}
# What a walk must not press: it would leave, or grow without end.
NOT_FOLLOWED = re.compile(r"/logout/|/static/|^#|^mailto:|^tel:|^data:|\?.*\?")


@dataclass
class Walk:
    """As one reader; `sides` are the marks that this reader must never meet.

    `number`: the reader's own wish or promise, which the pages opened by the key of the path `own`
    tell of, in any language.
    """

    name: str
    client: Client
    sides: str = marks.CHILD + marks.DONOR
    own: str = ""
    number: int = -1
    seen: set[str] = field(default_factory=set)
    answers: Counter = field(default_factory=Counter)
    leaks: list[tuple[str, str, list[str]]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def get(self, path: str) -> str:
        """Ask for `path` once, look at all of the answer, and return the text of its body."""
        if path in self.seen:
            return ""
        self.seen.add(path)
        return self._look(path, self.client.get(path, headers={"Accept-Encoding": "identity"}))

    def post(self, path: str, data: dict, **sent) -> str:
        return self._look(f"POST {path}", self.client.post(path, data, **sent))

    def _look(self, path: str, answer) -> str:
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.errors.append(f"{self.name}: {answer.status_code} at {path}")
        body = b"".join(answer) if answer.streaming else answer.content
        told = text_of(body, answer.get("Content-Type", ""))
        headers = "\n".join(f"{key}: {value}" for key, value in answer.items())
        found = marks.in_text(f"{headers}\n{told}", self.sides)
        if self.own and self.own.split("/")[-2] in path:
            found = [one for one in found if not marks.is_of(one, self.number)]
        if found := [one for one in found if one not in path]:
            self.leaks.append((self.name, path, found))
        return told

    def follow(self, starts: Iterable[str], most: int) -> None:
        """Breadth first from `starts` along every link, `most` addresses at the most."""
        waiting, began = deque(starts), len(self.seen)
        while waiting and len(self.seen) - began < most:
            path = waiting.popleft()
            if path not in self.seen:
                waiting.extend(links_in(path, self.get(path)))


def links_in(path: str, body: str) -> list[str]:
    found = []
    for written, told in LINKS.findall(body):
        target = unescape(written or told)
        if NOT_FOLLOWED.search(target):
            continue
        link = urlsplit(urljoin(f"http://localhost{path}", quote(target, safe=":/?&=%#;,@+[]")))
        if link.netloc in OURS and link.scheme in ("http", "https"):
            found.append(link.path + (f"?{link.query}" if link.query else ""))
    return found


def text_of(body: bytes, kind: str) -> str:
    """All that a reader, or a reader's software, can find in it."""
    plain = body.decode("utf-8", "replace")
    if body.startswith(b"%PDF"):
        return plain + pdf.read(body).text
    if kind.startswith("image/") and "svg" not in kind:
        return plain + metadata_of(body)
    return plain


def metadata_of(body: bytes) -> str:
    """What a picture says besides its pixels; nothing for a clean one."""
    with Image.open(BytesIO(body)) as picture:
        told = {name: value for name, value in picture.info.items() if name in TELLING}
        exif = picture.getexif()
        gps = dict(exif.get_ifd(0x8825))
        return f"CANARY-49 {told} {dict(exif)} {gps}" if told or exif or gps else ""


TELLING = ("exif", "xmp", "icc_profile", "comment", "Comment", "photoshop", "XML:com.adobe.xmp")
