"""Kazakhstan's 12-digit numbers: IIN of a person, BIN of an organisation; and IIK of an account.

The last digit is a check digit: sum of d(i)·i over the first eleven, modulo 11; if that is 10,
the sum is made again with the weights 3..11, 1, 2; if it is 10 again, no such number is issued.
"""

FIRST_WEIGHTS = tuple(range(1, 12))
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit, or None where the rule leaves no number to issue."""
    digits = [int(character) for character in first_eleven]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def is_identity_number(text: str) -> bool:
    """True for twelve ASCII digits with a right check digit; the date inside is not judged."""
    if len(text) != 12 or not (text.isascii() and text.isdigit()):
        return False
    return check_digit(text[:11]) == int(text[11])


def is_iik(text: str) -> bool:
    """True for KZ and 18 capitals or digits whose check digits are right (ISO 13616, modulo 97)."""
    if len(text) != 20 or not text.startswith("KZ") or not text[2:4].isdigit():
        return False
    if not (text.isascii() and text.isalnum() and text == text.upper()):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1
