"""Cursors of lists: opaque to clients, made from the last row of a page, checked when they come back."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from eduforum.errors import Detail, Invalid

T = TypeVar("T")

_Id = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]


def encode_cursor(place: object) -> str:
    """`place` is any msgspec value, such as `(scheduled_at, id)`."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def decode_cursor(cursor: str, kind: Any) -> Any:
    """The place that `encode_cursor` was given, of the msgspec type `kind`.

    Raises `Invalid` (`invalid_cursor`) for anything else.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=kind)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise Invalid(
            "This cursor was not made by this list.",
            code="invalid_cursor",
            details=[Detail("cursor", "Take it from `next_cursor` as it is.")],
        ) from None


def cut(rows: Sequence[T], limit: int, place: Callable[[T], object]) -> tuple[list[T], str | None]:
    """Of up to `limit` + 1 rows the page and, where there are more, the cursor of its last row."""
    if len(rows) <= limit:
        return list(rows), None
    return list(rows[:limit]), encode_cursor(place(rows[limit - 1]))


def decode_id(cursor: str | None) -> str | None:
    """The id that a list goes on after, of a cursor of `(id,)`. Raises `Invalid` (`invalid_cursor`)."""
    if cursor is None:
        return None
    (place,) = decode_cursor(cursor, tuple[_Id])
    return str(place)
