"""Strokes: points as they are stored, and the line of changing width that a pen leaves."""

from struct import iter_unpack

from eduforum.learning.whiteboard.export.shapes import Point

# Steps of width between no pressure and all of it.
WIDTHS = 12


def points_of(x: float, y: float, stored: bytes) -> list[tuple[Point, int]]:
    """Points of the board, each with its pressure from 0 to 255."""
    points = []
    for dx, dy, pressure in iter_unpack("<hhB", stored):
        x, y = x + dx / 8, y + dy / 8
        points.append(((x, y), pressure))
    return points


def width_of(size: float, step: int) -> float:
    """A line's width at a step of pressure: `size` in the middle, a third of it at the least."""
    return size * (1 / 3 + 4 / 3 * step / WIDTHS)


def runs(points: list[tuple[Point, int]]) -> list[tuple[int, list[Point]]]:
    """The stroke in pieces of one width, each with its step; a piece begins where the one before ends."""
    found: list[tuple[int, list[Point]]] = []
    for point, pressure in points:
        step = (pressure * WIDTHS + 127) // 255
        if found and found[-1][0] == step:
            found[-1][1].append(point)
        elif found:
            found.append((step, [found[-1][1][-1], point]))
        else:
            found.append((step, [point]))
    return found
