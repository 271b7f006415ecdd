"""Every number opens to what it was made of, and follows from it."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from msgspec.structs import replace

from eduforum.grades.derivation import Derivation
from eduforum.grades.explaining import explain_cell, explain_grade, explain_total
from eduforum.grades.gradebook import reckon
from eduforum.grades.policies import Policy
from eduforum.grades.schemas import AddCurve, Attendance, Cell, Curved, Gradebook, Source
from tests.factories.grades import (
    ABSOLUTE,
    CAPPED,
    CHANGE,
    RANKED,
    UNIVERSITIES,
    category,
    column,
    gradebook,
    late,
    mark,
    override,
    scored,
    student,
    term,
)


def grade_of(book: Gradebook, name: str) -> Derivation:
    one = next(one for one in book.students if one.id == name)
    return explain_grade(reckon(book), one)


def all_of(tree: Derivation) -> Iterator[Derivation]:
    yield tree
    for part in tree.parts:
        yield from all_of(part)


def follows(node: Derivation) -> bool:
    """Whether the number of a node is what its kind makes of its parts."""
    counted = [part for part in node.parts if part.role == "counted"]
    extra = [part for part in node.parts if part.role == "extra"]
    if node.kind == "cell" and node.value is not None:
        return Fraction(node.value) == (Fraction(counted[-1].value or 0) if counted else 0)
    if node.kind == "category" and node.value is not None:
        earned = sum(
            Fraction(part.value or 0) / Fraction(part.of or 1) * Fraction(part.weight or 0) for part in counted + extra
        )
        return Fraction(node.value) == earned / sum(Fraction(part.weight or 0) for part in counted)
    if node.kind == "total" and node.value is not None:
        whole = sum(Fraction(part.value or 0) * Fraction(part.weight or 0) for part in counted + extra)
        return Fraction(node.value) == min(whole, Fraction(node.of or whole))
    if node.kind == "grade":
        return node.value == node.parts[0].value
    return True


@pytest.mark.parametrize("policy", [ABSOLUTE, *UNIVERSITIES], ids=lambda policy: policy.title)
def test_every_number_follows_from_what_stands_under_it(policy: Policy) -> None:
    book = term(policy, seed=5, people=12)
    results = reckon(book)

    for one in book.students:
        trees = [explain_grade(results, one), explain_total(results, one, "so_far")]
        for node in (node for tree in trees for node in all_of(tree)):
            assert follows(node), (one.id, node)


def test_a_cell_tells_its_layers_with_who_and_why() -> None:
    taken_back = override(19, undone=CHANGE)
    cell = mark(17, late=late("2"), override=taken_back, source=Source(kind="submission", id="s1", version=2))
    book = gradebook([column("essay", 20)], [student("me", {"essay": cell})])

    tree = explain_cell(book.columns[0], cell, reckon(book).students["me"].scores["essay"])

    assert (tree.value, tree.of, str(tree.shown)) == ("15", "20", "15.00")
    assert [(part.kind, part.value, part.role) for part in tree.parts] == [
        ("raw", "17", "counted"),
        ("late", "15", "counted"),
        ("override", None, "undone"),
    ]
    assert tree.parts[0].source == Source(kind="submission", id="s1", version=2)
    assert (tree.parts[1].clause, tree.parts[1].reason) == ("10 % a started day", "a day late")
    assert tree.parts[2].undone == CHANGE


def test_a_total_tells_what_was_dropped_left_out_and_given_away() -> None:
    cells = {"a": mark(50), "b": mark(65), "c": mark(12), "d": Cell(state="excused"), "e": Cell(state="awaiting")}
    columns = [column("a", 50), column("b", 100), column("c", 24), column("d", 10), column("e", 10, "exam")]
    book = gradebook(
        columns, [student("me", cells)], [category("work", 60, drop=1, change=CHANGE), category("exam", 40)]
    )

    tree = explain_total(reckon(book), book.students[0], "so_far")

    work, exam = tree.parts
    assert (tree.why, tree.value, str(tree.shown)) == ("so_far", "3100/37", "83.78")
    assert [(part.about, part.role, part.why) for part in work.parts] == [
        ("a", "counted", None), ("b", "dropped", None), ("c", "counted", None), ("d", "left_out", "excused"),
    ]  # fmt: skip
    assert work.weight == "100"
    assert work.change == CHANGE
    assert work.stated_weight == 60
    assert (exam.role, exam.why, exam.weight, exam.parts[0].why) == ("gives_weight", "nothing_counts", "0", "awaiting")


def test_what_is_not_due_counts_as_nothing_in_the_other_total() -> None:
    book = gradebook([column("a")], [student("me", {})])

    cell = grade_of(book, "me").parts[0].parts[0].parts[0]

    assert (cell.role, cell.why, cell.value) == ("counted", "not_due", "0")


def test_a_letter_tells_its_rank_and_quotas() -> None:
    book = scored({"a": 97, "b": 96, "c": 95, "d": 85, "e": 70}, CAPPED)

    tree = grade_of(book, "c")

    assert (tree.letter, tree.why) == ("B+", "quota")
    assert [(part.kind, part.about, part.value, part.of, part.clause) for part in tree.parts[1:]] == [
        ("scale", "A+", "95", None, ""),
        ("rank", "c", "3", "5", ""),
        ("quota", "A0", "2", "2", "up to 15 students"),
    ]


@pytest.mark.parametrize(
    ("standings", "absences", "why", "letter", "clause"),
    [
        (("retake",), 0, "ceiling", "B+", "retakes"),
        (("auditor",), 0, "outside", None, "auditors"),
        (("pass_fail",), 0, "pass_fail", "P", "pass or fail"),
        ((), 12, "absence", "F", "Art. 34"),
        ((), 11, "scale", "A+", ""),
    ],
)
def test_a_letter_tells_the_clause_that_decided_it(
    standings: tuple[str, ...], absences: int, why: str, letter: str | None, clause: str
) -> None:
    attendance = Attendance(periods=45, absences=absences)
    me = student("me", {"exam": mark(97)}, *standings, attendance=attendance)
    book = gradebook([column("exam")], [me, student("b", {}), student("c", {})], policy=CAPPED)

    tree = grade_of(book, "me")

    assert (tree.why, tree.letter, tree.clause) == (why, letter, clause)
    attended = next(part for part in tree.parts if part.kind == "attendance")
    assert (attended.value, attended.of) == (str(absences), "45/4")


def test_a_letter_by_rank_tells_no_line_of_the_scale() -> None:
    ranked = grade_of(scored({f"s{number}": 80 - number for number in range(10)}, RANKED), "s3")
    few = grade_of(scored({f"s{number}": 80 - number for number in range(9)}, RANKED), "s3")

    assert [part.kind for part in ranked.parts[:2]] == ["total", "rank"]
    assert [part.kind for part in few.parts] == ["total", "scale"]


def test_the_total_under_a_letter_reads_like_the_one_beside_it() -> None:
    tree = grade_of(scored({"a": "95.0012", "b": "95.0011", "c": 60}, CAPPED), "a")

    assert str(tree.shown) == str(tree.parts[0].shown) == "95.0012"


def test_a_curve_is_told_with_its_numbers() -> None:
    curve = AddCurve(points=Decimal(5))
    book = gradebook([column("exam", curved=Curved(curve=curve, change=CHANGE))], [student("me", {"exam": mark(80)})])

    raw, curved = grade_of(book, "me").parts[0].parts[0].parts[0].parts

    assert (raw.value, curved.value, curved.curve) == ("80", "85", curve)


def test_a_derivation_names_no_other_student() -> None:
    book = scored({"me": 97, "someone": 97, "other": 97}, CAPPED)

    assert not {"someone", "other"} & {node.about for node in all_of(grade_of(book, "me"))}


def test_a_derivation_goes_over_the_wire() -> None:
    tree = grade_of(scored({"a": "83.333"}, replace(ABSOLUTE, by="rank")), "a")

    assert msgspec.json.decode(msgspec.json.encode(tree), type=Derivation) == tree
