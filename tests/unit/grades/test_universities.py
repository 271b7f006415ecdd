"""Three kinds of rules on letters, worked through by hand."""

from fractions import Fraction

import pytest

from eduforum.grades.gradebook import reckon
from eduforum.grades.policies import Policy
from eduforum.grades.schemas import Gradebook
from tests.factories.grades import CAPPED, RANGES, RANKED, scored


def class_of(percents: list[int], policy: Policy, **fields: str) -> Gradebook:
    return scored({f"s{number:02}": percent for number, percent in enumerate(percents)}, policy, **fields)


def counted(book: Gradebook) -> dict[str, int]:
    found: dict[str, int] = {}
    for grade in reckon(book).grades.grades.values():
        found[str(grade.letter)] = found.get(str(grade.letter), 0) + 1
    return found


@pytest.mark.parametrize(
    ("policy", "percents", "expected"),
    [
        # 35 % of 20 are 7, 75 % are 15: of eleven above 90 four become B+, of the others with 85 one has room in B.
        (CAPPED, [*range(99, 88, -1), *range(88, 79, -1)], {"A+": 5, "A0": 2, "B+": 8, "C+": 5}),
        # Fifteen are a small class: 40 % are 6, and nothing limits B.
        (CAPPED, list(range(99, 84, -1)), {"A+": 5, "A0": 1, "B+": 9}),
        # Of 13, half up: 15 % are 2, 30 % are 4, 50 % are 7, 70 % are 9, 85 % are 11.
        (RANKED, list(range(80, 67, -1)), {"A+": 2, "A0": 2, "B+": 3, "B0": 2, "C+": 2, "C0": 2}),
        # Fewer than ten have no quotas, and the scale decides.
        (RANKED, [99, 80, 61, 59], {"A+": 1, "B0": 1, "D0": 1, "F": 1}),
        # 20 % of 20 are 4 at least, 50 % are 10, and 95 % pass: the floors raise B, C and F.
        (
            RANGES,
            [84, 83, 82, 81, 80, 79, 78, 77, 76, 75, 74, 73, 72, 71, 70, 59, 58, 57, 56, 55],
            {"A0": 4, "B0": 6, "C0": 5, "D0": 4, "F": 1},
        ),
    ],
)
def test_how_many_have_which_letter(policy: Policy, percents: list[int], expected: dict[str, int]) -> None:
    assert counted(class_of(percents, policy)) == expected


def test_laboratories_have_wider_quotas() -> None:
    percents = list(range(99, 79, -1))

    assert counted(class_of(percents, RANKED))["A+"] == 3
    assert counted(class_of(percents, RANKED, course_type="laboratory"))["A+"] == 4


def test_a_rank_is_told_with_how_many_count() -> None:
    grades = reckon(class_of([90, 80, 80, 70], CAPPED)).grades

    assert [grade.rank for grade in grades.grades.values()] == [1, 2, 2, 4]
    assert grades.size == 4


def test_ranks_go_by_numbers_that_nobody_has_rounded() -> None:
    grades = reckon(scored({"a": "88.0001", "b": "88.0002"}, CAPPED)).grades

    assert grades.grades["b"].rank == 1
    assert all(Fraction(cut) for cut in grades.cuts)
