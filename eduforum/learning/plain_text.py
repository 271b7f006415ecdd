"""What people write in more than one line, as it is kept."""

import unicodedata

from eduforum.errors import Detail, Invalid


def clean(text: str, field: str) -> str:
    """NFC, lines ended by `\\n`, without blanks around it. Raises `Invalid` for `field` where other control characters
    are in it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
        raise Invalid(details=[Detail(field, "This must be text without control characters.")])
    return text
