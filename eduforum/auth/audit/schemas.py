"""The audit log's entries as they are written and read."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

# Never renamed: what was written once stays as it is.
Act = Literal[
    "person.created",
    "people.imported",
    "person.suspended",
    "person.unsuspended",
    "person.role_changed",
    "person.second_factor_reset",
    "person.viewed_as",
    "person.viewed_as_ended",
    "audit.exported",
    "session.entered",
    "guest_link.made",
    "guest_link.revoked",
    "participation.viewed",
]

SubjectKind = Literal["person", "people", "session", "guest_link", "audit_log"]

Facts = dict[str, str | int | None]


class Subject(msgspec.Struct, frozen=True):
    """What was acted on. `id` None where it is no single thing."""

    kind: SubjectKind
    id: str | None = None


class AuditPerson(msgspec.Struct, frozen=True):
    """Who they are now: names are not kept in the log."""

    id: str
    name: str
    email: str


class AuditEntry(msgspec.Struct, frozen=True):
    """`actor` None: the command line or the server by itself. `subject_name` where it has a name still: of a person, or
    the title of a session. `details` are facts of the act, such as `from` and `to` of a role, or the `reason` given."""

    id: str
    at: datetime
    act: Act
    actor: AuditPerson | None
    subject: Subject
    subject_name: str | None
    details: Facts


class AuditFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`search`: parts of the names or addresses of who acted or who was acted on. `person_id`: who did either. `since`
    is included, `until` is not."""

    search: Annotated[str, Meta(max_length=200)] = ""
    act: Act | None = None
    person_id: Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")] | None = None
    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None


class AuditQuery(AuditFilter, frozen=True, forbid_unknown_fields=True):
    cursor: str | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
