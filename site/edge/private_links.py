"""A private link is a key: whoever reads a log must not be able to use it."""

import logging
import re

_KEY = re.compile(r"(/(?:gifts|monthly|wishes/follow)/|/receipts/check/[^/?\s]+/\?c=)[^/?&\s]+")


def masked(text: str) -> str:
    """`text` without the secret part of the private links in it."""
    return _KEY.sub(r"\1***", text)


class MaskedFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
