"""Records, bodies, answers and events of guest links and of those who come by them."""

from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from eduforum.courses.schemas import Instant, Session, SessionStatus

Secret = Annotated[str, Meta(min_length=1, max_length=64, description="What stands behind the # of a guest link")]
Token = Annotated[str, Meta(min_length=1, max_length=4096)]
Uses = Annotated[int, Meta(ge=1, le=100, description="How many guests may come by it")]


class GuestLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link for guests of a session, without its secret. `waits`: whoever comes by it waits to be let in; `uses`: how
    many have come by it."""

    id: str
    session_id: str
    waits: bool
    max_uses: int
    uses: int
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class MadeGuestLink(GuestLink, frozen=True, kw_only=True):
    """A link that has just been made, with what nobody is told again: the page is `/guest#` and the secret."""

    secret: str


class NewGuestLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    expires_at: Instant
    max_uses: Uses = 1
    waits: bool = True


class SessionGuest(msgspec.Struct, frozen=True, kw_only=True):
    """A guest of a session as its records have them. `entered_at` is when they first were in the room, null where they
    never were; `left_at` when they last left, null while they are there or where the session ended with them;
    `ended_at` when a host sent them out."""

    id: str
    link_id: str
    name: str
    entered_at: datetime | None
    left_at: datetime | None
    ended_at: datetime | None


class GuestKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What entitles somebody to look: the link's secret, and the participant token of who comes back."""

    secret: Secret
    again: Token | None = None


class GuestName(GuestKey, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same with the name of who comes in; who comes back keeps the name that they had."""

    name: Annotated[str, Meta(min_length=1, max_length=400, examples=["김하늘"])]


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What a guest is told before coming in. `name`: of who comes back by their token."""

    session_id: str
    title: str
    course_title: str
    scheduled_at: datetime
    duration_minutes: int
    status: SessionStatus
    waits: bool
    name: str | None


class LinkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A link as one who has its secret finds it."""

    id: str
    session_id: str
    waits: bool
    max_uses: int
    uses: int
    expires_at: datetime
    revoked_at: datetime | None


class GuestRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A guest with what their link says now. `entered_at`: when they first were in the room."""

    id: str
    name: str
    link_id: str
    waits: bool
    entered_at: datetime | None
    ended_at: datetime | None
    revoked_at: datetime | None


class Invited(NamedTuple):
    """What a secret opens."""

    link: LinkRecord
    session: Session


class GuestLinkRevoked(msgspec.Struct, frozen=True):
    """A link is worth nothing any more, and nor is what its guests hold."""

    link_id: str
    session_id: str


class GuestPass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a guest shows who fetches something."""

    token: Annotated[str, Meta(min_length=1, max_length=4096, description="The guest's participant token")]
