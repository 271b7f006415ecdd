"""A note's document: one text. Sans-I/O."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from pycrdt import Text

from eduforum.learning.documents.document import SharedDocument, Taken
from eduforum.learning.documents.updates import Shape

MAX_BYTES = 2 * 1024 * 1024

SHAPE = Shape(roots=frozenset({"text"}), named=False)


class Note(SharedDocument):
    shape: ClassVar[Shape] = SHAPE
    full: ClassVar[str] = "note_full"

    def __init__(self, updates: Iterable[bytes] = (), clients: Mapping[int, str] | None = None) -> None:
        super().__init__(clients)
        self._text = self._doc.get("text", type=Text)
        self._load(updates)
        self._is_changed = False
        # Kept for as long as the document is.
        self._subscription = self._text.observe(lambda event: self._changes())

    def text(self) -> str:
        return str(self._text)

    def max_bytes(self) -> int:
        return MAX_BYTES

    def _changes(self) -> None:
        self._is_changed = True

    def _begin(self) -> None:
        self._is_changed = False

    def _changed(self) -> bool:
        return self._is_changed

    def _judged(self, update: bytes, person: str) -> Taken:
        return Taken([update], {}, [], [])
