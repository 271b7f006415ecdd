"""Which rows of a roster are new to a course, and of whom they say something else."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from eduforum.courses.roster.faults import RosterFault
from eduforum.courses.roster.rows import RosterRow

PlaceKind = Literal["professor", "enrolled", "expected"]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is in a course, or expected. The professor's `id` is the course's."""

    id: str
    kind: PlaceKind
    email: str | None
    student_number: str | None
    roster_name: str | None
    romanised_name: str | None
    section: str | None


class Change(NamedTuple):
    """`given_up`: an expectation of the same person by another of their marks."""

    place: Place
    row: RosterRow
    given_up: Place | None


class Merged(NamedTuple):
    new: list[RosterRow]
    changed: list[Change]
    same: int
    faults: list[RosterFault]


def merged(rows: Iterable[RosterRow], places: Sequence[Place]) -> Merged:
    """A person is known by their address, or else by their number. What a row leaves empty it says nothing of."""
    by_email = {place.email: place for place in places if place.email is not None}
    by_number = {place.student_number.casefold(): place for place in places if place.student_number is not None}
    result = Merged([], [], 0, [])
    same = 0
    for row in rows:
        addressed = None if row.email is None else by_email.get(row.email)
        numbered = None if row.student_number is None else by_number.get(row.student_number.casefold())
        place, other = addressed or numbered, None
        if addressed is not None and numbered is not None and addressed is not numbered:
            # Who is in the course comes before who is expected, and the address before the number.
            place, other = (numbered, addressed) if addressed.kind == "expected" else (addressed, numbered)
            if other.kind != "expected":
                message = "Somebody else in the course has this number."
                result.faults.append(
                    RosterFault(line=row.line, field="student_number", code="not_unique", message=message)
                )
                continue
        if place is None:
            result.new.append(row)
        elif other is not None or _differs(place, row):
            result.changed.append(Change(place, row, other))
        else:
            same += 1
    return result._replace(same=same)


def _differs(place: Place, row: RosterRow) -> bool:
    """The professor is in the course by being its professor, whatever the roster says."""
    if place.kind == "professor":
        return False
    said = [
        (row.name, place.roster_name),
        (row.student_number, place.student_number),
        (row.romanised_name, place.romanised_name),
        (row.section, place.section),
    ]
    if place.kind == "expected":
        said.append((row.email, place.email))
    return any(new is not None and new != old for new, old in said)
