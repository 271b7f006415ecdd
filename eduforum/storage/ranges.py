"""The Range header of a download (RFC 9110 section 14.2), one range at a time."""

import re

import msgspec

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII | re.IGNORECASE)
# More digits than any size has; longer numbers need not be read.
_MAX_DIGITS = 19


class ByteRange(msgspec.Struct, frozen=True):
    """From `start` up to, not including, `end`."""

    start: int
    end: int

    def content_range(self, size: int) -> str:
        """The Content-Range header of the answer 206."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


class UnsatisfiableRange(Exception):
    """No byte of the object is in the range: 416, with `Content-Range: bytes */SIZE`."""


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """The part of an object of `size` bytes that is asked for; None for all of it.

    A header that is not understood, or that names several ranges, is ignored, as the RFC permits.
    """
    match = _ONE_RANGE.fullmatch(header.strip()) if header is not None else None
    if match is None or max(len(match[1]), len(match[2])) > _MAX_DIGITS:
        return None
    first, last = match[1], match[2]
    if first == "":
        if last == "":
            return None
        if int(last) == 0 or size == 0:
            raise UnsatisfiableRange
        return ByteRange(max(0, size - int(last)), size)
    start = int(first)
    if last != "" and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableRange
    return ByteRange(start, size if last == "" else min(size, int(last) + 1))
