"""Live rooms: who gets in, what they ask, and what ends their stay."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import Facts, Subject
from eduforum.auth.keys import KeyRing
from eduforum.auth.schemas import LoginEnded, Principal
from eduforum.auth.service import AuthService
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter, RoomPlacement
from eduforum.config import Config
from eduforum.courses import access as courses
from eduforum.courses.schemas import EnrollmentEnded, Session, SessionEnded, SessionEntry
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError, Forbidden, Gone, RateLimited, Unauthenticated, Unavailable
from eduforum.events import EventBus
from eduforum.ids import new_id
from eduforum.media import access, store
from eduforum.media.audience import Keys, hears
from eduforum.media.controls.state import Door
from eduforum.media.controls.store import load as load_controls
from eduforum.media.exam_gate import ExamGate
from eduforum.media.exams import Exams
from eduforum.media.guests.schemas import GuestLinkRevoked, GuestRecord
from eduforum.media.journal import Journal
from eduforum.media.live import Attendance, LiveRoom, Peer
from eduforum.media.requests import RoomRequests
from eduforum.media.room import Room
from eduforum.media.schemas import (
    ANSWERS,
    Done,
    IceServer,
    Joined,
    Person,
    RoomSession,
    TokenRenewed,
)
from eduforum.media.tokens import ParticipantTokens
from eduforum.media.tools import Caller, Handler, RoomTool
from eduforum.web.protocol import CloseCode, Request, RequestDecoder, RoomJoin, RoomLeave, TokenRenew

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine

# More missing events than this are no catching up: a fresh snapshot is shorter.
MAX_MISSED = 500

TICK_SECONDS = 1.0
CLEANUP_SECONDS = 24 * 60 * 60.0

_log = logging.getLogger(__name__)


class Admission(NamedTuple):
    """What somebody needs to enter a room over WebSocket."""

    token: str
    expires_in: int
    ice_servers: list[IceServer]


class Entered(NamedTuple):
    attendance: Attendance
    answer: Joined


class Dismissed(Exception):
    """The socket has no business here any more: `error` is told, then it is closed with `code`."""

    def __init__(self, code: CloseCode, error: EduForumError) -> None:
        super().__init__(error.message)
        self.code = code
        self.error = error


class _View(NamedTuple):
    """A consistent reading of the room's durable state for the holder of `keys`: as of `seq`, as events after a cursor
    or as snapshots; for who `sits` an exam, of what is open in exams."""

    seq: int
    keys: Keys
    sits: bool
    events: list[bytes]
    tools: dict[str, msgspec.Struct] | None


class RoomService:
    def __init__(
        self,
        config: Config,
        db: Database,
        events: EventBus,
        clock: Clock,
        *,
        auth: AuthService,
        keys: KeyRing,
        placement: RoomPlacement,
        engine: "MediaEngine",
        limiter: RateLimiter,
        tools: Sequence[RoomTool],
    ) -> None:
        self._limits = config.room
        self._entries_per_minute = config.limits.entries_per_minute
        self._db = db
        self._clock = clock
        self._auth = auth
        self._tokens = ParticipantTokens(keys, db)
        self._placement = placement
        self._engine = engine
        self._limiter = limiter
        self._tools = tools
        self._exam_gate = ExamGate(tools)
        self._journal = Journal(db, clock)
        self._rooms: dict[str, LiveRoom] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._attending: set[Attendance] = set()
        self._waiters: dict[Peer, LiveRoom] = {}
        self._hear_sent_out: list[Callable[[str, str], None]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._handlers: dict[type[Request], Handler] = dict(RoomRequests(self._rooms).handlers())
        for tool in tools:
            self._handlers.update(tool.handlers())
        self.decoder = RequestDecoder([*ANSWERS, *(request for tool in tools for request in tool.requests)])
        events.subscribe(LoginEnded, self._login_ended)
        events.subscribe(EnrollmentEnded, self._enrollment_ended)
        events.subscribe(GuestLinkRevoked, self._guest_link_revoked)
        events.subscribe(SessionEnded, self._session_ended)

    async def start(self) -> None:
        await self._journal.start()
        for tool in self._tools:
            await tool.start()
        self._tasks = [
            asyncio.create_task(self._every(TICK_SECONDS, self._tick), name="room tick"),
            asyncio.create_task(self._every(TICK_SECONDS, self._tick_tools), name="room tools' tick"),
            asyncio.create_task(self._every(CLEANUP_SECONDS, self._journal.forget_ended), name="room cleanup"),
        ]

    async def stop(self) -> None:
        """Writes what was accepted. Sockets are closed before, by the server."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for tool in self._tools:
            try:
                await tool.stop()
            except Exception:
                _log.exception("a tool could not finish what was under way", extra={"tool": tool.name})
        await self._journal.stop()

    @property
    def rooms(self) -> int:
        return len(self._rooms)

    def live_rooms(self) -> Iterable[LiveRoom]:
        """The rooms that are open here."""
        return self._rooms.values()

    def listen(self, sent_out: Callable[[str, str], None]) -> None:
        """`sent_out` is told the session and the person whenever a host sends somebody out."""
        self._hear_sent_out.append(sent_out)

    def _sent_out(self, session_id: str, participant_id: str) -> None:
        for hear in self._hear_sent_out:
            hear(session_id, participant_id)

    async def admit(self, principal: Principal, session_id: str) -> Admission:
        """A participant token for somebody who may enter. Raises what `access.entry_for_person` does."""
        async with self._db.connection() as conn:
            entry = await access.entry_for_person(conn, principal, session_id)
            if entry.role == "admin":
                course: Facts = {"course_id": entry.course.id}
                subject = Subject("session", session_id)
                await append(conn, self._clock, "session.entered", by=principal, of=subject, details=course)
        claims = {"login_id": principal.login_id, "enrollment_id": entry.enrollment_id, "link_id": None}
        return self._admission(Person(principal.user_id, principal.name, entry.role), entry.session, claims)

    def admit_guest(self, guest: GuestRecord, session: Session) -> Admission:
        """The same for a guest, whom the caller has found entitled to this session."""
        claims = {"login_id": None, "enrollment_id": None, "link_id": guest.link_id}
        return self._admission(Person(guest.id, guest.name, "guest", guest.waits), session, claims)

    def _admission(self, person: Person, session: Session, origin: Mapping[str, str | None]) -> Admission:
        token = self._tokens.sign(person, session, origin)
        return Admission(token, self._tokens.seconds, self._engine.ice_servers(person.id))

    async def guest_inside(self, token: str) -> tuple[Person, Session]:
        """Whom a guest's participant token stands for, once they have been let in. Raises `Unauthenticated`, and what
        `access.guest_inside` does."""
        claims = await self._tokens.read(token)
        async with self._db.connection() as conn:
            return await access.guest_inside(conn, claims, self._rooms.get(claims.session_id))

    async def entry_inside(
        self, conn: Connection, principal: Principal, session_id: str, *, in_exams: bool = False
    ) -> SessionEntry:
        """What `access.entry_inside` lets somebody of the course send to. Raises also `Forbidden` `exam_mode` for who
        sits an exam there, but for what is open `in_exams`."""
        entry = await access.entry_inside(conn, principal, session_id, self._rooms.get(session_id))
        if not in_exams:
            await self._require_out(conn, principal, entry)
        return entry

    async def require_inside(self, conn: Connection, person: Person, session_id: str) -> None:
        """Raises what `access.require_inside` does."""
        await access.require_inside(conn, session_id, person, self._rooms.get(session_id))

    async def session_for_reading(
        self, conn: Connection, principal: Principal, session_id: str, *, in_exams: bool = False
    ) -> SessionEntry:
        """What `access.session_for_reading` lets somebody of the course read. Raises also `Forbidden` `exam_mode` for
        who sits an exam there, but for what is open `in_exams`."""
        entry = await access.session_for_reading(conn, principal, session_id, self._rooms.get(session_id))
        if not in_exams:
            await self._require_out(conn, principal, entry)
        return entry

    async def _require_out(self, conn: Connection, principal: Principal, entry: SessionEntry) -> None:
        if entry.session.status != "live":
            return
        live = self._rooms.get(entry.session.id)
        if live is not None:
            live.exams.require_out(principal.user_id)
            return
        # Nobody is in the room yet, as after a restart.
        exams = Exams()
        for tool in self._tools:
            exams.sitting |= await tool.sitting(conn, entry.session.id)
        exams.require_out(principal.user_id)

    async def join(self, peer: Peer, request: RoomJoin, before: Attendance | None = None) -> Entered:
        """Lets a socket in. From the return on it is told what happens; `before` is what it attended so far.

        Raises `Dismissed` where the token or what it rests on is no good, `Conflict` where the device must say more or
        the room is full; the socket may then ask again.
        """
        attendance = await self._present(peer, request.token)
        # An entry costs what is missing or a snapshot, and comes to the others.
        entries = self._entries_per_minute
        if entries and await self._limiter.hit(f"enter:{attendance.claims.sub}", entries, 60) > 0:
            raise Dismissed(CloseCode.RATE, RateLimited("You come in too often; wait a little."))
        self._attending.add(attendance)
        self.gone(peer)
        try:
            person, session, live, view = await self._look(attendance, request)
            # Somebody may be moved to another group while their view is read, or begin an exam: what they hear is then
            # another.
            while (view.keys, view.sits) != (live.keys(person), live.exams.sits(person.id)):
                person, session, live, view = await self._look(attendance, request)
            if attendance.refused is CloseCode.ENDED:
                await self._close(live.id)
            if attendance.refused is not None:
                raise _dismissal(attendance.refused)
            if self._door(live, person) == "wait":
                self._waiters[peer] = live
                live.wait(attendance, person, self._clock.now())
                raise Forbidden("A host lets you in.", code="waiting")
            # No pause from here on: state, events and what follows them fit together without a gap.
            later = live.later(view.seq, view.keys, person)
            if later is None:
                raise Unavailable("Too much is going on; join again.")
            muted = request.muted
            if not live.controls.settings.may_unmute and not live.controls.is_staff(person):
                muted = msgspec.structs.replace(muted, audio=True)
            entry = live.room.enter(person, request.client, request.device, muted)
            attendance.seq = max(view.seq, live.log.seq)
            live.controls.came_in(person)
            live.attach(attendance, entry)
        except BaseException:
            self._attending.discard(attendance)
            raise
        if before is not None:
            self._dismiss(before)
        joined = Joined(
            participant_id=person.id,
            connection_id=entry.connection_id,
            companion=entry.companion,
            resumed=view.tools is None,
            session=session,
            participants=live.room.participants(),
            media_alive=self._engine.is_alive(live.id, entry.connection_id),
            ice_servers=self._engine.ice_servers(person.id),
            token_expires_at=attendance.expires_at,
            now=self._clock.now(),
            cursor=live.log.cursors.write(attendance.seq),
            events=tuple(msgspec.Raw(frame) for frame in (*view.events, *later)),
            tools=view.tools or {},
            states=tuple(live.states(person)),
        )
        return Entered(attendance, joined)

    async def handle(self, attendance: Attendance, request: Request) -> msgspec.Struct | msgspec.Raw:
        """Does what somebody inside asks. Raises `EduForumError`, and `Dismissed`."""
        room = attendance.room
        if attendance.refused is not None or room is None:
            raise _dismissal(attendance.refused or CloseCode.MOVED)
        if isinstance(request, RoomLeave):
            self._dismiss(attendance)
            return Done()
        if isinstance(request, TokenRenew):
            return await self._renew(attendance)
        return await self._act(room, _caller(room, attendance), request)

    async def command(self, principal: Principal, session_id: str, request: Request) -> msgspec.Struct | msgspec.Raw:
        """Does what somebody asks of a live session over HTTP, who need not be in its room.

        Raises what `access.entry_for_person` does, and what the request's handler does.
        """
        while True:
            async with self._db.connection() as conn:
                entry = await access.entry_for_person(conn, principal, session_id)
            live = self._rooms.get(session_id)
            if live is not None:
                person = Person(principal.user_id, principal.name, entry.role)
                live.require_entry(person)
                return await self._act(live, Caller(person), request)
            # The end may come while it is opened: look again.
            await self.open(entry.session)

    async def _act(self, room: LiveRoom, caller: Caller, request: Request) -> msgspec.Struct | msgspec.Raw:
        try:
            if not self._exam_gate.answers(request):
                room.exams.require_out(caller.person.id)
            return await self._handlers[type(request)](room, caller, request)
        except EduForumError:
            # Whatever stands against it now: what has acted once has its answer.
            if request.durable and (answer := await self._answer_of(room, caller, request)) is not None:
                return msgspec.Raw(answer)
            raise

    def _door(self, live: LiveRoom, person: Person) -> Door:
        try:
            return live.controls.door(person, inside=live.room.participant(person.id) is not None)
        except Forbidden as error:
            if error.code == "banned":
                raise Dismissed(CloseCode.REMOVED, error) from None
            raise

    def waits(self, peer: Peer) -> bool:
        """Whether a socket is at the door of a room."""
        return peer in self._waiters

    def gone(self, peer: Peer) -> None:
        """A socket is at no door any more."""
        live = self._waiters.pop(peer, None)
        if live is not None:
            live.stop_waiting(peer)

    def lost(self, attendance: Attendance) -> None:
        """The socket is gone: the person may come back."""
        self._attending.discard(attendance)
        if attendance.room is not None:
            attendance.room.detach(attendance, for_good=False)

    async def _present(self, peer: Peer, token: str) -> Attendance:
        try:
            claims = await self._tokens.read(token)
        except Unauthenticated as error:
            raise Dismissed(CloseCode.TOKEN, error) from None
        return Attendance(peer, claims, datetime.fromtimestamp(claims.exp, UTC))

    async def _look(self, attendance: Attendance, request: RoomJoin) -> tuple[Person, RoomSession, LiveRoom, _View]:
        session_id = attendance.claims.session_id
        live = self._rooms.get(session_id)
        if live is None:
            async with self._db.connection() as conn:
                _, session = await self._decide(conn, attendance)
            try:
                live = await self.open(session)
            except Gone as error:
                raise Dismissed(CloseCode.ENDED, error) from None
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            person, session = await self._decide(conn, attendance)
            return person, _session(session), live, await self._view(conn, live, request.cursor, person)

    async def _decide(self, conn: Connection, attendance: Attendance) -> tuple[Person, Session]:
        try:
            return await access.entry_for_token(conn, self._auth, attendance.claims)
        except Unauthenticated as error:
            raise Dismissed(CloseCode.TOKEN, error) from None
        except Forbidden as error:
            raise Dismissed(CloseCode.REMOVED, error) from None
        except Gone as error:
            # The end may have come while the room was being opened, or unheard: what has ended has no room.
            await self._close(attendance.claims.session_id)
            raise Dismissed(CloseCode.ENDED, error) from None

    async def _view(self, conn: Connection, live: LiveRoom, cursor: str | None, reader: Person) -> _View:
        seq, held = await store.room_seq(conn, live.id), live.keys(reader)
        sits = live.exams.sits(reader.id)
        seen = None if cursor is None else live.log.cursors.read(cursor)
        if seen is not None and 0 <= seq - seen <= MAX_MISSED and not live.exams.has_missed(reader.id, seen):
            missed = await store.events(conn, live.id, seen, seq)
            if len(missed) == seq - seen:
                frames = [event.frame.encode() for event in missed if hears(held, event.audience)]
                return _View(seq, held, sits, frames, None)
        tools: dict[str, msgspec.Struct] = {}
        for tool in self._tools:
            snapshot = await tool.snapshot(conn, live, reader) if tool.in_exams or not sits else None
            if snapshot is not None:
                tools[tool.name] = snapshot
        return _View(seq, held, sits, [], tools)

    async def open(self, session: Session) -> LiveRoom:
        """The room of a live session, opened where nobody is in it yet. Whoever hears of the session's end meanwhile
        must not enter it.

        Raises `Gone` `session_ended` where it has come before the room was there to be closed.
        """
        session_id = session.id
        async with self._opening.setdefault(session_id, asyncio.Lock()):
            live = self._rooms.get(session_id)
            if live is not None:
                return live
            placement = await self._placement.claim(session_id)
            log = await self._journal.open(session_id, placement.epoch)
            async with self._db.connection() as conn:
                hosts = await courses.course_hosts(conn, session.course_id)
                controls = await load_controls(conn, session_id)
            room = Room(
                max_senders=self._limits.max_senders,
                max_participants=self._limits.max_participants,
                max_publications=self._limits.max_publications,
                hosts=hosts,
                clock=self._clock,
                new_id=lambda: new_id(self._clock),
            )
            for co_host in controls.co_hosts():
                room.set_co_host(co_host, True)
            live = LiveRoom(
                session_id,
                room,
                log,
                self._journal,
                self._engine,
                self._tools,
                self._exam_gate,
                controls,
                self._act,
                self._sent_out,
            )
            self._engine.open_room(session_id)
            try:
                async with self._db.connection() as conn:
                    for tool in self._tools:
                        await tool.opened(conn, live)
            except BaseException:
                self._engine.close_room(session_id)
                raise
            self._rooms[session_id] = live
            # From here on an end that is heard of closes it; one that was heard before is in the database by now.
            async with self._db.connection() as conn:
                ended = (await courses.session_of_room(conn, session_id)).status == "ended"
            if ended:
                await self._close(session_id)
        self._opening.pop(session_id, None)
        if ended:
            raise Gone("The session has ended.", code="session_ended")
        return live

    async def _renew(self, attendance: Attendance) -> TokenRenewed:
        async with self._db.connection() as conn:
            person, session = await self._decide(conn, attendance)
        claims = attendance.claims
        origin = {name: getattr(claims, name) for name in ("login_id", "enrollment_id", "link_id")}
        token = self._tokens.sign(person, session, origin)
        attendance.expires_at = datetime.fromtimestamp((await self._tokens.read(token)).exp, UTC)
        return TokenRenewed(token=token, expires_at=attendance.expires_at)

    async def _answer_of(self, room: LiveRoom, caller: Caller, request: Request) -> bytes | None:
        try:
            return await self._journal.answer_of(room.log, caller.person.id, request.id)
        except EduForumError:
            return None

    async def _login_ended(self, event: LoginEnded) -> None:
        self._refuse(CloseCode.TOKEN, lambda attendance: attendance.claims.login_id == event.login_id)

    async def _enrollment_ended(self, event: EnrollmentEnded) -> None:
        self._refuse(
            CloseCode.REMOVED,
            lambda attendance: (attendance.claims.sub, attendance.claims.course_id) == (event.user_id, event.course_id),
        )

    async def _guest_link_revoked(self, event: GuestLinkRevoked) -> None:
        self._refuse(CloseCode.REMOVED, lambda attendance: attendance.claims.link_id == event.link_id)

    async def _session_ended(self, event: SessionEnded) -> None:
        for attendance in list(self._attending):
            if attendance.claims.session_id == event.session_id:
                attendance.refused = CloseCode.ENDED
                self._attending.discard(attendance)
        await self._close(event.session_id)

    async def _close(self, session_id: str) -> None:
        live = self._rooms.pop(session_id, None)
        if live is not None:
            live.end()
            self._engine.close_room(live.id)
            await self._placement.release(live.id, live.log.epoch)

    def _refuse(self, code: CloseCode, concerns: Callable[[Attendance], bool]) -> None:
        for attendance in list(self._attending):
            if concerns(attendance):
                attendance.refused = code
                if attendance.room is not None:
                    self._dismiss(attendance)
                    attendance.peer.close(code)
        for live in list(self._rooms.values()):
            live.release(concerns, code)

    def _dismiss(self, attendance: Attendance) -> None:
        """The connection is over for good, and its media with it."""
        self._attending.discard(attendance)
        if attendance.room is not None:
            attendance.room.detach(attendance, for_good=True)

    async def _tick(self) -> None:
        now = self._clock.now()
        self._refuse(CloseCode.TOKEN, lambda attendance: attendance.expires_at <= now)
        async for live in self._in_turn():
            live.apply(live.room.tick())

    async def _tick_tools(self) -> None:
        # Apart from the room's own, which must not wait for a database.
        async with asyncio.TaskGroup() as ticks:
            async for live in self._in_turn():
                ticks.create_task(live.tick())

    async def _in_turn(self) -> AsyncIterator[LiveRoom]:
        """Each room in a turn of the loop of its own: a hundred at once would hold up everybody's messages."""
        for session_id, live in list(self._rooms.items()):
            await asyncio.sleep(0)
            if self._rooms.get(session_id) is live:
                yield live

    async def _every(self, seconds: float, act: Callable[[], Any]) -> None:
        while True:
            try:
                await act()
            except Exception:
                _log.exception("a regular task of the rooms failed")
            await self._clock.sleep(seconds)


def _session(session: Session) -> RoomSession:
    assert session.started_at is not None
    return RoomSession(
        id=session.id,
        course_id=session.course_id,
        course_title=session.course_title,
        title=session.title,
        started_at=session.started_at,
    )


def _caller(room: LiveRoom, attendance: Attendance) -> Caller:
    participant = room.room.holder(attendance.connection_id)
    assert participant is not None
    companion = any(c.companion for c in participant.connections if c.id == attendance.connection_id)
    person = Person(participant.id, participant.name, participant.role)
    return Caller(person, attendance.connection_id, companion)


_DISMISSALS: Mapping[CloseCode, EduForumError] = {
    CloseCode.TOKEN: Unauthenticated("The sign-in has ended.", code="token_revoked"),
    CloseCode.REMOVED: Forbidden("You are not in this course any more.", code="removed"),
    CloseCode.ENDED: Gone("The session has ended.", code="session_ended"),
    CloseCode.MOVED: Gone("You have moved to another device.", code="moved"),
}


def _dismissal(code: CloseCode) -> Dismissed:
    return Dismissed(code, _DISMISSALS[code])
