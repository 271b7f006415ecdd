"""What would be if: for a student alone, and for all whom a change would touch."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from eduforum.grades.changes import Move, moves, what_if
from eduforum.grades.gradebook import published, reckon
from eduforum.grades.policies import Policy
from eduforum.grades.schemas import Attendance, Cell, Gradebook
from tests.factories.grades import (
    ABSOLUTE,
    CAPPED,
    RANKED,
    UNIVERSITIES,
    category,
    column,
    gradebook,
    mark,
    scored,
    student,
    term,
)


def with_mark(book: Gradebook, name: str, points: str | int) -> Gradebook:
    students = tuple(replace(one, cells={"exam": mark(points)}) if one.id == name else one for one in book.students)
    return replace(book, students=students)


def pushed_by(before: Gradebook, after: Gradebook) -> tuple[Move, ...]:
    known = reckon(before)
    return moves(known, reckon(after, known))


def test_a_change_shows_whom_it_pushes() -> None:
    # 40 % of five are two.
    book = scored({"a": 97, "b": 93, "c": 91, "d": 85, "e": 70}, CAPPED)

    moved = pushed_by(book, with_mark(book, "c", 95))

    assert moved == (
        Move("b", "A0", "B+", Fraction(93), Fraction(93), pushed=True),
        Move("c", "B+", "A+", Fraction(91), Fraction(95), pushed=False),
    )


def test_a_change_that_moves_nobody_else_says_so() -> None:
    book = scored({"a": 97, "b": 93, "c": 80, "d": 79, "e": 70}, CAPPED)

    assert [move.student for move in pushed_by(book, with_mark(book, "d", 81))] == ["d"]
    assert pushed_by(book, with_mark(book, "d", 78)) == ()


def test_who_fails_by_absence_was_not_pushed() -> None:
    book = scored({"a": 97, "b": 93, "c": 91, "d": 85, "e": 70}, CAPPED)
    absent = replace(book.students[0], attendance=Attendance(periods=45, absences=12))

    moved = pushed_by(book, replace(book, students=(absent, *book.students[1:])))

    assert [(move.student, move.after, move.pushed) for move in moved] == [("a", "F", False), ("c", "A0", True)]


def test_a_student_tries_scores_without_anybody_else_knowing() -> None:
    me = student("me", {"essay": mark(80)})
    book = gradebook([column("essay"), column("exam")], [me])

    tried = what_if(reckon(book), me, {"exam": Decimal(100)})

    assert tried.reckoned.if_nothing_more.percent == 90
    assert tried.letter == "A0"
    assert reckon(book).students["me"].if_nothing_more.percent == 40


def test_where_others_decide_no_letter_is_promised() -> None:
    me = student("me", {"exam": mark(80)})

    others = [student(f"s{number}", {"exam": mark(70 + number)}) for number in range(9)]
    alone, among = (gradebook([column("exam")], [me, *some], policy=RANKED) for some in ([], others))

    assert what_if(reckon(among), me, {"exam": Decimal(100)}).letter is None
    assert what_if(reckon(alone), me, {"exam": Decimal(100)}).letter == "A+"


def test_absence_fails_in_what_would_be_too() -> None:
    me = student("me", {}, attendance=Attendance(periods=45, absences=12))
    policy = replace(ABSOLUTE, absence=CAPPED.absence)

    book = gradebook([column("exam")], [me], policy=policy)

    assert what_if(reckon(book), me, {"exam": Decimal(100)}).letter == "F"


def test_what_is_not_published_is_in_no_total_of_students() -> None:
    me = student("me", {"essay": mark(80), "exam": mark(20), "quiz": Cell(state="missing")})
    columns = [column("essay"), column("exam", published=False), column("quiz", 100, published=False)]

    seen = reckon(published(gradebook(columns, [me]))).students["me"]

    assert seen.scores["exam"].points is None
    assert seen.so_far.percent == 40
    assert seen.if_nothing_more.percent == 40


def test_publishing_changes_nothing_else() -> None:
    book = gradebook([column("essay")], [student("me", {"essay": mark(80)})], [category(drop=1)])

    assert published(book) is book


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(UNIVERSITIES), st.integers(0, 1000), st.integers(0, 14), st.integers(0, 39), st.booleans())
def test_what_is_known_of_the_book_before_makes_no_difference(
    policy: Policy, seed: int, who: int, which: int, drops: bool
) -> None:
    before = term(policy, seed, people=15)
    one, of = before.students[who], before.columns[which]
    changed = replace(one, cells={**one.cells, of.id: mark(str(of.points))})
    after = replace(before, students=(*before.students[:who], changed, *before.students[who + 1 :]))
    if drops:
        after = replace(after, categories=tuple(replace(each, drop=1) for each in after.categories))

    assert reckon(after, reckon(before)) == reckon(after)
