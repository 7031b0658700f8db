"""A phone number as somebody wrote it, in the form in which every phone can dial it, and as people read it."""

from __future__ import annotations

import unicodedata

from mentortrain.errors import RuleBroken

# What knows the numbers of every country is large: it is imported where a number is entered or shown, not by every
# process that starts.

LONGEST = 16
"""E.164: a plus and 15 digits."""


def normalised(typed: str, country: str) -> str:
    """+254712345678 for '0712 345 678' in KE; RuleBroken with what to do if it cannot be one.

    It is checked for being possible, never for being somebody's: what looks odd may be right.
    """
    import phonenumbers as known

    text = "".join(_plain(sign) for sign in typed.strip())
    if text.startswith("00"):  # so most of the world dials abroad; the few others write a plus
        text = "+" + text[2:]
    if any(sign.isalpha() for sign in text):  # the library would take letters for the keys of a phone
        raise RuleBroken("phone.signs")
    try:
        number = known.parse(text, country or None)
    except known.NumberParseException as error:
        raise RuleBroken(_REASONS.get(error.error_type, "phone.length")) from None
    if number.extension:
        raise RuleBroken("phone.signs")
    possible = known.is_possible_number_with_reason(number)
    if possible == known.ValidationResult.INVALID_COUNTRY_CODE:
        raise RuleBroken("phone.country")
    if possible != known.ValidationResult.IS_POSSIBLE:
        raise RuleBroken("phone.length")
    found = known.format_number(number, known.PhoneNumberFormat.E164)
    if len(found) > LONGEST:  # some countries' tables allow more
        raise RuleBroken("phone.length")
    return found


_REASONS = {0: "phone.country", 1: "phone.signs"}
"""Of what the library says: INVALID_COUNTRY_CODE, NOT_A_NUMBER; the others are too short or too long."""


def _plain(sign: str) -> str:
    """A digit of any script as 0 to 9; what nobody sees as nothing."""
    if unicodedata.category(sign) == "Cf":
        return ""
    return str(unicodedata.decimal(sign, sign))


def international(number: str) -> str:
    """'+254 712 345678' for +254712345678: as people read it. What is no number stays as it is."""
    import phonenumbers as known

    try:
        return known.format_number(known.parse(number), known.PhoneNumberFormat.INTERNATIONAL)
    except known.NumberParseException:
        return number
