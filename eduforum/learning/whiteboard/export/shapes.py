"""What a page is drawn with: paths, lines of text and pictures, as they lie on one another, in the board's units."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]


class Move(NamedTuple):
    to: Point


class Line(NamedTuple):
    to: Point


class Curve(NamedTuple):
    """A cubic Bézier curve."""

    first: Point
    second: Point
    to: Point


class Close(NamedTuple):
    """Back to where the path began."""


Step: TypeAlias = Move | Line | Curve | Close


class Path(NamedTuple):
    """Ends and corners are round. `dash`: dashes and gaps are twice as long as it is wide."""

    steps: Sequence[Step]
    stroke: str | None = None
    width: float = 0.0
    fill: str | None = None
    opacity: float = 1.0
    dash: bool = False


class Words(NamedTuple):
    """One line of text; `at` is where its baseline begins."""

    at: Point
    text: str
    size: float
    color: str
    opacity: float = 1.0


class Picture(NamedTuple):
    """PNG or JPEG."""

    at: Point
    width: float
    height: float
    media_type: str
    data: bytes


Shape: TypeAlias = Path | Words | Picture


class Sheet(NamedTuple):
    """A page: what part of the board it is, left, top, width and height, and what stands on it."""

    area: tuple[float, float, float, float]
    shapes: list[Shape]


def rectangle(x: float, y: float, w: float, h: float) -> list[Step]:
    return [Move((x, y)), Line((x + w, y)), Line((x + w, y + h)), Line((x, y + h)), Close()]


# A quarter of a circle by a cubic curve: the length of its handles, in radii.
_QUARTER = 0.5522847498


def ellipse(x: float, y: float, w: float, h: float) -> list[Step]:
    rx, ry = w / 2, h / 2
    cx, cy = x + rx, y + ry
    kx, ky = rx * _QUARTER, ry * _QUARTER
    return [
        Move((cx + rx, cy)),
        Curve((cx + rx, cy + ky), (cx + kx, cy + ry), (cx, cy + ry)),
        Curve((cx - kx, cy + ry), (cx - rx, cy + ky), (cx - rx, cy)),
        Curve((cx - rx, cy - ky), (cx - kx, cy - ry), (cx, cy - ry)),
        Curve((cx + kx, cy - ry), (cx + rx, cy - ky), (cx + rx, cy)),
        Close(),
    ]


def through(points: Sequence[Point]) -> list[Step]:
    """A smooth line: it goes through the middles between points, bent towards each point."""
    if len(points) == 1:
        return [Move(points[0]), Line(points[0])]
    steps: list[Step] = [Move(points[0])]
    at = points[0]
    for point, following in pairwise(points[1:]):
        middle = _between(point, following, 0.5)
        # A quadratic curve as the cubic one that it is.
        steps.append(Curve(_between(at, point, 2 / 3), _between(middle, point, 2 / 3), middle))
        at = middle
    steps.append(Line(points[-1]))
    return steps


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
