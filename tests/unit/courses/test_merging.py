"""Which rows of a roster are new to a course, and of whom they say something else."""

from eduforum.courses.roster.merging import Change, Merged, Place, PlaceKind, merged
from eduforum.courses.roster.rows import RosterRow


def row(line: int, name: str = "김하은", *, email: str | None = None, student_number: str | None = None) -> RosterRow:
    return RosterRow(line=line, name=name, email=email, student_number=student_number)


def place(
    id: str,
    kind: PlaceKind = "enrolled",
    *,
    email: str | None = None,
    student_number: str | None = None,
    roster_name: str | None = None,
    section: str | None = None,
) -> Place:
    return Place(
        id=id, kind=kind, email=email, student_number=student_number, roster_name=roster_name, romanised_name=None,
        section=section,
    )  # fmt: skip


def test_a_person_is_known_by_address_or_by_number_in_any_case() -> None:
    haeun = place("a", email="haeun@snu.ac.kr", roster_name="김하은")
    doyun = place("b", "expected", student_number="A-7", roster_name="이도윤")
    known = [
        row(2, email="haeun@snu.ac.kr"),
        row(3, "이도윤", student_number="a-7"),
        row(4, "박서연", email="new@snu.ac.kr"),
    ]

    result = merged(known, [haeun, doyun])

    assert result.new == [known[2]]
    # The number is written otherwise.
    assert result.changed == [Change(doyun, known[1], None)]
    assert result.same == 1


def test_what_a_row_leaves_empty_it_says_nothing_of() -> None:
    present = place("a", email="haeun@snu.ac.kr", roster_name="김하은", student_number="0012", section="02")

    assert merged([row(2, email="haeun@snu.ac.kr")], [present]) == Merged([], [], 1, [])


def test_who_came_by_a_code_is_the_one_who_was_expected_by_number() -> None:
    came = place("a", email="haeun@snu.ac.kr")
    expected = place("b", "expected", student_number="0012", roster_name="김하은")
    both = row(2, email="haeun@snu.ac.kr", student_number="0012")

    assert merged([both], [came, expected]).changed == [Change(came, both, expected)]


def test_a_number_of_somebody_else_who_is_enrolled_is_a_fault_of_its_line() -> None:
    places = [place("a", email="haeun@snu.ac.kr"), place("b", email="doyun@snu.ac.kr", student_number="0012")]

    result = merged([row(7, email="haeun@snu.ac.kr", student_number="0012")], places)

    assert [(fault.line, fault.field, fault.code) for fault in result.faults] == [(7, "student_number", "not_unique")]
    assert (result.new, result.changed) == ([], [])
