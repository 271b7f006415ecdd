"""Failing by absence is a comparison of exact numbers."""

import pytest
from msgspec.structs import replace

from eduforum.grades.absences import judge
from eduforum.grades.policies import AbsenceRule
from eduforum.grades.schemas import Attendance
from tests.factories.grades import QUARTER

AT_LEAST_A_QUARTER = replace(QUARTER, comparison="at_least")


@pytest.mark.parametrize(
    ("rule", "periods", "absences", "lates", "fails"),
    [
        (QUARTER, 75, 15, 13, True),
        (QUARTER, 75, 15, 11, False),
        (QUARTER, 90, 22, 0, False),
        (QUARTER, 90, 23, 0, True),
        (QUARTER, 88, 22, 0, False),
        (AT_LEAST_A_QUARTER, 88, 22, 0, True),
        (AT_LEAST_A_QUARTER, 0, 0, 0, False),
        (replace(QUARTER, lates_per_absence=None), 75, 15, 60, False),
        (replace(QUARTER, share="1/3"), 75, 25, 2, False),
        (replace(QUARTER, share="1/3"), 75, 25, 3, True),
    ],
)
def test_more_than_a_share_of_the_periods(
    rule: AbsenceRule, periods: int, absences: int, lates: int, fails: bool
) -> None:
    assert judge(Attendance(periods=periods, absences=absences, lates=lates), rule).fails is fails


def test_the_numbers_that_were_compared_are_told() -> None:
    judged = judge(Attendance(periods=75, absences=15, lates=13), QUARTER)

    assert (judged.counted, str(judged.limit)) == (19, "75/4")
