"""The lines that iCalendar is made of (RFC 5545 section 3.1), and the texts in them (section 3.3.11)."""

import re

MAX_OCTETS = 75

_NEW_LINES = re.compile(r"\r\n?|[\x85\u2028\u2029]")
# A text has no control characters but the tab, and a new line as \n.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = re.compile(r"[\\;,\n]")
_QUOTED = re.compile(r"[:;,]")


def content_line(name: str, value: str, **parameters: str) -> bytes:
    """A property in lines of up to 75 octets, each but the last continued by a blank. `value` is written as it is,
    without new lines; a quotation mark in a parameter becomes an apostrophe, as it has no place there."""
    named = "".join(f";{key}={_parameter(text)}" for key, text in parameters.items())
    return _folded(f"{name}{named}:{_plain(value)}".encode(errors="replace")) + b"\r\n"


def text(value: str) -> str:
    """A text as a value."""
    kept = _CONTROLS.sub("", _NEW_LINES.sub("\n", value))
    return _ESCAPED.sub(lambda match: "\\n" if match[0] == "\n" else f"\\{match[0]}", kept)


def _parameter(value: str) -> str:
    plain = " ".join(_plain(value).replace('"', "'").split())
    return f'"{plain}"' if _QUOTED.search(plain) else plain


def _plain(value: str) -> str:
    return _CONTROLS.sub("", _NEW_LINES.sub("\n", value)).replace("\n", " ")


def _folded(line: bytes) -> bytes:
    """Between characters, never inside of one."""
    pieces: list[bytes] = []
    start, room = 0, MAX_OCTETS
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[start:end])
        start, room = end, MAX_OCTETS - 1
    pieces.append(line[start:])
    return b"\r\n ".join(pieces)
