"""Who sits an exam, and what of a room they lack when they are back."""

import pytest

from eduforum.errors import Forbidden
from eduforum.media.exams import Exams
from eduforum.media.schemas import Person


def test_who_is_back_lacks_what_came_before_and_nothing_later() -> None:
    exams = Exams()
    exams.set_sitting(frozenset({"ann", "ben"}), 5)
    exams.set_sitting(frozenset({"ben"}), 9)

    assert [exams.has_missed("ann", seq) for seq in (4, 9, 10)] == [True, True, False]
    assert exams.has_missed("ben", 100)
    assert not exams.has_missed("cho", 0)


def test_what_would_reach_everybody_is_for_those_who_teach_while_somebody_sits_one() -> None:
    exams = Exams()
    ann, ben, teacher = Person("ann", "Ann", "student"), Person("ben", "Ben", "student"), Person("t", "T", "ta")
    exams.require_apart(ben)
    exams.set_sitting(frozenset({"ann"}), 1)

    exams.require_apart(teacher)
    exams.require_out("ben")
    for person in (ann, ben):
        with pytest.raises(Forbidden):
            exams.require_apart(person)
