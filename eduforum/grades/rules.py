"""What a gradebook may be. All that is wrong with one is told at once."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from eduforum.errors import Detail, Invalid
from eduforum.grades.policies import Policy
from eduforum.grades.schemas import Cell, Column, Gradebook, LinearCurve, Student

# More digits than these are a slip of the hand, and would cost time to reckon with.
MAX_PLACES = 4
MAX_NUMBER = Decimal(1_000_000)


def check(book: Gradebook) -> None:
    """Raises `Invalid` with every fault of the settings and of the cells."""
    faults = [*_columns(book), *policy_faults(book.policy)]
    columns = {column.id: column for column in book.columns}
    faults += _unique("students", [student.id for student in book.students])
    for place, student in enumerate(book.students):
        faults += _student(f"students[{place}]", student, columns)
    faults += _resolutions(book)
    if book.most is not None:
        faults += _number("most", book.most, least=Decimal(0))
    if faults:
        raise Invalid(details=faults)


def check_policy(book: Gradebook) -> None:
    """The same of a book in which nothing is to be graded yet."""
    faults = policy_faults(book.policy)
    if book.most is not None:
        faults += _number("most", book.most, least=Decimal(0))
    if faults:
        raise Invalid(details=faults)


def policy_faults(policy: Policy) -> list[Detail]:
    letters = [step.letter for step in policy.scale]
    faults = _scale(policy)
    for number, rule in enumerate(policy.quota_rules):
        where = f"policy.quota_rules[{number}]"
        faults += _unique(f"{where}.quotas", [quota.down_to for quota in rule.quotas])
        for place, quota in enumerate(rule.quotas):
            field = f"{where}.quotas[{place}]"
            if quota.down_to not in letters[:-1]:
                faults.append(Detail(f"{field}.down_to", "This is no passing letter of the scale."))
            if quota.most is None and quota.least is None:
                faults.append(Detail(field, "A quota says how many may or must have the letter."))
            wrong = [
                *_number(f"{field}.most", quota.most or Decimal(0), least=Decimal(0), most=Decimal(100)),
                *_number(f"{field}.least", quota.least or Decimal(0), least=Decimal(0), most=Decimal(100)),
            ]
            if not wrong and quota.most is not None and quota.least is not None and quota.least > quota.most:
                wrong.append(Detail(f"{field}.least", "This is more than may be."))
            faults += wrong
    for place, ceiling in enumerate(policy.ceilings):
        if ceiling.letter not in letters:
            faults.append(Detail(f"policy.ceilings[{place}].letter", "This is no letter of the scale."))
    if policy.absence is not None and not 0 < Fraction(policy.absence.share) <= 1:
        faults.append(Detail("policy.absence.share", "This is above 0 and up to 1."))
    return faults + _number("policy.pass_at", policy.pass_at, least=Decimal(0))


def _scale(policy: Policy) -> list[Detail]:
    faults = _unique("policy.scale", [step.letter for step in policy.scale])
    cuts = [step.least for step in policy.scale]
    for place, cut in enumerate(cuts):
        faults += _number(f"policy.scale[{place}].least", cut, least=Decimal(0))
    if faults:
        return faults
    if len(cuts) < 2:
        return [Detail("policy.scale", "A scale has two letters or more.")]
    if any(upper <= lower for upper, lower in pairwise(cuts)):
        faults.append(Detail("policy.scale", "Each letter needs less than the one before."))
    if cuts[-1] != 0:
        faults.append(Detail("policy.scale", "The last letter needs nothing."))
    return faults


def _columns(book: Gradebook) -> list[Detail]:
    categories = {category.id: category for category in book.categories}
    faults = _unique("categories", [category.id for category in book.categories])
    faults += _unique("columns", [column.id for column in book.columns])
    for place, category in enumerate(book.categories):
        faults += _number(f"categories[{place}].weight", category.weight, least=Decimal(0))
    if not faults and not any(category.weight > 0 for category in book.categories if not category.extra):
        faults.append(Detail("categories", "One category at least has a weight."))
    for place, column in enumerate(book.columns):
        where = f"columns[{place}]"
        faults += _positive(f"{where}.points", column.points)
        if column.category not in categories:
            faults.append(Detail(f"{where}.category", "There is no such category."))
        elif categories[column.category].weighing == "weights" and column.weight is None:
            faults.append(Detail(f"{where}.weight", "The category weighs by weights, and this has none."))
        if column.weight is not None:
            faults += _positive(f"{where}.weight", column.weight)
        if column.curved is not None:
            faults += _curve(f"{where}.curved.curve", column)
    return faults


def _curve(field: str, column: Column) -> list[Detail]:
    curve = column.curved.curve if column.curved else None
    names: tuple[str, ...] = getattr(curve, "__struct_fields__", ())
    faults = [fault for name in names for fault in _number(f"{field}.{name}", getattr(curve, name), least=-MAX_NUMBER)]
    if not faults and isinstance(curve, LinearCurve):
        if curve.low >= curve.high:
            faults.append(Detail(f"{field}.high", "This is above the low score."))
        elif curve.to_low > curve.to_high:
            faults.append(Detail(f"{field}.to_high", "Who scored higher must not come out lower."))
    return faults


def _student(where: str, student: Student, columns: dict[str, Column]) -> list[Detail]:
    faults = []
    for name, cell in student.cells.items():
        field = f"{where}.cells.{name}"
        if name not in columns:
            faults.append(Detail(field, "There is no such column."))
        faults += cell_faults(field, cell)
    return faults


def cell_faults(field: str, cell: Cell) -> list[Detail]:
    """What is wrong with one cell by itself."""
    faults = []
    if cell.state == "score" and cell.raw is None:
        faults.append(Detail(f"{field}.raw", "A score has points."))
    if cell.state in ("not_due", "awaiting", "missing") and cell.raw is not None:
        faults.append(Detail(f"{field}.raw", "What is no score has no points."))
    if cell.raw is not None:
        faults += _number(f"{field}.raw", cell.raw, least=Decimal(0))
    if cell.override is not None:
        faults += _number(f"{field}.override.points", cell.override.points, least=Decimal(0))
    if cell.late is not None and Fraction(cell.late.deduction) < 0:
        faults.append(Detail(f"{field}.late.deduction", "Lateness gives no points."))
    return faults


def _resolutions(book: Gradebook) -> list[Detail]:
    known = {student.id for student in book.students}
    standing = [one for one in book.resolutions if one.undone is None]
    faults = _unique("resolutions", [student for one in standing for student in one.students])
    if any(len(one.students) < 2 for one in standing):
        faults.append(Detail("resolutions", "A tie is between two or more."))
    if not known.issuperset(student for one in standing for student in one.students):
        faults.append(Detail("resolutions", "This names somebody who is not in the book."))
    return faults


def _positive(field: str, number: Decimal) -> list[Detail]:
    faults = _number(field, number, least=Decimal(0))
    return faults or ([] if number > 0 else [Detail(field, "This is more than nothing.")])


def _number(field: str, number: Decimal, *, least: Decimal, most: Decimal = MAX_NUMBER) -> list[Detail]:
    if not number.is_finite():
        return [Detail(field, "This is a number.")]
    if not least <= number <= most:
        return [Detail(field, f"This is from {least} to {most}.")]
    if number != round(number, MAX_PLACES):
        return [Detail(field, f"This has {MAX_PLACES} decimal places at most.")]
    return []


def _unique(field: str, values: Iterable[str]) -> list[Detail]:
    twice = [value for value, times in Counter(values).items() if times > 1]
    return [Detail(field, f"{value} stands here twice.") for value in twice]
