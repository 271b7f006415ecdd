"""What a cell comes to: the raw score, then lateness, then the curve, then what was set by hand."""

from fractions import Fraction
from typing import Literal, NamedTuple, assert_never

from eduforum.grades.exact import ZERO, root
from eduforum.grades.schemas import AddCurve, Cell, CellState, Column, Curve, Curved, LinearCurve, RootCurve

NOT_DUE = Cell(state="not_due")

Layer = Literal["raw", "late", "curve", "override"]


class Stage(NamedTuple):
    """The points after a layer."""

    layer: Layer
    points: Fraction


class Scored(NamedTuple):
    """A cell after its layers. `points` are those of the last stage, and None without one. `zero` is the cell's."""

    state: CellState
    points: Fraction | None
    stages: tuple[Stage, ...]
    zero: Literal["now", "later", "never"] = "now"


def score(cell: Cell, column: Column) -> Scored:
    stages: list[Stage] = []
    if cell.raw is not None:
        points = Fraction(cell.raw)
        stages.append(Stage("raw", points))
        if cell.late is not None and cell.late.undone is None:
            points = max(ZERO, points - Fraction(cell.late.deduction))
            stages.append(Stage("late", points))
        if column.curved is not None and column.curved.undone is None:
            points = curved(column.curved, points, Fraction(column.points))
            stages.append(Stage("curve", points))
    if cell.override is not None and cell.override.undone is None:
        stages.append(Stage("override", Fraction(cell.override.points)))
    if cell.state == "excused" or not stages:
        return Scored(cell.state, None, tuple(stages), cell.zero)
    return Scored("score", stages[-1].points, tuple(stages))


def curved(layer: Curved, before: Fraction, most: Fraction) -> Fraction:
    """The points that a curve makes of `before`, in a column of `most` points."""
    after = max(ZERO, min(_along(layer.curve, before, most), max(most, before)))
    return after if layer.lowers else max(before, after)


def _along(curve: Curve, before: Fraction, most: Fraction) -> Fraction:
    match curve:
        case AddCurve():
            return before + Fraction(curve.points)
        case LinearCurve():
            low, to_low = Fraction(curve.low), Fraction(curve.to_low)
            high, to_high = Fraction(curve.high), Fraction(curve.to_high)
            return to_low + (before - low) * (to_high - to_low) / (high - low)
        case RootCurve():
            return root(before * most)
        case _:
            assert_never(curve)
