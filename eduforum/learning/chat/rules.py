"""What a message may be."""

import unicodedata

from eduforum.errors import Detail, Invalid
from eduforum.learning.chat.schemas import MAX_LENGTH

_ALLOWED_CONTROLS = "\n\t"


def clean(text: str, *, may_be_empty: bool = False) -> str:
    """The text as it is kept: NFC, lines ended by LF, without blanks around it.

    Raises `Invalid` where nothing is left, where it is too long then, or where it holds control characters.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text and not may_be_empty:
        raise _invalid("This must not be empty.")
    if len(text) > MAX_LENGTH:
        raise _invalid(f"This may have {MAX_LENGTH} characters.")
    if any(unicodedata.category(letter) == "Cc" and letter not in _ALLOWED_CONTROLS for letter in text):
        raise _invalid("This must not hold control characters.")
    return text


def _invalid(message: str) -> Invalid:
    return Invalid(details=[Detail("text", message)])
