"""Who is in a room, by which devices, and who may send: commands in, state and events out. Sans-I/O.

A participant is one person with 0–n connections. Hand, seat and mute belong to the person; a device is only a way in.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from eduforum.clock import Clock
from eduforum.courses.schemas import CourseRole
from eduforum.errors import Conflict, NotFound
from eduforum.media.schemas import (
    Kind,
    Participant,
    ParticipantChanged,
    ParticipantJoined,
    ParticipantLeft,
    Person,
    RoomConnection,
)
from eduforum.web.protocol import Client, Device, Muted

# How long the place of a connection that broke is held, in seconds.
GRACE = 30.0

# A person's devices at once; nobody needs more, and each costs the room a receiver.
MAX_CONNECTIONS = 4

HOSTS: frozenset[CourseRole] = frozenset({"professor", "co_professor"})


class Moved(NamedTuple):
    """The connection gave its place to another device: close its socket, and its media."""

    connection_id: str


class Closed(NamedTuple):
    """The connection is gone for good: close its media."""

    connection_id: str


class SendingChanged(NamedTuple):
    """The connection's person got or lost the seat to send from."""

    connection_id: str
    allowed: bool


class MuteChanged(NamedTuple):
    """The forwarder has to stop or start passing on this person's microphone or camera."""

    participant_id: str
    kind: Kind
    muted: bool


Effect: TypeAlias = (
    ParticipantJoined | ParticipantChanged | ParticipantLeft | Moved | Closed | SendingChanged | MuteChanged
)


class Entry(NamedTuple):
    """How somebody came in. `returned`: the instance had a place and took it again."""

    participant: Participant
    connection_id: str
    companion: bool
    returned: bool
    effects: list[Effect]


@dataclass(slots=True)
class _Connection:
    id: str
    instance: str
    kind: Literal["desktop", "phone", "program"]
    companion: bool
    lost_at: float | None = None


@dataclass(slots=True)
class _Participant:
    id: str
    name: str
    role: CourseRole
    joined_at: datetime
    muted: Muted
    sending: bool = False
    connections: dict[str, _Connection] = field(default_factory=dict)
    view: Participant | None = None

    def present(self) -> bool:
        return any(connection.lost_at is None for connection in self.connections.values())

    def public(self) -> Participant:
        if self.view is None:
            self.view = Participant(
                id=self.id,
                name=self.name,
                role=self.role,
                state="present" if self.present() else "reconnecting",
                sending=self.sending,
                muted=self.muted,
                connections=tuple(
                    RoomConnection(id=connection.id, kind=connection.kind, companion=connection.companion)
                    for connection in self.connections.values()
                ),
                joined_at=self.joined_at,
            )
        return self.view


class Room:
    """The people of one live session.

    `hosts` are the ids of the course's professor and co-professors: a seat is kept for each. Commands return the
    effects that follow, in order; they raise `EduForumError` and change nothing where they cannot be done.
    """

    def __init__(
        self,
        *,
        max_senders: int,
        max_participants: int,
        hosts: Collection[str],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._max_senders = max_senders
        self._max_participants = max_participants
        self._hosts = set(hosts)
        self._clock = clock
        self._new_id = new_id
        # In the order of arrival, which is the order in which seats are given.
        self._people: dict[str, _Participant] = {}
        self._owners: dict[str, _Participant] = {}

    def participants(self) -> tuple[Participant, ...]:
        """Everyone in the room in the order of arrival, also those who are reconnecting."""
        return tuple(person.public() for person in self._people.values())

    def participant(self, participant_id: str) -> Participant | None:
        person = self._people.get(participant_id)
        return None if person is None else person.public()

    def holder(self, connection_id: str) -> Participant | None:
        """Whose connection it is."""
        person = self._owners.get(connection_id)
        return None if person is None else person.public()

    def enter(self, who: Person, client: Client, device: Device, muted: Muted) -> Entry:
        """Somebody comes in, or comes back. `muted` counts only where the person was not in the room.

        Raises `Conflict` with `device_choice_needed` where the person is here by another device and `device` does not
        say what to do, `too_many_devices`, or `room_full`.
        """
        person = self._people.get(who.id)
        if person is None:
            return self._arrive(who, client, device == "second", muted)
        effects: list[Effect] = []
        known = next((c for c in person.connections.values() if c.instance == client.instance), None)
        companion = device == "second" or (device == "new" and known is not None and known.companion)
        others = [c for c in person.connections.values() if c is not known]
        if device == "move":
            giving_way = others
        elif companion:
            giving_way = []
        else:
            giving_way = [c for c in others if not c.companion]
            if known is None and any(c.lost_at is None for c in giving_way):
                raise Conflict("You are in this room on another device.", code="device_choice_needed")
        if known is None and len(others) - len(giving_way) >= MAX_CONNECTIONS:
            raise Conflict("You are in this room on too many devices.", code="too_many_devices")
        for connection in giving_way:
            self._remove(person, connection)
            effects.append(Moved(connection.id))
        if known is not None and known.companion != companion:
            # What the device sends and hears changes with its part, so its media starts anew.
            self._remove(person, known)
            effects.append(Closed(known.id))
            known = None
        before = person.sending
        person.name, person.role = who.name, who.role
        if who.role in HOSTS:
            self._hosts.add(who.id)
        connection = known if known is not None else self._connect(person, client, companion)
        connection.lost_at = None
        connection.kind = client.kind
        person.view = None
        effects += self._seat()
        if person.sending == before:
            effects.append(ParticipantChanged(participant=person.public()))
        return Entry(person.public(), connection.id, companion, known is not None, effects)

    def drop(self, connection_id: str) -> list[Effect]:
        """The connection's socket broke: its place is held for `GRACE` seconds."""
        person, connection = self._find(connection_id)
        connection.lost_at = self._clock.monotonic()
        person.view = None
        return [] if person.present() else [ParticipantChanged(participant=person.public())]

    def leave(self, connection_id: str) -> list[Effect]:
        """The connection goes for good; with the last one the person leaves."""
        person, connection = self._find(connection_id)
        self._remove(person, connection)
        if person.connections:
            return [Closed(connection_id), ParticipantChanged(participant=person.public())]
        del self._people[person.id]
        return [Closed(connection_id), ParticipantLeft(participant_id=person.id), *self._seat()]

    def set_muted(self, participant_id: str, kind: Kind, muted: bool) -> list[Effect]:
        """A person's microphone or camera is muted or not, whatever devices it is on."""
        person = self._people.get(participant_id)
        if person is None:
            raise NotFound("There is no such participant.")
        if getattr(person.muted, kind) == muted:
            return []
        person.muted = msgspec.structs.replace(person.muted, **{kind: muted})
        person.view = None
        return [MuteChanged(participant_id, kind, muted), ParticipantChanged(participant=person.public())]

    def tick(self) -> list[Effect]:
        """Lets go of the places whose time is over."""
        over = self._clock.monotonic() - GRACE
        lost = [
            connection.id
            for person in self._people.values()
            for connection in person.connections.values()
            if connection.lost_at is not None and connection.lost_at <= over
        ]
        return [effect for connection_id in lost for effect in self.leave(connection_id)]

    def _arrive(self, who: Person, client: Client, companion: bool, muted: Muted) -> Entry:
        if len(self._people) >= self._max_participants:
            raise Conflict("The room is full.", code="room_full")
        if who.role in HOSTS:
            self._hosts.add(who.id)
        person = _Participant(id=who.id, name=who.name, role=who.role, joined_at=self._clock.now(), muted=muted)
        self._people[who.id] = person
        connection = self._connect(person, client, companion)
        # Whoever gets a seat on arrival is announced with it.
        changes = [effect for effect in self._seat() if not _concerns(effect, person.id, connection.id)]
        effects: list[Effect] = [ParticipantJoined(participant=person.public()), *changes]
        return Entry(person.public(), connection.id, companion, False, effects)

    def _connect(self, person: _Participant, client: Client, companion: bool) -> _Connection:
        connection = _Connection(self._new_id(), client.instance, client.kind, companion)
        person.connections[connection.id] = connection
        person.view = None
        self._owners[connection.id] = person
        return connection

    def _remove(self, person: _Participant, connection: _Connection) -> None:
        del person.connections[connection.id]
        del self._owners[connection.id]
        person.view = None

    def _find(self, connection_id: str) -> tuple[_Participant, _Connection]:
        person = self._owners.get(connection_id)
        if person is None:
            raise NotFound("There is no such connection.")
        return person, person.connections[connection_id]

    def _seat(self) -> list[Effect]:
        """Gives the free seats to those next in line, hosts first, and takes them from who may not send any more."""
        effects: list[Effect] = []
        for person in self._people.values():
            if person.sending and person.role == "observer":
                effects += self._set_sending(person, False)
        taken = sum(person.sending for person in self._people.values())
        kept = sum(1 for host in self._hosts if (found := self._people.get(host)) is None or not found.sending)
        waiting = [p for p in self._people.values() if not p.sending and p.role != "observer"]
        waiting.sort(key=lambda person: person.id not in self._hosts)
        for person in waiting:
            is_host = person.id in self._hosts
            if taken + (0 if is_host else kept) >= self._max_senders:
                continue
            kept -= is_host
            taken += 1
            effects += self._set_sending(person, True)
        return effects

    def _set_sending(self, person: _Participant, sending: bool) -> list[Effect]:
        person.sending = sending
        person.view = None
        effects: list[Effect] = [
            SendingChanged(connection.id, sending)
            for connection in person.connections.values()
            if not connection.companion
        ]
        return [*effects, ParticipantChanged(participant=person.public())]


def _concerns(effect: Effect, participant_id: str, connection_id: str) -> bool:
    if isinstance(effect, ParticipantChanged):
        return effect.participant.id == participant_id
    return isinstance(effect, SendingChanged) and effect.connection_id == connection_id
