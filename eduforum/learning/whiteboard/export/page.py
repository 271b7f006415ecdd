"""A page of a board as shapes."""

from collections.abc import Callable, Iterable, Mapping
from math import cos, hypot, pi, sin
from typing import TypeAlias

from eduforum.learning.whiteboard.export.shapes import (
    Line,
    Move,
    Path,
    Picture,
    Point,
    Shape,
    Sheet,
    Words,
    ellipse,
    rectangle,
    through,
)
from eduforum.learning.whiteboard.export.strokes import points_of, runs, width_of
from eduforum.learning.whiteboard.export.text import LEADING, wrapped
from eduforum.learning.whiteboard.objects import BoardObject, Template

Measure: TypeAlias = Callable[[str, float], float]
"""The width of a text of a size."""

Image: TypeAlias = tuple[str, bytes]
"""Media type and content."""

Box: TypeAlias = tuple[float, float, float, float]

# What is seen of a page where little stands on it, and the empty rim around what does.
LEAST = (1280.0, 720.0)
RIM = 48.0

# So many marks of a template a sheet has at most: on a wider one they stand further apart.
MARKS = 20_000
GRID = 32.0

INK = "#1a1b1e"
RULE = "#d9d7d0"
NOTE = "#ffe59a"
PADDING = 14.0
NAME = 12.0
MISSING = "#c9c6bd"


def sheet(
    objects: Iterable[BoardObject],
    template: Template,
    names: Mapping[str, str],
    images: Mapping[str, Image],
    named: Mapping[str, BoardObject],
    measure: Measure,
) -> Sheet:
    """`names` are people's by id, `images` by their ids, `named` the board's objects by id."""
    ordered = sorted(objects, key=lambda item: item.z)
    area = _area([box(item, named) for item in ordered])
    shapes = _template(template, area)
    for item in ordered:
        shapes += _drawn(item, names, images, named, measure)
    return Sheet(area, shapes)


def box(item: BoardObject, named: Mapping[str, BoardObject]) -> Box:
    """Left, top, width and height of what an object covers."""
    if item.points:
        points = [point for point, _ in points_of(item.x, item.y, item.points)]
    elif item.kind in ("line", "arrow"):
        points = list(ends(item, named))
    else:
        return item.x, item.y, item.w, item.h
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    half = item.size
    return min(xs) - half, min(ys) - half, max(xs) - min(xs) + 2 * half, max(ys) - min(ys) + 2 * half


def ends(item: BoardObject, named: Mapping[str, BoardObject]) -> tuple[Point, Point]:
    """Where a line begins and ends: at the edges of the objects that it is tied to."""
    first, last = (item.x, item.y), (item.x + item.w, item.y + item.h)
    start, end = _tied(item.start, named), _tied(item.end, named)
    towards_end = last if end is None else _middle(end)
    towards_start = first if start is None else _middle(start)
    return (
        first if start is None else _edge(start, towards_end),
        last if end is None else _edge(end, towards_start),
    )


def _tied(id: str | None, named: Mapping[str, BoardObject]) -> Box | None:
    item = None if id is None else named.get(id)
    return None if item is None or item.kind in ("line", "arrow") else box(item, named)


def _middle(area: Box) -> Point:
    return area[0] + area[2] / 2, area[1] + area[3] / 2


def _edge(area: Box, towards: Point) -> Point:
    """Where the way from a box's middle to a point leaves the box."""
    x, y = _middle(area)
    dx, dy = towards[0] - x, towards[1] - y
    share = min(
        1.0,
        area[2] / 2 / abs(dx) if dx else 1.0,
        area[3] / 2 / abs(dy) if dy else 1.0,
    )
    return x + dx * share, y + dy * share


def _area(boxes: list[Box]) -> Box:
    left = min((each[0] - RIM for each in boxes), default=0.0)
    top = min((each[1] - RIM for each in boxes), default=0.0)
    right = max((each[0] + each[2] + RIM for each in boxes), default=0.0)
    bottom = max((each[1] + each[3] + RIM for each in boxes), default=0.0)
    left, top = min(left, 0.0), min(top, 0.0)
    return left, top, max(right - left, LEAST[0]), max(bottom - top, LEAST[1])


def _template(template: Template, area: Box) -> list[Shape]:
    left, top, width, height = area
    right, bottom = left + width, top + height
    step = GRID
    while width / step * (height / step if template == "dots" else 1) > MARKS:
        step *= 2
    xs = _marks(left, right, step) if template in ("dots", "grid") else []
    ys = _marks(top, bottom, step) if template in ("dots", "grid", "lines") else []
    match template:
        case "blank":
            return []
        case "dots":
            dots = [step for x in xs for y in ys for step in (Move((x, y)), Line((x, y)))]
            return [Path(dots, stroke=RULE, width=2.4)]
        case "grid" | "lines":
            rules = [step for y in ys for step in (Move((left, y)), Line((right, y)))]
            rules += [step for x in xs for step in (Move((x, top)), Line((x, bottom)))]
            return [Path(rules, stroke=RULE, width=1.0)]
        case "columns":
            middle = left + width / 2
            return [Path([Move((middle, top)), Line((middle, bottom))], stroke=MISSING, width=2.0, dash=True)]
        case "axes":
            x, y = left + width / 2, top + height / 2
            return [
                Path([Move((left, y)), Line((right, y)), Move((x, top)), Line((x, bottom))], stroke=MISSING, width=2.0)
            ]


def _marks(start: float, end: float, step: float) -> list[float]:
    first = int(start // step) + 1
    return [number * step for number in range(first, int(end // step) + 1)]


def _drawn(
    item: BoardObject,
    names: Mapping[str, str],
    images: Mapping[str, Image],
    named: Mapping[str, BoardObject],
    measure: Measure,
) -> list[Shape]:
    match item.kind:
        case "pen":
            pieces = runs(points_of(item.x, item.y, item.points))
            return [
                Path(through(points), stroke=item.color, width=width_of(item.size, step)) for step, points in pieces
            ]
        case "marker":
            points = [point for point, _ in points_of(item.x, item.y, item.points)]
            return [Path(through(points), stroke=item.color, width=item.size, opacity=0.4)]
        case "rect" | "ellipse":
            outline = (rectangle if item.kind == "rect" else ellipse)(item.x, item.y, item.w, item.h)
            shape = Path(outline, stroke=item.color, width=item.size, fill=item.fill, dash=item.dash)
            return [shape, *_label(item, measure)]
        case "line" | "arrow":
            return _line(item, named)
        case "note":
            return _note(item, names.get(item.by, ""), measure)
        case "text":
            size, width = max(item.size, 6.0), item.w or 1e9
            lines = wrapped(item.text, width, lambda text: measure(text, size))
            return _lines(lines, item.x, item.y, size, item.color)
        case "image":
            found = None if item.src is None else images.get(item.src)
            if found is None:
                return [Path(rectangle(item.x, item.y, item.w, item.h), stroke=MISSING, width=2.0, dash=True)]
            return [Picture((item.x, item.y), item.w, item.h, *found)]


def _line(item: BoardObject, named: Mapping[str, BoardObject]) -> list[Shape]:
    start, end = ends(item, named)
    shapes: list[Shape] = [Path([Move(start), Line(end)], stroke=item.color, width=item.size, dash=item.dash)]
    length = hypot(end[0] - start[0], end[1] - start[1])
    if item.kind == "arrow" and length > 0:
        head = min(10 + 2 * item.size, length)
        ux, uy = (start[0] - end[0]) / length, (start[1] - end[1]) / length
        wings = [
            (end[0] + head * (ux * cos(turn) - uy * sin(turn)), end[1] + head * (ux * sin(turn) + uy * cos(turn)))
            for turn in (pi / 7, -pi / 7)
        ]
        shapes.append(Path([Move(wings[0]), Line(end), Line(wings[1])], stroke=item.color, width=item.size))
    return shapes


def _note(item: BoardObject, name: str, measure: Measure) -> list[Shape]:
    size = max(item.size, 6.0)
    room = max(item.w - 2 * PADDING, size)
    lines = wrapped(item.text, room, lambda text: measure(text, size))
    held = max(1, int((item.h - 2 * PADDING - NAME * LEADING) / (size * LEADING)))
    return [
        Path(rectangle(item.x, item.y, item.w, item.h), fill=item.fill or NOTE),
        *_lines(lines[:held], item.x + PADDING, item.y + PADDING, size, item.color),
        Words((item.x + PADDING, item.y + item.h - PADDING), name, NAME, INK, 0.62),
    ]


def _label(item: BoardObject, measure: Measure) -> list[Shape]:
    """A shape's text, in its middle."""
    if not item.text:
        return []
    size = 16.0
    lines = wrapped(item.text, max(item.w - 2 * PADDING, size), lambda text: measure(text, size))
    top = item.y + (item.h - len(lines) * size * LEADING) / 2
    shapes: list[Shape] = []
    for number, line in enumerate(lines):
        left = item.x + (item.w - measure(line, size)) / 2
        shapes += _lines([line], left, top + number * size * LEADING, size, item.color)
    return shapes


def _lines(lines: list[str], x: float, y: float, size: float, color: str) -> list[Shape]:
    return [
        Words((x, y + size + number * size * LEADING), line, size, color) for number, line in enumerate(lines) if line
    ]
