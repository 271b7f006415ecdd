"""Failing by absence: a count of absences against an exact share of the periods."""

from fractions import Fraction
from typing import NamedTuple

from eduforum.grades.policies import AbsenceRule
from eduforum.grades.schemas import Attendance


class Absence(NamedTuple):
    """What counts as absences, the number they are held against, and whether that fails."""

    counted: int
    limit: Fraction
    fails: bool


def judge(attendance: Attendance, rule: AbsenceRule) -> Absence:
    lates = 0 if rule.lates_per_absence is None else attendance.lates // rule.lates_per_absence
    counted = attendance.absences + lates
    limit = attendance.periods * Fraction(rule.share)
    return Absence(counted, limit, counted > limit if rule.comparison == "more_than" else _reaches(counted, limit))


def _reaches(counted: int, limit: Fraction) -> bool:
    """Before anything was held, nobody has missed a share of it."""
    return counted >= limit > 0
