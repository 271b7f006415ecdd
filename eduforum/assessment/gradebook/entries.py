"""What putting something into a cell makes of it."""

from decimal import Decimal

from msgspec.structs import replace

from eduforum.assessment.gradebook.schemas import CellEntry, Put
from eduforum.errors import Conflict, Detail
from eduforum.grades.cells import NOT_DUE
from eduforum.grades.rules import cell_faults
from eduforum.grades.schemas import Cell, Change, Override, Source


def entered(before: Cell, put: Put, points: Decimal | None, change: Change, *, fed: bool) -> Cell:
    """`fed`: the column is read from a source, so that a score lies over what was read and `clear` takes it off again.

    Raises `Conflict` `fed_column` for what only a source can say of its own scores.
    """
    if fed:
        return _laid_over(before, put, points, change)
    if put == "excused":
        # What was earned before stays below it.
        return replace(before, state="excused", change=change)
    if put == "score":
        return Cell(state="score", raw=points, source=Source(kind="entered", id=change.by), change=change)
    return Cell(state="not_due" if put == "clear" else put, change=change)


def faults(field: str, entry: CellEntry) -> list[Detail]:
    """What is wrong with an entry, whatever cell it is for."""
    if (entry.points is not None) != (entry.put == "score"):
        return [Detail(f"{field}.points", "Points go with a score, and with nothing else.")]
    if entry.points is None:
        return []
    return [Detail(f"{field}.points", one.message) for one in cell_faults(field, Cell(state="score", raw=entry.points))]


def is_same(before: Cell, put: Put, points: Decimal | None, *, fed: bool) -> bool:
    """Whether the cell says this already: an entry that comes a second time changes nothing."""
    override = before.override if before.override is not None and before.override.undone is None else None
    match put:
        case "score":
            now = override.points if override is not None else (None if fed else before.raw)
            return before.state != "excused" and now == points and now is not None
        case "clear":
            return before.state != "excused" and override is None if fed else before.state == "not_due"
        case _:
            return before.state == put and override is None


def _laid_over(before: Cell, put: Put, points: Decimal | None, change: Change) -> Cell:
    if put in ("missing", "awaiting"):
        raise Conflict("Whether this is missing or awaited is for its source to say.", code="fed_column")
    if put == "excused":
        return replace(before, state="excused", change=change)
    # What is no longer excused is what its source says, which is asked again where that has left no score.
    below = before
    if before.state == "excused":
        below = replace(before, state="score" if before.raw is not None else NOT_DUE.state)
    if put == "score" and points is not None:
        return replace(below, override=Override(points=points, change=change), change=change)
    if below.override is not None and below.override.undone is None:
        return replace(below, override=replace(below.override, undone=change), change=change)
    return replace(below, change=change)
