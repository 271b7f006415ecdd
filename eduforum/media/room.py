"""Who is in a room, by which devices, and who may send: commands in, state and events out. Sans-I/O.

A participant is one person with 0–n connections. Hand, seat and mute belong to the person; a device is only a way in.
What a person publishes beside the room's socket (WHIP) is a connection too, of another kind: nobody is asked to choose
between it and a device.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from eduforum.clock import Clock
from eduforum.errors import Conflict, Forbidden, NotFound
from eduforum.media.effects import Closed, Effect, Moved, MuteChanged, ScreenChanged, SendingChanged
from eduforum.media.schemas import (
    Kind,
    OwnSource,
    Participant,
    ParticipantChanged,
    ParticipantJoined,
    ParticipantLeft,
    Person,
    RoomConnection,
    RoomRole,
    SourceInfo,
    SourceName,
)
from eduforum.web.protocol import Client, Device, Muted

# How long the place of a connection that broke is held, in seconds.
GRACE = 30.0

# A person's devices at once; nobody needs more, and each costs the room a receiver.
MAX_CONNECTIONS = 4

HOSTS: frozenset[RoomRole] = frozenset({"professor", "co_professor"})

OWN_SOURCES: Mapping[Kind, OwnSource] = {"audio": "microphone", "video": "camera"}
"""What a person's mute is about, beside everything of the kind that the person publishes."""


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
    published: list[SourceInfo] | None = None
    """What a WHIP resource sends; None of a device."""


@dataclass(slots=True)
class _Participant:
    id: str
    name: str
    role: RoomRole
    joined_at: datetime
    muted: Muted
    sending: bool = False
    screen: bool = False
    interpreter: bool = False
    co_host: bool = False
    connections: dict[str, _Connection] = field(default_factory=dict)
    view: Participant | None = None

    def devices(self) -> list[_Connection]:
        return [connection for connection in self.connections.values() if connection.published is None]

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
                screen=self.screen,
                interpreter=self.interpreter,
                co_host=self.co_host,
                sources=tuple(self.sources()),
                connections=tuple(
                    RoomConnection(id=connection.id, kind=connection.kind, companion=connection.companion)
                    for connection in self.devices()
                ),
                joined_at=self.joined_at,
            )
        return self.view

    def sources(self) -> list[SourceInfo]:
        shared = [SourceInfo(source="screen", kind="video", label="", muted=False)] if self.screen else []
        return [*shared, *(info for c in self.connections.values() for info in c.published or ())]


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
        max_publications: int,
        hosts: Collection[str],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._max_senders = max_senders
        self._max_participants = max_participants
        self._max_publications = max_publications
        self._hosts = set(hosts)
        self._clock = clock
        self._new_id = new_id
        # In the order of arrival, which is the order in which seats are given.
        self._people: dict[str, _Participant] = {}
        self._owners: dict[str, _Participant] = {}
        # Whoever was made interpreter is so again after coming back.
        self._interpreters: set[str] = set()
        self._co_hosts: set[str] = set()
        # Whom a host has brought to the stage, and whom they have taken off it.
        self._on_stage: set[str] = set()
        self._off_stage: set[str] = set()
        # The group of each person who is in one, whether they are in the room or not.
        self._groups: dict[str, str] = {}
        # The connection whose screen is shared in each group; None: among those who are in none.
        self._screens: dict[str | None, str] = {}

    def participants(self) -> tuple[Participant, ...]:
        """Everyone in the room in the order of arrival, also those who are reconnecting."""
        return tuple(person.public() for person in self._people.values())

    def participant(self, participant_id: str) -> Participant | None:
        person = self._people.get(participant_id)
        return None if person is None else person.public()

    def connections(self, participant_id: str) -> list[str]:
        """The ids of all that a person is in the room by."""
        return list(self._person(participant_id).connections)

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
        devices = person.devices()
        known = next((c for c in devices if c.instance == client.instance), None)
        companion = device == "second" or (device == "new" and known is not None and known.companion)
        others = [c for c in devices if c is not known]
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
            effects += [*self._remove(person, connection), Moved(connection.id)]
        if known is not None and known.companion != companion:
            # What the device sends and hears changes with its part, so its media starts anew.
            effects += [*self._remove(person, known), Closed(known.id)]
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

    def publish(self, who: Person, resource_id: str) -> list[Effect]:
        """Somebody begins to publish beside any socket, and is in the room by that. `set_published` says what.

        Raises `Forbidden` for observers, `Conflict` with `no_seat`, `too_many_publications` or `room_full`.
        """
        if who.role == "observer":
            raise Forbidden("Observers send nothing.", code="observers_do_not_send")
        person = self._people.get(who.id)
        publication = _Connection(resource_id, "", "program", False, published=[])
        effects: list[Effect] = []
        if person is None:
            person = self._add(who, Muted())
            effects.append(ParticipantJoined(participant=person.public()))
        elif 0 < self._max_publications <= sum(c.published is not None for c in person.connections.values()):
            raise Conflict("You publish too much at once.", code="too_many_publications")
        self._attach(person, publication)
        effects += self._seat()
        if not person.sending:
            self.leave(resource_id)
            raise Conflict("Everyone who may send at once is sending.", code="no_seat")
        return effects

    def set_published(self, resource_id: str, sources: Sequence[SourceInfo]) -> list[Effect]:
        """What a resource sends, whole."""
        person, publication = self._find(resource_id)
        publication.published = list(sources)
        person.view = None
        return [ParticipantChanged(participant=person.public())]

    def drop(self, connection_id: str) -> list[Effect]:
        """The connection's socket broke: its place is held for `GRACE` seconds."""
        person, connection = self._find(connection_id)
        connection.lost_at = self._clock.monotonic()
        person.view = None
        return [] if person.present() else [ParticipantChanged(participant=person.public())]

    def leave(self, connection_id: str) -> list[Effect]:
        """The connection goes for good; with the last one the person leaves."""
        person, connection = self._find(connection_id)
        effects = self._remove(person, connection)
        if person.connections:
            return [*effects, Closed(connection_id), ParticipantChanged(participant=person.public())]
        del self._people[person.id]
        return [*effects, Closed(connection_id), ParticipantLeft(participant_id=person.id), *self._seat()]

    def set_muted(self, participant_id: str, kind: Kind, muted: bool, source: SourceName | None = None) -> list[Effect]:
        """What a person sends of a kind is muted or not, whatever devices it is on; `source` alone where it is given.
        A shared screen is not meant: sharing it is a switch of its own.

        Raises `NotFound` where the person has no such source.
        """
        person = self._person(participant_id)
        own: SourceName = OWN_SOURCES[kind]
        published = [
            (publication, index, info)
            for publication in person.connections.values()
            for index, info in enumerate(publication.published or ())
            if info.kind == kind and source in (None, info.source)
        ]
        if source not in (None, own) and not published:
            raise NotFound("There is no such source.")
        effects: list[Effect] = []
        if source in (None, own) and getattr(person.muted, kind) != muted:
            person.muted = msgspec.structs.replace(person.muted, **{kind: muted})
            effects.append(MuteChanged(participant_id, own, muted))
        for publication, index, info in published:
            if info.muted != muted and publication.published is not None:
                publication.published[index] = msgspec.structs.replace(info, muted=muted)
                effects.append(MuteChanged(participant_id, info.source, muted))
        if not effects:
            return []
        person.view = None
        return [*effects, ParticipantChanged(participant=person.public())]

    def set_groups(self, groups: Mapping[str, str | None]) -> list[Effect]:
        """These people are in these groups from now on (None: in none). A screen is for those among whom it was begun:
        whoever moves shares theirs no longer."""
        effects: list[Effect] = []
        for person_id, group in groups.items():
            before = self._groups.get(person_id)
            if before == group:
                continue
            if (sharing := self._screens.get(before)) is not None and self._owners[sharing].id == person_id:
                effects += self.stop_screen(sharing)
            if group is None:
                del self._groups[person_id]
            else:
                self._groups[person_id] = group
        return effects

    def group(self, participant_id: str) -> str | None:
        """The group that a person is in, also while they are away."""
        return self._groups.get(participant_id)

    def share_screen(self, connection_id: str, *, take_over: bool = False) -> list[Effect]:
        """The connection's screen is the one that the person's group sees, or the room but for the groups. A host may
        take over from whoever shares there.

        Raises `Conflict` with `no_seat` where the connection may not send, `screen_taken`, or `Forbidden` `hosts_only`.
        """
        person, connection = self._find(connection_id)
        if connection.companion or not person.sending:
            raise Conflict("This device has no seat to send from.", code="no_seat")
        group = self._groups.get(person.id)
        shared = self._screens.get(group)
        if shared == connection_id:
            return []
        effects: list[Effect] = []
        if shared is not None:
            sharer = self._owners[shared]
            effects.append(ScreenChanged(shared, False))
            if sharer is not person:
                if not take_over:
                    raise Conflict("Somebody else shares a screen.", code="screen_taken")
                if not self._is_host(person):
                    raise Forbidden("Only a host takes over.", code="hosts_only")
                sharer.screen, sharer.view = False, None
                effects.append(ParticipantChanged(participant=sharer.public()))
        self._screens[group] = connection_id
        person.screen, person.view = True, None
        return [*effects, ScreenChanged(connection_id, True), ParticipantChanged(participant=person.public())]

    def stop_screen(self, connection_id: str) -> list[Effect]:
        """The connection shares its screen no longer; where it does not, nothing happens."""
        effects = self._stop_screen(connection_id)
        return [*effects, ParticipantChanged(participant=self._find(connection_id)[0].public())] if effects else []

    def set_interpreter(self, by: str, participant_id: str, on: bool) -> list[Effect]:
        """A host makes somebody the room's interpreter, or not any more. Raises `Forbidden` `hosts_only`."""
        if not self._is_host(self._person(by)):
            raise Forbidden("Only a host decides who interprets.", code="hosts_only")
        person = self._person(participant_id)
        if person.interpreter == on:
            return []
        (self._interpreters.add if on else self._interpreters.discard)(participant_id)
        person.interpreter, person.view = on, None
        return [ParticipantChanged(participant=person.public())]

    def set_co_host(self, participant_id: str, on: bool) -> list[Effect]:
        """Somebody is a co-host from here on, or not any more, in the room or not."""
        (self._co_hosts.add if on else self._co_hosts.discard)(participant_id)
        person = self._people.get(participant_id)
        if person is None or person.co_host == on:
            return []
        person.co_host, person.view = on, None
        return [ParticipantChanged(participant=person.public())]

    def set_seat(self, participant_id: str, on: bool) -> list[Effect]:
        """Brings somebody to the stage or takes them off it. Where all seats are taken, one gives way who hosts nothing
        and was not brought: of those whose microphone and camera are off, or else of all, the last who came.

        Raises `Forbidden` `observers_do_not_send`, `Conflict` `stage_full` where nobody can give way.
        """
        person = self._person(participant_id)
        if person.role == "observer":
            raise Forbidden("Observers send nothing.", code="observers_do_not_send")
        if not on:
            self._on_stage.discard(participant_id)
            self._off_stage.add(participant_id)
            return [*(self._set_sending(person, False) if person.sending else []), *self._seat()]
        self._off_stage.discard(participant_id)
        self._on_stage.add(participant_id)
        effects = self._seat()
        if person.sending:
            return effects
        way = [p for p in self._people.values() if p.sending and p.id not in self._hosts | self._on_stage]
        if not way:
            self._on_stage.discard(participant_id)
            raise Conflict("Nobody on the stage can give way.", code="stage_full")
        quiet = [p for p in way if p.muted.audio and p.muted.video]
        return [*effects, *self._set_sending((quiet or way)[-1], False), *self._set_sending(person, True)]

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
        person = self._add(who, muted)
        connection = self._connect(person, client, companion)
        # Whoever gets a seat on arrival is announced with it.
        changes = [effect for effect in self._seat() if not _concerns(effect, person.id, connection.id)]
        effects: list[Effect] = [ParticipantJoined(participant=person.public()), *changes]
        return Entry(person.public(), connection.id, companion, False, effects)

    def _add(self, who: Person, muted: Muted) -> _Participant:
        if len(self._people) >= self._max_participants:
            raise Conflict("The room is full.", code="room_full")
        if who.role in HOSTS:
            self._hosts.add(who.id)
        person = _Participant(
            id=who.id,
            name=who.name,
            role=who.role,
            joined_at=self._clock.now(),
            muted=muted,
            interpreter=who.id in self._interpreters,
            co_host=who.id in self._co_hosts,
        )
        self._people[who.id] = person
        return person

    def _connect(self, person: _Participant, client: Client, companion: bool) -> _Connection:
        connection = _Connection(self._new_id(), client.instance, client.kind, companion)
        self._attach(person, connection)
        return connection

    def _attach(self, person: _Participant, connection: _Connection) -> None:
        person.connections[connection.id] = connection
        person.view = None
        self._owners[connection.id] = person

    def _remove(self, person: _Participant, connection: _Connection) -> list[Effect]:
        effects = self._stop_screen(connection.id)
        del person.connections[connection.id]
        del self._owners[connection.id]
        person.view = None
        return effects

    def _stop_screen(self, connection_id: str) -> list[Effect]:
        person = self._owners[connection_id]
        group = self._groups.get(person.id)
        if self._screens.get(group) != connection_id:
            return []
        del self._screens[group]
        person.screen, person.view = False, None
        return [ScreenChanged(connection_id, False)]

    def _is_host(self, person: _Participant) -> bool:
        return person.role in HOSTS or person.id in self._co_hosts

    def _person(self, participant_id: str) -> _Participant:
        person = self._people.get(participant_id)
        if person is None:
            raise NotFound("There is no such participant.")
        return person

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
        waiting = [
            person
            for person in self._people.values()
            if not person.sending and person.role != "observer" and person.id not in self._off_stage
        ]
        waiting.sort(key=lambda person: (person.id not in self._hosts, person.id not in self._on_stage))
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
        shared = self._screens.get(self._groups.get(person.id))
        if not sending and shared is not None and shared in person.connections:
            effects += self._stop_screen(shared)
        return [*effects, ParticipantChanged(participant=person.public())]


def _concerns(effect: Effect, participant_id: str, connection_id: str) -> bool:
    if isinstance(effect, ParticipantChanged):
        return effect.participant.id == participant_id
    return isinstance(effect, SendingChanged) and effect.connection_id == connection_id
