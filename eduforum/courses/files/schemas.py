"""Records of uploads and of the files that they become."""

from datetime import datetime
from typing import Literal

import msgspec

Scan = Literal["none", "waiting", "clean", "infected", "too_large"]
"""What the virus scanner says; none where there is none to ask. Only what is `none` or `clean` is handed out."""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file on its way: `received` of `size` bytes are kept for good."""

    id: str
    name: str
    size: int
    received: int
    finished: bool


class UploadRecord(Upload, frozen=True, kw_only=True):
    """With what stays on the server. `began_at`: since when it has gone on without a long pause."""

    course_id: str
    user_id: str
    began_at: datetime
    touched_at: datetime

    def public(self) -> Upload:
        return Upload(id=self.id, name=self.name, size=self.size, received=self.received, finished=self.finished)


class Part(msgspec.Struct, frozen=True):
    start: int
    size: int
    object_key: str


class FileFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A file as its readers see it. `sha256` is of its content, in hexadecimal digits."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    scan: Scan


class CourseFile(FileFacts, frozen=True, kw_only=True):
    course_id: str
    user_id: str
    began_at: datetime
    stored_at: datetime

    def facts(self) -> FileFacts:
        return FileFacts(**{name: getattr(self, name) for name in FileFacts.__struct_fields__})
