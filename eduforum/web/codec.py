"""The edge of the server: text and bytes from outside become checked structs, answers and errors become envelopes.

Envelope: `{"data": …, "meta": {…}}` and `{"error": {"code", "message", "details": [{"field", "message"}]}}`.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from eduforum.errors import Detail, EduForumError, Invalid, Malformed
from eduforum.web.endpoint import Page

T = TypeVar("T")

_FIRST_YEAR, _LAST_YEAR = 1900, 2200

# Deeper than anything that a struct of ours can hold, and far from where a decoder runs out of stack.
MAX_DEPTH = 32

_encoder = msgspec.json.Encoder()
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
# Objects are told from arrays by the decoder; for the depth they are alike.
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_TOO_DEEP = b"[" * (MAX_DEPTH + 1)
_AT = re.compile(r"^(.*?)(?: - at `(.+)`)?$", re.DOTALL)


def encode(value: object) -> bytes:
    """JSON of any msgspec value; times come out as RFC 3339 UTC."""
    return _encoder.encode(value)


def decode(text: bytes | str, kind: type[T]) -> T:
    """Reads JSON that came from outside.

    Raises `Malformed` for what is no JSON, is nested deeper than `MAX_DEPTH`, or holds NUL, a lone surrogate or a
    number that is none; `Invalid` with the field for what does not fit `kind`.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    _check_depth(raw)
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    try:
        if b"\\u0000" in raw:
            check_text(msgspec.json.decode(raw))
        value: T = decoder.decode(raw)
    except msgspec.ValidationError as fault:
        raise _invalid(fault) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("The body is not valid JSON") from None
    check_times(value)
    return value


def decode_text(raw: bytes) -> str:
    """Reads UTF-8 that came from outside. Raises `Malformed` for what is none, or holds NUL."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8") from None
    check_text(text)
    return text


def decode_query(query: bytes, kind: type[T]) -> T:
    """Reads a query string. Raises `Malformed` for bad encoding or a repeated name, `Invalid` for what does not fit."""
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=64)
    except ValueError:
        raise Malformed("The query string is not valid") from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise Malformed(f"The query names {name!r} twice")
        values[name] = value
    return convert(values, kind)


def convert(values: Mapping[str, str], kind: type[T]) -> T:
    """Text values by name to a struct, numbers and times read from their text. Raises `Malformed` or `Invalid`."""
    check_text(dict(values))
    try:
        value = msgspec.convert(dict(values), kind, strict=False)
    except msgspec.ValidationError as fault:
        raise _invalid(fault) from None
    check_times(value)
    return value


def check_text(value: object) -> None:
    """Raises `Malformed` where a text inside of `value` holds NUL or a lone surrogate: PostgreSQL stores neither."""
    if isinstance(value, str):
        if "\0" in value or (not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value)):
            raise Malformed("Text must not contain NUL or lone surrogates")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            check_text(name)
            check_text(item)
    elif isinstance(value, list | tuple):
        for item in value:
            check_text(item)


def check_times(value: object, place: str = "") -> None:
    """Raises `Invalid` for a time inside of `value` so far off that reckoning with it would overflow."""
    if isinstance(value, datetime):
        if not _FIRST_YEAR <= value.year < _LAST_YEAR:
            message = f"A time lies between the years {_FIRST_YEAR} and {_LAST_YEAR}"
            raise Invalid("The request does not fit", details=[Detail(field=place, message=message)])
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            check_times(getattr(value, name), f"{place}.{name}" if place else name)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            check_times(item, f"{place}[{number}]")


def envelope(result: object) -> bytes:
    """The body of an answer: data, and meta with the next cursor where the result is a `Page`."""
    if isinstance(result, Page):
        return _encoder.encode({"data": result.items, "meta": {"next_cursor": result.next_cursor}})
    return _encoder.encode({"data": result, "meta": {}})


def error_envelope(error: EduForumError) -> bytes:
    """The body of an error."""
    details = [{"field": detail.field, "message": detail.message} for detail in error.details]
    return _encoder.encode({"error": {"code": error.code, "message": error.message, "details": details}})


def _check_depth(raw: bytes) -> None:
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    # Without escapes each second piece between quotes is outside of strings. What is left of it loses its innermost
    # pairs in each round, by passes over the whole that cost a hostile body no more than any other of its size.
    outside = raw.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    structure = b"".join(outside).translate(_BRACKETS, _OTHERS)
    for _ in range(MAX_DEPTH):
        if _TOO_DEEP in structure:
            break
        structure = structure.replace(b"[]", b"")
    if structure:
        raise Malformed("The body is nested too deeply")


def _invalid(fault: msgspec.ValidationError) -> Invalid:
    match = _AT.match(str(fault))
    message, place = (match.group(1), match.group(2)) if match else (str(fault), None)
    if place is None and (named := re.search(r"(?:required|unknown) field `(.+?)`", message)):
        place = named.group(1)
    elif place is not None and (named := re.search(r"(?:required|unknown) field `(.+?)`", message)):
        place = f"{place}.{named.group(1)}"
    name = (place or "").removeprefix("$").removeprefix(".")
    return Invalid("The request does not fit", details=[Detail(field=name, message=message)])
