"""WHIP and WHEP (RFC 9725, draft-ietf-wish-whep): media of programs that speak no protocol but HTTP.

A resource is a transport that an offer made: a publisher's is a source of its person's beside whatever their socket
sends, a viewer's shows what is in the room. It rests on the login and the enrolment of who made it and ends with them,
with the session, with its transport, or when it is deleted.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from eduforum.auth.schemas import LoginEnded, Principal
from eduforum.auth.service import AuthService
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.config import Config
from eduforum.courses.schemas import EnrollmentEnded, Session, SessionEnded
from eduforum.db import Database
from eduforum.errors import (
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    Outdated,
    RateLimited,
    Unauthenticated,
    Unavailable,
    Unconditional,
)
from eduforum.events import EventBus
from eduforum.ids import new_id
from eduforum.media import access
from eduforum.media.live import LiveRoom, source_name
from eduforum.media.schemas import IceServer, ParticipantClaims, Person
from eduforum.media.sdp import parse_offer
from eduforum.media.sdpfrag import parse_fragment, write_fragment
from eduforum.media.service import RoomService
from eduforum.media.slots import EngineEvent, TransportChanged
from eduforum.telemetry import Metrics

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine

Kind = Literal["whip", "whep"]

TICK_SECONDS = 1.0

# A viewer's place comes free when somebody leaves: worth another try after so long, in seconds.
_RETRY_VIEWER = 30

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Resource:
    """A transport, and what it rests on. `deadline`, by the monotonic clock, is when it ends unless its transport is
    up by then. While it is being made it has no room."""

    id: str
    kind: Kind
    session_id: str
    user_id: str
    login_id: str
    deadline: float | None
    course_id: str = ""
    room: LiveRoom | None = None
    etag: str = ""
    ufrag: str = ""
    answer: str = ""
    refused: Exception | None = None


class Created(NamedTuple):
    """A new resource: its id and entity tag, the answer to its offer, and by what relays media may go."""

    id: str
    etag: str
    answer: str
    ice_servers: list[IceServer]


class Restarted(NamedTuple):
    """ICE begins anew: the fragment with our new credentials, and the entity tag of the new ICE session."""

    fragment: str
    etag: str


class WhipService:
    def __init__(
        self,
        config: Config,
        db: Database,
        events: EventBus,
        clock: Clock,
        *,
        auth: AuthService,
        rooms: RoomService,
        engine: "MediaEngine",
        limiter: RateLimiter,
    ) -> None:
        self._limits = config.room
        self._offers_per_minute = config.limits.offers_per_minute
        self._patience = float(config.media.ice_timeout)
        self._db = db
        self._clock = clock
        self._auth = auth
        self._rooms = rooms
        self._engine = engine
        self._limiter = limiter
        self._resources: dict[str, _Resource] = {}
        self._task: asyncio.Task[None] | None = None
        engine.listen(self._hear)
        rooms.listen(self._sent_out)
        events.subscribe(LoginEnded, self._login_ended)
        events.subscribe(EnrollmentEnded, self._enrollment_ended)
        events.subscribe(SessionEnded, self._session_ended)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._watch_transports(), name="whip transports")

    async def stop(self) -> None:
        """The rooms and their transports end by themselves."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def publications(self, session_id: str, user_id: str) -> list[str]:
        """The transports by which a person publishes beside their sockets."""
        wanted = ("whip", session_id, user_id)
        return [r.id for r in self._resources.values() if (r.kind, r.session_id, r.user_id) == wanted]

    def expose(self, metrics: Metrics) -> None:
        metrics.observed("whip_publishers", "Sources published over WHIP.", lambda: self._count("whip"))
        metrics.observed("whep_viewers", "Viewers over WHEP.", lambda: self._count("whep"))

    async def publish(
        self, principal: Principal, claims: Mapping[str, Any] | None, session_id: str, offer: str, label: str
    ) -> Created:
        """A source of the person's own, named `label` for readers.

        Raises Invalid `bad_offer`, Forbidden `observers_do_not_send`, Conflict `no_seat`, `room_full` or
        `too_many_publications`, RateLimited, and what `access` raises about the session.
        """

        async def enter(resource: _Resource, room: LiveRoom, person: Person) -> str:
            return await room.add_publisher(person, resource.id, offer, label=label)

        return await self._make("whip", principal, claims, session_id, offer, enter)

    async def watch(
        self,
        principal: Principal,
        claims: Mapping[str, Any] | None,
        session_id: str,
        offer: str,
        *,
        publisher: str | None,
        source: str | None,
    ) -> Created:
        """A viewer: one place for each section that receives, filled with what other people send, first come; with
        `publisher` and `source` only theirs.

        Raises Invalid `bad_offer`, Forbidden `exam_mode` for who sits an exam, Conflict `too_many_views`, Unavailable
        `too_many_viewers`, RateLimited, and what `access` raises about the session.
        """

        async def enter(resource: _Resource, room: LiveRoom, person: Person) -> str:
            room.exams.require_out(person.id)
            return await room.add_viewer(person, resource.id, offer, publisher=publisher, source=source)

        return await self._make("whep", principal, claims, session_id, offer, enter)

    def patch(
        self,
        principal: Principal,
        claims: Mapping[str, Any] | None,
        session_id: str,
        kind: Kind,
        resource_id: str,
        text: str,
        if_match: str | None,
    ) -> Restarted | None:
        """Trickled candidates are taken note of: None. Other credentials than the ICE session's begin the next one.

        Raises Unconditional without If-Match, Outdated where it names another ICE session, Invalid `bad_fragment`,
        NotFound, Forbidden.
        """
        _require_session(claims, session_id)
        resource = self._owned(principal, session_id, kind, resource_id)
        if if_match is None:
            raise Unconditional("If-Match names the ICE session that is meant.")
        fragment = parse_fragment(text)
        if if_match.strip() != "*" and resource.etag not in [tag.strip() for tag in if_match.split(",")]:
            raise Outdated("If-Match names an ICE session that is over.")
        if fragment.ufrag in ("", resource.ufrag):
            return None
        ufrag, pwd = self._engine.restart_ice(resource.session_id, resource.id, fragment.ufrag, fragment.pwd)
        resource.ufrag = fragment.ufrag
        resource.etag = _entity_tag()
        return Restarted(write_fragment(resource.answer, ufrag, pwd), resource.etag)

    async def delete(
        self, principal: Principal, claims: Mapping[str, Any] | None, session_id: str, kind: Kind, resource_id: str
    ) -> None:
        """End one's own resource, or as a host anybody's source, which goes also by the names that the room shows.

        Raises NotFound, Forbidden, and what `access` raises about the session of somebody else's source.
        """
        _require_session(claims, session_id)
        resource = self._found(session_id, kind, resource_id)
        if resource.user_id != principal.user_id:
            if kind != "whip":
                raise Forbidden("The viewer is somebody else's.")
            person, _ = await self._admit(principal, claims, session_id)
            access.may_end_others(principal, person)
        self._end(resource)

    async def _make(
        self,
        kind: Kind,
        principal: Principal,
        claims: Mapping[str, Any] | None,
        session_id: str,
        offer: str,
        enter: Callable[[_Resource, LiveRoom, Person], Awaitable[str]],
    ) -> Created:
        if self._offers_per_minute:
            wait = await self._limiter.hit(f"offer:{principal.user_id}", self._offers_per_minute, 60)
            if wait > 0:
                raise RateLimited("Too many offers; wait a little.", retry_after=wait)
        deadline = self._clock.monotonic() + self._patience
        resource = _Resource(new_id(self._clock), kind, session_id, principal.user_id, principal.login_id, deadline)
        # From here on it hears of what ends it, also while it is being made.
        self._resources[resource.id] = resource
        try:
            person, session = await self._admit(principal, claims, session_id)
            resource.course_id = session.course_id
            if kind == "whip":
                access.may_publish(person)
            resource.ufrag = parse_offer(offer).ufrag
            if kind == "whep":
                self._check_viewers(resource)
            room = await self._rooms.open(session)
            if resource.refused is not None:
                raise resource.refused
            resource.room = room
            resource.answer = await enter(resource, room, person)
            if resource.refused is not None:
                raise resource.refused
        except BaseException:
            self._end(resource)
            raise
        resource.etag = _entity_tag()
        return Created(resource.id, resource.etag, resource.answer, self._engine.ice_servers(principal.user_id))

    def _check_viewers(self, viewer: _Resource) -> None:
        """Counts those that came before, made or still being made: of a herd the first find their places."""
        earlier = takewhile(lambda other: other is not viewer, self._resources.values())
        there = [other for other in earlier if (other.kind, other.session_id) == ("whep", viewer.session_id)]
        if 0 < self._limits.max_views <= sum(other.user_id == viewer.user_id for other in there):
            raise Conflict("You watch too often at once.", code="too_many_views")
        if 0 < self._limits.max_viewers <= len(there):
            raise Unavailable("The room has all its viewers.", code="too_many_viewers", retry_after=_RETRY_VIEWER)

    async def _admit(
        self, principal: Principal, claims: Mapping[str, Any] | None, session_id: str
    ) -> tuple[Person, Session]:
        token = _require_session(claims, session_id)
        async with self._db.connection() as conn:
            if token is None:
                entry = await self._rooms.entry_inside(conn, principal, session_id, in_exams=True)
                return Person(principal.user_id, principal.name, entry.role), entry.session
            person, session = await access.entry_for_token(conn, self._auth, token)
            await self._rooms.require_inside(conn, person, session_id)
            return person, session

    def _owned(self, principal: Principal, session_id: str, kind: Kind, resource_id: str) -> _Resource:
        resource = self._found(session_id, kind, resource_id)
        if resource.user_id != principal.user_id:
            raise Forbidden("The resource is somebody else's.")
        return resource

    def _found(self, session_id: str, kind: Kind, name: str) -> _Resource:
        # Its picture has the source's name, its sound that with an ending.
        source = name.removesuffix("-audio")
        for resource in self._resources.values():
            if (
                (name == resource.id or source == source_name(resource.id))
                and resource.etag
                and (resource.session_id, resource.kind) == (session_id, kind)
            ):
                return resource
        raise NotFound("There is no such resource.")

    def _count(self, kind: Kind) -> int:
        return Counter(resource.kind for resource in self._resources.values())[kind]

    def _end(self, resource: _Resource) -> None:
        # Also where it ended before: its transport may have been made since.
        self._resources.pop(resource.id, None)
        if resource.room is not None:
            resource.room.remove(resource.id)

    def _refuse(self, error: Exception, concerns: Callable[[_Resource], bool]) -> None:
        for resource in [resource for resource in self._resources.values() if concerns(resource)]:
            resource.refused = error
            self._end(resource)

    async def _login_ended(self, event: LoginEnded) -> None:
        error = Unauthenticated("The sign-in has ended.", code="token_revoked")
        self._refuse(error, lambda resource: resource.login_id == event.login_id)

    async def _enrollment_ended(self, event: EnrollmentEnded) -> None:
        error = Forbidden("You are not in this course any more.", code="removed")
        # One that is being made does not know its course yet; it may be another, and then the client asks again.
        self._refuse(error, lambda r: r.user_id == event.user_id and r.course_id in ("", event.course_id))

    def _sent_out(self, session_id: str, participant_id: str) -> None:
        error = Forbidden("A host has sent you out.", code="removed")
        self._refuse(error, lambda r: (r.session_id, r.user_id) == (session_id, participant_id))

    async def _session_ended(self, event: SessionEnded) -> None:
        error = Gone("The session has ended.", code="session_ended")
        self._refuse(error, lambda resource: resource.session_id == event.session_id)

    def _hear(self, room_id: str, event: EngineEvent) -> None:
        if not isinstance(event, TransportChanged):
            return
        resource = self._resources.get(event.connection_id)
        if resource is None:
            return
        if event.state == "failed":
            self._end(resource)
        else:
            connected = event.state == "connected"
            resource.deadline = None if connected else self._clock.monotonic() + self._patience

    def _end_views_of_examinees(self) -> None:
        """Who begins an exam sees the room no more by any window."""
        error = Forbidden("This is off until your exam is handed in.", code="exam_mode")
        self._refuse(error, lambda r: r.kind == "whep" and r.room is not None and r.user_id in r.room.exams.sitting)

    async def _watch_transports(self) -> None:
        while True:
            await self._clock.sleep(TICK_SECONDS)
            try:
                self._end_views_of_examinees()
                self._end_the_silent()
            except Exception:
                _log.exception("The transports of programs could not be looked after.")

    def _end_the_silent(self) -> None:
        now = self._clock.monotonic()
        for resource in list(self._resources.values()):
            if resource.deadline is not None and resource.deadline <= now and resource.etag:
                _log.info("a transport was given up", extra={"resource_id": resource.id, "kind": resource.kind})
                self._end(resource)


def _require_session(claims: Mapping[str, Any] | None, session_id: str) -> ParticipantClaims | None:
    """The participant token of a call, where it came with one: it is for its own session alone."""
    if claims is None:
        return None
    token = msgspec.convert(claims, ParticipantClaims)
    if token.session_id != session_id:
        raise Forbidden("The token is for another session.", code="other_session")
    return token


def _entity_tag() -> str:
    return f'"{secrets.token_hex(8)}"'
