"""Two totals, and what each state of a cell does to them."""

from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.grades.exact import rounded
from eduforum.grades.gradebook import Reckoned, reckon_student
from eduforum.grades.schemas import Cell, Gradebook
from tests.factories.grades import category, column, gradebook, mark, override, student

STATES = ["score", "missing", "excused", "awaiting", "not_due"]


def reckoned(book: Gradebook, **cells: Cell) -> Reckoned:
    return reckon_student(book, student("s", cells))


def test_points_of_a_category_are_added_up() -> None:
    book = gradebook([column("a", 50), column("b", 100), column("c", 24)], categories=[category(drop=1)])

    found = reckoned(book, a=mark(50), b=mark(65), c=mark(12))

    assert found.so_far.percent == Fraction(6200, 74)
    assert str(rounded(Fraction(6200, 74), 1)) == "83.8"
    assert [item.column for item in found.so_far.categories[0].dropped] == ["b"]


@pytest.mark.parametrize(
    ("state", "so_far", "if_nothing_more"),
    [("not_due", 80, 40), ("awaiting", 80, 80), ("missing", 40, 40), ("excused", 80, 80)],
)
def test_each_state_has_its_arithmetic(state: Any, so_far: int, if_nothing_more: int) -> None:
    book = gradebook([column("a"), column("b")])

    found = reckoned(book, a=mark(80), b=Cell(state=state))

    assert found.so_far.percent == so_far
    assert found.if_nothing_more.percent == if_nothing_more


@pytest.mark.parametrize(("zero", "so_far", "if_nothing_more"), [("now", 40, 40), ("later", 80, 40), ("never", 80, 80)])
def test_what_is_missing_is_zero_when_the_late_policy_says_so(zero: Any, so_far: int, if_nothing_more: int) -> None:
    book = gradebook([column("a"), column("b")])

    found = reckoned(book, a=mark(80), b=Cell(state="missing", zero=zero))

    assert found.so_far.percent == so_far
    assert found.if_nothing_more.percent == if_nothing_more


def test_a_column_without_a_cell_is_not_due() -> None:
    book = gradebook([column("a"), column("b")])

    assert reckoned(book, a=mark(80)) == reckoned(book, a=mark(80), b=Cell(state="not_due"))


def test_while_nothing_counts_there_is_no_total() -> None:
    found = reckoned(gradebook([column("a")]), a=Cell(state="awaiting"))

    assert (found.so_far.percent, found.if_nothing_more.percent) == (None, None)


def test_a_category_with_nothing_in_it_gives_its_weight_to_the_others() -> None:
    categories = [category("essays", 50), category("quizzes", 20), category("exam", 30)]
    book = gradebook([column("a", 20, "essays"), column("q", 10, "quizzes"), column("e", 100, "exam")], (), categories)

    found = reckoned(book, a=mark(15), q=mark(9), e=Cell(state="awaiting")).so_far

    assert found.percent == Fraction(50 * 75 + 20 * 90, 70)
    assert [one.weight for one in found.categories] == [Fraction(500, 7), Fraction(200, 7), 0]
    assert [one.share for one in found.categories] == [Fraction(3, 4), Fraction(9, 10), None]


def test_weights_need_not_come_to_a_hundred() -> None:
    categories = [category("a", 3), category("b", 1)]
    book = gradebook([column("x", category="a"), column("y", category="b")], (), categories)

    assert reckoned(book, x=mark(100), y=mark(0)).so_far.percent == 75


def test_extra_credit_adds_to_what_is_earned_alone() -> None:
    book = gradebook([column("a"), column("bonus", 10, extra=True)])

    assert reckoned(book, a=mark(80), bonus=mark(5)).so_far.percent == 85
    assert reckoned(book, a=mark(80), bonus=Cell(state="missing")).so_far.percent == 80


def test_an_extra_category_adds_on_top_of_a_hundred() -> None:
    categories = [category("work", 80), category("bonus", 4, extra=True)]
    book = gradebook([column("a"), column("b", 10, "bonus")], (), categories, most=None)

    assert reckoned(book, a=mark(98), b=mark(10)).so_far.percent == 103
    assert reckoned(book, a=mark(98)).so_far.percent == 98


def test_an_extra_category_is_worth_the_same_while_others_are_empty() -> None:
    categories = [category("work", 80), category("exam", 20), category("bonus", 5, extra=True)]
    book = gradebook([column("a"), column("e", category="exam"), column("b", 10, "bonus")], (), categories)

    assert reckoned(book, a=mark(50), b=mark(10)).so_far.percent == 55


def test_no_total_is_above_the_most_that_it_may_be() -> None:
    book = gradebook([column("a"), column("bonus", 10, extra=True)])

    total = reckoned(book, a=mark(98), bonus=mark(5)).so_far

    assert total.percent == 100
    assert total.uncapped == 103


def test_extra_credit_alone_makes_no_category() -> None:
    book = gradebook([column("a"), column("bonus", 10, extra=True)])

    assert reckoned(book, bonus=mark(5)).so_far.percent is None


@pytest.mark.parametrize(("weighing", "percent"), [("points", 28), ("equal", 60), ("weights", 40)])
def test_columns_weigh_by_points_all_alike_or_by_weights(weighing: str, percent: int) -> None:
    columns = [column("a", 10, weight=Decimal(1)), column("b", 90, weight=Decimal(3))]
    book = gradebook(columns, categories=[category(weighing=weighing)])

    assert reckoned(book, a=mark(10), b=mark(18)).so_far.percent == percent


def test_a_mark_set_by_hand_counts_like_any_other() -> None:
    book = gradebook([column("a"), column("b")])

    assert reckoned(book, a=mark(80), b=Cell(state="missing", override=override(60))).so_far.percent == 70


@st.composite
def courses(draw: st.DrawFn) -> tuple[Gradebook, dict[str, Cell]]:
    kinds = st.sampled_from(["points", "equal", "weights"])
    categories = [
        category(
            name,
            draw(st.sampled_from(["10", "12.5", "33.3"])),
            weighing=draw(kinds),
            drop=draw(st.integers(0, 2)),
            extra=name == "c" and draw(st.booleans()),
        )
        for name in "abc"
    ]
    columns, cells = [], {}
    for number in range(draw(st.integers(1, 8))):
        points = draw(st.sampled_from(["5", "7", "12.5", "100"]))
        where, weight = draw(st.sampled_from("abc")), Decimal(draw(st.sampled_from(["1", "2.5"])))
        extra = draw(st.integers(0, 5)) == 0
        columns.append(column(f"q{number}", points, where, weight=weight, extra=extra))
        state: Any = draw(st.sampled_from(STATES))
        score = mark(draw(st.integers(0, int(Decimal(points))))) if state == "score" else None
        cells[f"q{number}"] = score or Cell(state=state)
    return gradebook(columns, (), categories, most=None), cells


def by_hand(book: Gradebook, cells: dict[str, Cell], *, at_the_end: bool) -> Fraction | None:
    """The total by trying every choice of what to drop, with nothing clever."""
    shares: dict[str, Fraction] = {}
    for one in book.categories:
        pairs, bonus = [], Fraction(0)
        for of in (of for of in book.columns if of.category == one.id):
            cell = cells[of.id]
            if cell.state in ("excused", "awaiting") or (cell.state == "not_due" and not at_the_end):
                continue
            weight = {"points": of.points, "equal": Decimal(1), "weights": of.weight or Decimal(1)}[one.weighing]
            earned = Fraction(cell.raw or 0) / Fraction(of.points) * Fraction(weight)
            if of.extra:
                bonus += earned
            else:
                pairs.append((earned, Fraction(weight)))
        choices = chain.from_iterable(
            combinations(pairs, len(pairs) - n) for n in range(one.drop + 1) if n < len(pairs)
        )
        if pairs:
            shares[one.id] = max((bonus + sum(e for e, _ in kept)) / sum(w for _, w in kept) for kept in choices)
    weights = {one.id: 100 * Fraction(one.weight) for one in book.categories}
    plain = {one.id for one in book.categories if not one.extra}
    whole = sum((weights[name] for name in plain), Fraction(0)) / 100
    counted = sum((weights[name] for name in plain & shares.keys()), Fraction(0)) / 100
    if not counted:
        return None
    total = sum((weights[name] * shares[name] / counted for name in plain & shares.keys()), Fraction(0))
    return total + sum((weights[name] * shares[name] / whole for name in shares.keys() - plain), Fraction(0))


@settings(max_examples=150, deadline=None)
@given(courses())
def test_totals_are_what_trying_everything_comes_to(course: tuple[Gradebook, dict[str, Cell]]) -> None:
    book, cells = course

    found = reckoned(book, **cells)

    assert found.so_far.percent == by_hand(book, cells, at_the_end=False)
    assert found.if_nothing_more.percent == by_hand(book, cells, at_the_end=True)


@settings(max_examples=150, deadline=None)
@given(courses(), st.data())
def test_a_better_score_never_makes_a_lower_total(
    course: tuple[Gradebook, dict[str, Cell]], data: st.DataObject
) -> None:
    book, cells = course
    graded = [of for of in book.columns if cells[of.id].state == "score"]
    if not graded:
        return
    of = data.draw(st.sampled_from(graded))

    before = reckoned(book, **cells).so_far.percent
    after = reckoned(book, **{**cells, of.id: mark(str(of.points))}).so_far.percent

    assert (before is None) == (after is None)
    assert before is None or after is None or after >= before


@settings(max_examples=150, deadline=None)
@given(courses())
def test_the_weights_of_what_counts_come_to_a_hundred(course: tuple[Gradebook, dict[str, Cell]]) -> None:
    book, cells = course
    total = reckoned(book, **cells).so_far

    weights = [one.weight for one in total.categories if not one.category.extra]

    assert sum(weights) == (0 if total.percent is None else 100)
