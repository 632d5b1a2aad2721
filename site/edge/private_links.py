"""A private link is a key: whoever reads a log must not be able to use it, nor learn who gave."""

import logging
import re

_KEY = re.compile(
    r"(/(?:gifts|monthly|wishes/follow|wishes/copy|wishes/institution|wishes/claims|my-gifts/link)/"
    r"|/receipts/check/[^/?\s]+/?\?(?:[^\s&]*&)*?c=)[^/?&\s]+"
)
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+\.[^\s@<>\"'(),;:=]+")
# PostgreSQL quotes the whole row that broke a rule; it may have several lines.
_ROW = re.compile(
    r"(DETAIL:\s).*?(?=\n(?:HINT|CONTEXT):|\n\n(?:The above|During handling)|\Z)", re.DOTALL
)


def masked(text: str) -> str:
    """`text` without the secret part of the private links in it."""
    return _KEY.sub(r"\1***", text)


def without_addresses(text: str) -> str:
    """`text` with stars for what looks like an e-mail address."""
    return _ADDRESS.sub("***", text)


class MaskedFormatter(logging.Formatter):
    """Lines without keys, addresses and rows of the database, in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return without_addresses(_ROW.sub(r"\1***", masked(super().format(record))))
