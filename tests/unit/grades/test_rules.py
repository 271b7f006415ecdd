"""What a gradebook may be."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from eduforum.errors import Invalid
from eduforum.grades.policies import AbsenceRule, Ceiling, Policy, Quota, QuotaRule, ScaleStep
from eduforum.grades.rules import check
from eduforum.grades.schemas import AddCurve, Category, Cell, Column, Curve, Curved, Gradebook, LinearCurve, Resolution
from tests.factories.grades import (
    ABSOLUTE,
    CHANGE,
    SCALE,
    UNIVERSITIES,
    category,
    column,
    gradebook,
    late,
    mark,
    override,
    student,
    term,
)


def faults(book: Gradebook) -> list[str]:
    with pytest.raises(Invalid) as refused:
        check(book)
    return [detail.field for detail in refused.value.details]


def line(low: int, to_low: int, high: int, to_high: int) -> Curve:
    return LinearCurve(low=Decimal(low), to_low=Decimal(to_low), high=Decimal(high), to_high=Decimal(to_high))


def curved(curve: Curve) -> Column:
    return column("a", curved=Curved(curve=curve, change=CHANGE))


def quotas(*quotas: Quota) -> Policy:
    return replace(ABSOLUTE, quota_rules=(QuotaRule(clause="", quotas=quotas),))


@pytest.mark.parametrize("policy", [ABSOLUTE, *UNIVERSITIES], ids=lambda policy: policy.title)
def test_a_term_of_each_kind_is_fine(policy: Policy) -> None:
    check(term(policy, seed=1, people=5))


@pytest.mark.parametrize(
    ("of", "field"),
    [
        (column("a", 0), "columns[0].points"),
        (column("a", "NaN"), "columns[0].points"),
        (column("a", "1.00001"), "columns[0].points"),
        (column("a", "1e9"), "columns[0].points"),
        (column("a", category="other"), "columns[0].category"),
        (column("a", weight=Decimal(0)), "columns[0].weight"),
        (curved(AddCurve(points=Decimal("Infinity"))), "columns[0].curved.curve.points"),
        (curved(line(50, 60, 50, 70)), "columns[0].curved.curve.high"),
        (curved(line(50, 60, 70, 55)), "columns[0].curved.curve.to_high"),
    ],
)
def test_what_a_column_cannot_be(of: Column, field: str) -> None:
    assert faults(gradebook([of])) == [field]


@pytest.mark.parametrize(
    ("categories", "field"),
    [
        ([category(weight=0)], "categories"),
        ([category(weight=5, extra=True)], "categories"),
        ([category(weight="NaN")], "categories[0].weight"),
        ([category(weight=-1), category("b")], "categories[0].weight"),
        ([category(weighing="weights")], "columns[0].weight"),
        ([category(), category()], "categories"),
    ],
)
def test_what_a_category_cannot_be(categories: list[Category], field: str) -> None:
    assert faults(gradebook([column("a")], (), categories)) == [field]


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        (Cell(state="score"), "raw"),
        (Cell(state="missing", raw=Decimal(1)), "raw"),
        (mark(-1), "raw"),
        (mark("0.33333"), "raw"),
        (mark(1, override=override(-1)), "override.points"),
        (mark(1, late=late("-1")), "late.deduction"),
    ],
)
def test_what_a_cell_cannot_be(cell: Cell, field: str) -> None:
    assert faults(gradebook([column("a")], [student("me", {"a": cell})])) == [f"students[0].cells.a.{field}"]


def test_cells_are_of_columns_and_students_are_named_once() -> None:
    book = gradebook([column("a")], [student("me", {"b": mark(1)}), student("me", {})])

    assert faults(book) == ["students", "students[0].cells.b"]


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        (replace(ABSOLUTE, scale=SCALE[:1]), "policy.scale"),
        (replace(ABSOLUTE, scale=SCALE[:-1]), "policy.scale"),
        (replace(ABSOLUTE, scale=(SCALE[1], SCALE[0], SCALE[-1])), "policy.scale"),
        (replace(ABSOLUTE, scale=(SCALE[0], ScaleStep(letter="A+", least=Decimal(0)))), "policy.scale"),
        (replace(ABSOLUTE, scale=(ScaleStep(letter="A", least=Decimal("NaN")), SCALE[-1])), "policy.scale[0].least"),
        (quotas(Quota(down_to="E", most=Decimal(10))), "policy.quota_rules[0].quotas[0].down_to"),
        (quotas(Quota(down_to="F", most=Decimal(10))), "policy.quota_rules[0].quotas[0].down_to"),
        (quotas(Quota(down_to="A0")), "policy.quota_rules[0].quotas[0]"),
        (quotas(Quota(down_to="A0", most=Decimal(101))), "policy.quota_rules[0].quotas[0].most"),
        (quotas(Quota(down_to="A0", most=Decimal("NaN"))), "policy.quota_rules[0].quotas[0].most"),
        (
            quotas(Quota(down_to="A0", most=Decimal(20), least=Decimal(30))),
            "policy.quota_rules[0].quotas[0].least",
        ),
        (
            quotas(Quota(down_to="A0", most=Decimal(20)), Quota(down_to="A0", least=Decimal(10))),
            "policy.quota_rules[0].quotas",
        ),
        (replace(ABSOLUTE, ceilings=(Ceiling(standing="retake", letter="B"),)), "policy.ceilings[0].letter"),
        (replace(ABSOLUTE, absence=AbsenceRule(share="5/4")), "policy.absence.share"),
        (replace(ABSOLUTE, pass_at=Decimal(-1)), "policy.pass_at"),
    ],
)
def test_what_a_policy_cannot_be(policy: Policy, field: str) -> None:
    assert faults(gradebook([column("a")], policy=policy)) == [field]


@pytest.mark.parametrize("named", [("a", "a"), ("a",), ("a", "z")])
def test_a_resolution_names_two_or_more_of_the_class_once_each(named: tuple[str, ...]) -> None:
    settled = Resolution(students=named, decision="in_order", change=CHANGE)
    students = [student("a", {}), student("b", {})]

    assert faults(gradebook([column("a")], students, resolutions=(settled,))) == ["resolutions"]


def test_all_faults_are_told_at_once() -> None:
    broken: dict[str, Any] = {"most": Decimal(-1), "policy": replace(ABSOLUTE, pass_at=Decimal(-1))}

    assert faults(gradebook([column("a", 0), column("b", -1)], **broken)) == [
        "columns[0].points", "columns[1].points", "policy.pass_at", "most",
    ]  # fmt: skip
