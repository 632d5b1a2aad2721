import phonenumbers

REGION = "KZ"


class PhoneError(ValueError):
    """The text is not a telephone number that can be called."""


def to_e164(text: str) -> str:
    """`+77011234567` for any usual spelling; `8 701 …` means the same as `+7 701 …`.

    Raises PhoneError. Numbers of other countries are taken when they begin with `+`.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise PhoneError(text) from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
