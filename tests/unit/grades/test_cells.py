"""A cell's points come of layers over the raw score, and each can be taken back."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from eduforum.grades.cells import score
from eduforum.grades.schemas import AddCurve, Cell, Column, Curve, Curved, LinearCurve, RootCurve
from tests.factories.grades import CHANGE, column, late, mark, override

LINE = LinearCurve(low=Decimal(40), to_low=Decimal(60), high=Decimal(90), to_high=Decimal(95))


def with_curve(curve: Curve, *, lowers: bool = False) -> Column:
    return column("exam", curved=Curved(curve=curve, change=CHANGE, lowers=lowers))


def points(cell: Cell, of: Column) -> Fraction | None:
    return score(cell, of).points


def test_lateness_then_the_curve_then_the_hand() -> None:
    cell = mark(70, late=late("10"), override=override("88.5"))

    scored = score(cell, with_curve(AddCurve(points=Decimal(5))))

    assert [(stage.layer, stage.points) for stage in scored.stages] == [
        ("raw", 70), ("late", 60), ("curve", 65), ("override", Fraction("88.5")),
    ]  # fmt: skip


def test_each_layer_can_be_taken_back() -> None:
    curved = with_curve(AddCurve(points=Decimal(5)))
    cell = mark(70, late=late("10"), override=override("88"))
    assert cell.late is not None
    assert cell.override is not None
    assert curved.curved is not None

    on_time = replace(cell, late=replace(cell.late, undone=CHANGE))
    by_layers = replace(cell, override=replace(cell.override, undone=CHANGE))
    straight = replace(curved, curved=replace(curved.curved, undone=CHANGE))

    assert points(on_time, curved) == 88
    assert points(by_layers, curved) == 65
    assert points(by_layers, straight) == 60
    assert points(replace(on_time, override=None), straight) == 70


def test_a_third_of_a_point_stays_a_third() -> None:
    assert points(mark(10, late=late("10/3")), column("essay", 20)) == Fraction(20, 3)


def test_lateness_takes_no_more_than_there_is() -> None:
    assert points(mark(3, late=late("10")), column("essay", 20)) == 0


@pytest.mark.parametrize(
    ("curve", "before", "after"),
    [
        (AddCurve(points=Decimal("7.5")), 60, "67.5"),
        (AddCurve(points=Decimal(10)), 95, "100"),
        (LINE, 40, "60"),
        (LINE, 90, "95"),
        (LINE, 55, "70.5"),
        (RootCurve(), 49, "70"),
        (RootCurve(), 50, "70.71"),
    ],
)
def test_curves(curve: Curve, before: int, after: str) -> None:
    assert points(mark(before), with_curve(curve)) == Fraction(after)


def test_a_curve_lowers_nobody_unless_it_is_to() -> None:
    harder = AddCurve(points=Decimal(-10))

    assert points(mark(60), with_curve(harder)) == 60
    assert points(mark(60), with_curve(harder, lowers=True)) == 50
    assert points(mark(4), with_curve(harder, lowers=True)) == 0


def test_a_curve_takes_no_extra_points_back() -> None:
    assert points(mark(105), with_curve(AddCurve(points=Decimal(5)))) == 105
    assert points(mark(105), with_curve(AddCurve(points=Decimal(-2)), lowers=True)) == 103


@pytest.mark.parametrize("state", ["not_due", "awaiting", "missing", "excused"])
def test_what_is_no_score_has_no_points(state: Any) -> None:
    assert points(Cell(state=state), with_curve(AddCurve(points=Decimal(5)))) is None


def test_a_score_can_be_set_by_hand_where_nothing_was_handed_in() -> None:
    scored = score(Cell(state="missing", override=override(12)), column("essay", 20))

    assert (scored.state, scored.points) == ("score", Fraction(12))


def test_what_is_excused_stays_so_with_all_that_is_under_it() -> None:
    scored = score(Cell(state="excused", raw=Decimal(12), override=override(15)), column("essay", 20))

    assert (scored.state, scored.points) == ("excused", None)
    assert len(scored.stages) == 2
