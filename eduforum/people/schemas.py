"""People as administrators see them, and what they may do with them."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from eduforum.auth.schemas import EmailText, NameText, Role, User
from eduforum.courses.roster.faults import RosterFault
from eduforum.mail.letter import Language

# Invited: nobody has signed in yet, and nobody can by a password.
Status = Literal["active", "invited", "suspended"]
Sort = Literal["name", "-last_seen_at"]


class PersonListed(msgspec.Struct, frozen=True):
    """One account. `two_step`: a code is asked for after the password; `last_seen_at` is when a token of theirs was
    last renewed."""

    id: str
    name: str
    email: str
    role: Role
    status: Status
    two_step: bool
    created_at: datetime
    last_seen_at: datetime | None


class PeopleQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`search`: parts of name or address. By name: Hangul in its order, then other scripts."""

    search: Annotated[str, Meta(max_length=200)] = ""
    role: Role | None = None
    status: Status | None = None
    two_step: bool | None = None
    sort: Sort = "name"
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class PeopleSummary(msgspec.Struct, frozen=True):
    """Counts. `online`: those whose sign-in was renewed within the last 20 minutes, as one in use is."""

    people: int
    online: int
    invited: int
    suspended: int


class NewPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`with_password`: one is made up and shown once; without, the person cannot sign in by a password yet."""

    name: NameText
    email: EmailText
    role: Role = "student"
    with_password: bool = False


class PersonMade(msgspec.Struct, frozen=True):
    """`password` is nowhere else."""

    person: PersonListed
    password: str | None


class RoleChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Role


class PeopleImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`file`: CSV in base64, UTF-8 or CP949. `dry_run` tells what would be and changes nothing. `keep_good`: good lines
    are imported though others are faulty; else nothing is while one is."""

    file: Annotated[bytes, Meta(description="base64")]
    dry_run: bool = True
    keep_good: bool = False


class ImportedPerson(msgspec.Struct, frozen=True):
    line: int
    name: str
    email: str
    role: Role


class PeopleImportReport(msgspec.Struct, frozen=True):
    """`ready`: lines that make an account each, of which `preview` shows the first; `existing`: lines of people who
    have one already, which stays as it is; `faults` are the first ones, of `faulty` lines in all; `ignored`: headings
    of columns that nothing was read from. `created` is 0 on a dry run."""

    ready: int
    existing: int
    faulty: int
    created: int
    preview: list[ImportedPerson]
    faults: list[RosterFault]
    ignored: list[str]


class ProfileChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is; language and time zone null: as the device has them."""

    name: NameText | UnsetType = UNSET
    language: Language | UnsetType | None = UNSET
    time_zone: Annotated[str, Meta(max_length=100, examples=["Asia/Seoul"])] | UnsetType | None = UNSET


class ViewReason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kept in the audit log."""

    reason: Annotated[str, Meta(min_length=1, max_length=300)]


class ViewOpened(msgspec.Struct, frozen=True):
    """A token that shows what `user` sees and changes nothing; it lasts `expires_in` seconds and is not renewed."""

    access_token: str
    expires_in: int
    user: User
