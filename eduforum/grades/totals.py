"""Categories and totals of one student.

Two totals are told apart and always labelled. `so_far` counts what has been graded, and what is missing once that is
zero. `if_nothing_more` counts as well, as nothing, what is not due yet or will be zero later. What awaits grading and
what is excused is in neither.

A category without a counted column gives its weight to the others, in proportion to theirs. An extra category has no
weight to give: it adds its share of its weight to a total that the others make alone.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple, assert_never

from eduforum.grades.cells import NOT_DUE, Scored, score
from eduforum.grades.dropping import Item, to_drop
from eduforum.grades.exact import HUNDRED, ONE, ZERO
from eduforum.grades.schemas import Category, Cell, Column, Gradebook

TotalKind = Literal["so_far", "if_nothing_more"]
LeftOut = Literal["not_due", "awaiting", "missing", "excused"]

Scores = Mapping[str, Scored]


class Measure(NamedTuple):
    """A column in the measure of its category: what it weighs there, and what a point of it is worth."""

    column: Column
    weight: Fraction
    point: Fraction


class Plan(NamedTuple):
    """What of a book is the same for all its students."""

    categories: tuple[tuple[Category, tuple[Measure, ...]], ...]
    most: Fraction | None


class CategoryTotal(NamedTuple):
    """`share` is earned / possible, None while nothing counts; `weight` what it has of the total, in percent, after
    others gave theirs. `possible` is what the kept items weigh; `earned` has the extra credit in it."""

    category: Category
    share: Fraction | None
    earned: Fraction
    possible: Fraction
    weight: Fraction
    kept: tuple[Item, ...]
    dropped: tuple[Item, ...]
    extra: tuple[Item, ...]
    left_out: tuple[tuple[str, LeftOut], ...]


class Total(NamedTuple):
    """`percent` is None while nothing counts. `uncapped` is the same before the most that a total may be."""

    kind: TotalKind
    percent: Fraction | None
    uncapped: Fraction | None
    categories: tuple[CategoryTotal, ...]


def scores_of(book: Gradebook, cells: Mapping[str, Cell]) -> dict[str, Scored]:
    """Of each column, in their order."""
    return {column.id: score(cells.get(column.id, NOT_DUE), column) for column in book.columns}


def plan_of(book: Gradebook) -> Plan:
    categories = tuple(
        (category, tuple(_measure(category, column) for column in book.columns if column.category == category.id))
        for category in book.categories
    )
    return Plan(categories, None if book.most is None else Fraction(book.most))


def totals(plan: Plan, scores: Scores) -> tuple[Total, Total]:
    """The total so far, and the one if nothing more is handed in."""
    so_far = [_category(category, measures, scores, "so_far") for category, measures in plan.categories]
    at_the_end = [
        _category(category, measures, scores, "if_nothing_more")
        if any(why in ("not_due", "missing") for _, why in found.left_out)
        else found
        for found, (category, measures) in zip(so_far, plan.categories, strict=True)
    ]
    return _total(plan, so_far, "so_far"), _total(plan, at_the_end, "if_nothing_more")


def _total(plan: Plan, found: Sequence[CategoryTotal], kind: TotalKind) -> Total:
    whole = sum((Fraction(one.category.weight) for one in found if not one.category.extra), ZERO)
    counted = sum((Fraction(one.category.weight) for one in found if _counts(one)), ZERO)
    weighed = tuple(one._replace(weight=_weight(one, whole, counted)) for one in found)
    if not counted:
        return Total(kind, None, None, weighed)
    percent = sum((one.weight * one.share for one in weighed if one.share is not None), ZERO)
    return Total(kind, percent if plan.most is None else min(percent, plan.most), percent, weighed)


def _counts(one: CategoryTotal) -> bool:
    return one.share is not None and not one.category.extra


def _weight(one: CategoryTotal, whole: Fraction, counted: Fraction) -> Fraction:
    base = whole if one.category.extra else counted
    if one.share is None or not base:
        return ZERO
    return Fraction(one.category.weight) * HUNDRED / base


def _category(category: Category, measures: Sequence[Measure], scores: Scores, kind: TotalKind) -> CategoryTotal:
    items: list[Item] = []
    extra: list[Item] = []
    left_out: list[tuple[str, LeftOut]] = []
    for column, weight, point in measures:
        points = _counted(scores[column.id], kind)
        if isinstance(points, str):
            left_out.append((column.id, points))
            continue
        item = Item(column.id, points if point == 1 else points * point, weight, column.droppable)
        (extra if column.extra else items).append(item)
    added = sum((item.earned for item in extra), ZERO)
    places = to_drop(items, added, category.drop)
    kept = tuple(item for place, item in enumerate(items) if place not in places)
    earned = sum((item.earned for item in kept), added)
    possible = sum((item.weight for item in kept), ZERO)
    return CategoryTotal(
        category=category,
        share=earned / possible if possible else None,
        earned=earned,
        possible=possible,
        weight=ZERO,
        kept=kept,
        dropped=tuple(item for place, item in enumerate(items) if place in places),
        extra=tuple(extra),
        left_out=tuple(left_out),
    )


def _counted(scored: Scored, kind: TotalKind) -> Fraction | LeftOut:
    """The points that count, or why none do."""
    match scored.state:
        case "score":
            return scored.points if scored.points is not None else ZERO
        case "missing":
            counts = scored.zero == "now" or (scored.zero == "later" and kind == "if_nothing_more")
            return ZERO if counts else "missing"
        case "not_due":
            return ZERO if kind == "if_nothing_more" else "not_due"
        case state:
            return state


def _measure(category: Category, column: Column) -> Measure:
    match category.weighing:
        case "points":
            weight = Fraction(column.points)
        case "equal":
            weight = ONE
        case "weights":
            weight = ONE if column.weight is None else Fraction(column.weight)
        case _:
            assert_never(category.weighing)
    return Measure(column, weight, weight / Fraction(column.points))
