"""Texts that people type into a field."""

from eduforum.errors import Detail, Invalid


def filled(field: str, value: str) -> str:
    """The words without the blanks around them. Raises `Invalid` where there are none."""
    text = value.strip()
    if not text:
        raise Invalid(details=[Detail(field, "This must not be empty.")])
    return text
