"""What a file is, by its content: names are what their senders say."""

import codecs
from pathlib import PurePath
from typing import NamedTuple

HEAD_BYTES = 4096
"""So much of a file's beginning tells its type."""


class _Kind(NamedTuple):
    media_type: str
    family: str
    """What its content looks like: of one family the name's ending tells the kinds apart."""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

_KINDS: dict[str, _Kind] = {
    "pdf": _Kind("application/pdf", "pdf"),
    "png": _Kind("image/png", "png"),
    "jpg": _Kind("image/jpeg", "jpeg"),
    "jpeg": _Kind("image/jpeg", "jpeg"),
    "gif": _Kind("image/gif", "gif"),
    "webp": _Kind("image/webp", "webp"),
    "heic": _Kind("image/heic", "mp4"),
    "docx": _Kind(f"{_OFFICE}.wordprocessingml.document", "zip"),
    "xlsx": _Kind(f"{_OFFICE}.spreadsheetml.sheet", "zip"),
    "pptx": _Kind(f"{_OFFICE}.presentationml.presentation", "zip"),
    "odt": _Kind(f"{_OPEN}.text", "zip"),
    "ods": _Kind(f"{_OPEN}.spreadsheet", "zip"),
    "odp": _Kind(f"{_OPEN}.presentation", "zip"),
    "hwpx": _Kind("application/hwp+zip", "zip"),
    "epub": _Kind("application/epub+zip", "zip"),
    "zip": _Kind("application/zip", "zip"),
    "hwp": _Kind("application/x-hwp", "ole"),
    "doc": _Kind("application/msword", "ole"),
    "xls": _Kind("application/vnd.ms-excel", "ole"),
    "ppt": _Kind("application/vnd.ms-powerpoint", "ole"),
    "mp3": _Kind("audio/mpeg", "mp3"),
    "m4a": _Kind("audio/mp4", "mp4"),
    "wav": _Kind("audio/wav", "wav"),
    "ogg": _Kind("audio/ogg", "ogg"),
    "mp4": _Kind("video/mp4", "mp4"),
    "mov": _Kind("video/quicktime", "mp4"),
    "webm": _Kind("video/webm", "webm"),
    "txt": _Kind("text/plain", "text"),
    "md": _Kind("text/markdown", "text"),
    "csv": _Kind("text/csv", "text"),
    "tsv": _Kind("text/tab-separated-values", "text"),
    "json": _Kind("application/json", "text"),
    "tex": _Kind("text/x-tex", "text"),
    "bib": _Kind("text/x-bibtex", "text"),
    "srt": _Kind("text/plain", "text"),
    "vtt": _Kind("text/vtt", "text"),
    "py": _Kind("text/x-python", "text"),
    "ipynb": _Kind("application/x-ipynb+json", "text"),
    "java": _Kind("text/x-java", "text"),
    "c": _Kind("text/x-c", "text"),
    "cpp": _Kind("text/x-c++", "text"),
    "js": _Kind("text/plain", "text"),
    "ts": _Kind("text/plain", "text"),
    "go": _Kind("text/plain", "text"),
    "r": _Kind("text/plain", "text"),
}

# Content's beginning, at an offset, and the family that it tells.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (8, b"WEBP", "webp"),
    (8, b"WAVE", "wav"),
    (4, b"ftyp", "mp4"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"OggS", "ogg"),
    (0, b"\x1a\x45\xdf\xa3", "webm"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"),
)

_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")


def ending(name: str) -> str:
    """The ending of a file's name, in lower case and without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def media_type(name: str, head: bytes) -> str | None:
    """The media type of a file whose first `HEAD_BYTES` are `head`; None where it is not known, or where its content is
    other than its name says."""
    kind = _KINDS.get(ending(name))
    return kind.media_type if kind is not None and kind.family == _family(head) else None


def _family(head: bytes) -> str | None:
    for offset, signature, family in _SIGNATURES:
        if head.startswith(signature, offset):
            return family
    return "text" if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    """UTF-8 or CP949, which Korean spreadsheets still write, without control characters."""
    if any(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in head):
        return False
    for encoding in ("utf-8", "cp949"):
        try:
            # The last letter may be cut.
            codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return True
    return False
