"""What stands on a board: objects and pages as they are in the document, and what is a good one.

An object is a map; its `text` is a shared text, everything else a plain value. Lengths are in units of the board, which
are CSS pixels at 100 %. Strokes are bytes: of each point the way from the one before in eighths of a unit, along x and
y, as signed 16-bit little-endian numbers, and the pressure from 0 to 255.
"""

from math import isfinite
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from eduforum.learning.documents.document import Value

Kind = Literal["pen", "marker", "rect", "ellipse", "line", "arrow", "note", "text", "image"]
Template = Literal["blank", "dots", "grid", "lines", "columns", "axes"]

Place = Annotated[float, Meta(ge=-1_000_000, le=1_000_000)]
Length = Annotated[float, Meta(ge=0, le=100_000)]
Key = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,40}\Z")]
Color = Annotated[str, Meta(pattern=r"\A#[0-9a-f]{6}\Z", description="#rrggbb")]

POINT_BYTES = 5
MAX_POINTS = 2_000
MAX_TEXT = 4_000

Points = Annotated[bytes, Meta(max_length=MAX_POINTS * POINT_BYTES)]


class BoardObject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One object. `by` made it. `z`: what is greater lies above. A line or an arrow goes from (x, y) to (x + w, y + h),
    and its ends stay at the objects `start` and `end` where those are there. `size` is a stroke's or a line's width, or
    a text's height. `src` is the id of an image."""

    kind: Kind
    by: str
    page: Key
    z: Place
    x: Place
    y: Place
    w: Annotated[float, Meta(ge=-100_000, le=100_000)] = 0.0
    h: Annotated[float, Meta(ge=-100_000, le=100_000)] = 0.0
    color: Color = "#1a1b1e"
    fill: Color | None = None
    size: Annotated[float, Meta(ge=0.5, le=400)] = 3.0
    dash: bool = False
    points: Points = b""
    text: Annotated[str, Meta(max_length=MAX_TEXT)] = ""
    start: Key | None = None
    end: Key | None = None
    src: Key | None = None


class BoardPage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page; pages stand in the order of `order`."""

    order: Place
    template: Template = "dots"


def read_object(value: object) -> BoardObject | None:
    """An object as it is in the document, or None where it is not a good one."""
    try:
        read = msgspec.convert(value, BoardObject, builtin_types=(bytes,))
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None
    numbers = (read.z, read.x, read.y, read.w, read.h, read.size)
    stroke = read.kind in ("pen", "marker")
    if not all(map(isfinite, numbers)) or len(read.points) % POINT_BYTES or stroke != bool(read.points):
        return None
    if not stroke and read.kind not in ("line", "arrow") and (read.w < 0 or read.h < 0):
        return None
    return read


def read_page(value: object) -> BoardPage | None:
    try:
        page = msgspec.convert(value, BoardPage)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None
    return page if isfinite(page.order) else None


def plain(item: BoardObject) -> Value:
    """What is stored of it as JSON: bytes become base 64."""
    built: Value = msgspec.to_builtins(item)
    return built


def from_plain(value: object) -> BoardObject:
    """The way back from `plain`."""
    return msgspec.convert(value, BoardObject)
