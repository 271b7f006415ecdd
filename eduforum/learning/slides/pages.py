"""What a PDF holds, as far as the server has to know it."""

import logging
from io import BytesIO

from eduforum.errors import Conflict, UnsupportedMediaType

MAX_PAGES = 500


def count_pages(data: bytes) -> int:
    """How many pages a PDF has. Takes up to a second: for a thread.

    Raises `UnsupportedMediaType` `slides_unreadable`, or `slides_locked` where it opens by a password alone, `Conflict`
    `too_many_pages`.
    """
    # Few processes read any.
    from pypdf import PasswordType, PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if b"%PDF-" not in data[:1024]:
        raise _unreadable()
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise UnsupportedMediaType("These slides open by a password alone.", code="slides_locked")
        pages = len(reader.pages)
    except UnsupportedMediaType:
        raise
    except Exception as error:
        # What a broken document makes of a parser is anything.
        raise _unreadable() from error
    if pages < 1:
        raise _unreadable()
    if pages > MAX_PAGES:
        raise Conflict(f"Slides have at most {MAX_PAGES} pages.", code="too_many_pages")
    return pages


def _unreadable() -> UnsupportedMediaType:
    return UnsupportedMediaType("This is no PDF that can be read.", code="slides_unreadable")
