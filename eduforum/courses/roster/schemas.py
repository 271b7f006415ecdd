"""Records, request bodies and answers about rosters."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from eduforum.courses.roster.faults import RosterFault
from eduforum.courses.roster.headings import Language
from eduforum.courses.roster.rows import MAX_SECTION, RosterRole
from eduforum.courses.schemas import Email

StudentNumber = Annotated[str, Meta(min_length=1, max_length=32)]
Section = Annotated[str, Meta(min_length=1, max_length=MAX_SECTION)]
PersonName = Annotated[str, Meta(min_length=1, max_length=400)]


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the roster of a course without an account that they have shown to be theirs; for staff. As soon as
    an account has the address, verified, or the number, its person is in the course."""

    id: str
    name: str
    email: str | None
    student_number: str | None
    romanised_name: str | None
    section: str | None
    role: RosterRole
    created_at: datetime


class NewExpected(msgspec.Struct, forbid_unknown_fields=True):
    """An address or a student number is given."""

    name: PersonName
    email: Email | None = None
    student_number: StudentNumber | None = None
    romanised_name: PersonName | None = None
    section: Section | None = None
    role: RosterRole = "student"


class EnrollmentChange(msgspec.Struct, forbid_unknown_fields=True):
    """What the roster says of a person. None takes it away."""

    student_number: StudentNumber | UnsetType | None = UNSET
    romanised_name: PersonName | UnsetType | None = UNSET
    section: Section | UnsetType | None = UNSET


class ImportQuery(msgspec.Struct, forbid_unknown_fields=True):
    """`dry_run`: only say what is in the file. `keep_good`: go on with the good lines where others are faulty; without
    it, all are refused."""

    dry_run: bool = False
    keep_good: bool = False


class RosterExportQuery(msgspec.Struct, forbid_unknown_fields=True):
    language: Language = "ko"


class RosterReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a file, and what became of it. Of the good lines `new` are people who are not in the course, `changed`
    such of whom it says something else than the course, `same` all others. `faults` are the first ones, of `faulty`
    lines in all; `ignored` the headings of columns that nothing was read from. Who of the new ones has an account is
    not told before they are in the course: `enrolled` and `expected` are None in a dry run."""

    new: int
    changed: int
    same: int
    faults: tuple[RosterFault, ...]
    faulty: int
    ignored: tuple[str, ...]
    enrolled: int | None = None
    expected: int | None = None
