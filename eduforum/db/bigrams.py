"""Text that is found by any part of it: pairs of neighbouring letters, in an array that PostgreSQL indexes by GIN.

Words do for languages that put blanks between them; Korean glues particles to its nouns, so that a word is rarely what
somebody looks for.
"""

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """The text as it is compared: compatibility forms and cases alike (NFKC, full case folding), blanks single."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def bigrams(folded: str) -> list[str]:
    """The pairs of neighbours in a folded text, each once."""
    return sorted({folded[at : at + 2] for at in range(len(folded) - 1)})


def terms(query: str) -> list[str]:
    """What a query looks for, folded: everything between blanks, each to be contained."""
    return list(dict.fromkeys(fold(query).split()))
