"""Names of people as one field, never split."""

import unicodedata


def sort_key(name: str, student_number: str = "") -> tuple[bool, str, str]:
    """As a Korean roster is read: 가나다, then other scripts, namesakes by their number. In NFC the syllables of Hangul
    stand in that order; a name in NFD, as macOS writes it, sorts like the same name in NFC."""
    composed = unicodedata.normalize("NFC", name)
    return not "가" <= composed[:1] <= "힣", composed.casefold(), student_number
