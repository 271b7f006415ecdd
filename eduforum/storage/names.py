"""Names of files, as people give them."""

import unicodedata

from eduforum.errors import Detail, Invalid

_LONGEST = 200


def clean_name(name: str) -> str:
    """NFC, without a path and blanks around it. Raises `Invalid` for `name` where it is empty, too long or has control
    characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip()
    if not name or len(name) > _LONGEST or any(unicodedata.category(c) in ("Cc", "Cf") for c in name):
        raise Invalid(details=[Detail("name", f"This must be a file's name of at most {_LONGEST} characters.")])
    return name
