"""The number of an organisation: told apart from a person's, which nobody is ever asked for."""

from language.identity_numbers import is_identity_number

# The fifth digit says whose number it is: a resident or foreign legal entity, or a sole trader.
_ORGANISATIONS = "456"


def valid_bin(text: str) -> bool:
    """True for the twelve digits of an organisation's BIN with a right check digit."""
    return is_identity_number(text) and text[4] in _ORGANISATIONS
