"""What hosts have decided in one room, and who may come in by that. Sans-I/O."""

from collections.abc import Collection, Iterable
from typing import Literal

import msgspec

from eduforum.errors import Forbidden
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.controls.schemas import Banned, Settings, Standing, Waiting
from eduforum.media.room import HOSTS as HOST_ROLES
from eduforum.media.schemas import Kind, Person

Door = Literal["in", "wait"]
Liberty = Literal["may_unmute", "may_share"]

_REFUSALS: dict[Liberty, tuple[str, str]] = {
    "may_unmute": ("Hosts let people speak just now.", "unmuting_is_off"),
    "may_share": ("Hosts share screens just now.", "sharing_is_off"),
}


class Controls:
    """`stored` is what the database has: it is changed by `settle` alone, once that is written."""

    def __init__(self, settings: Settings, hosted: bool, standings: Iterable[Standing]) -> None:
        self.settings = settings
        self.hosted = hosted
        self._standings = {standing.participant_id: standing for standing in standings}
        # Who waits, in the order of knocking.
        self.waiting: dict[str, Waiting] = {}
        # Whoever has been in may come back where others may not.
        self._been_in: dict[str, str] = {}
        self._asked: set[tuple[str, Kind]] = set()

    def settle(
        self, settings: Settings | None = None, standings: Iterable[Standing] = (), *, hosted: bool | None = None
    ) -> None:
        """Takes over what was written."""
        self.settings = settings or self.settings
        self.hosted = self.hosted if hosted is None else hosted
        for standing in standings:
            self._standings[standing.participant_id] = standing

    def standing(self, participant_id: str, name: str) -> Standing:
        return self._standings.get(participant_id) or Standing(participant_id=participant_id, name=name)

    def is_co_host(self, participant_id: str) -> bool:
        standing = self._standings.get(participant_id)
        return standing is not None and standing.co_host

    def co_hosts(self) -> list[str]:
        return [standing.participant_id for standing in self._standings.values() if standing.co_host]

    def is_host(self, person: Person) -> bool:
        return person.role in HOST_ROLES or self.is_co_host(person.id)

    def is_staff(self, person: Person) -> bool:
        """Hosts and assistants: what they may do nobody turns off."""
        return person.role in STAFF_ROLES or self.is_co_host(person.id)

    def banned(self) -> tuple[Banned, ...]:
        return tuple(
            Banned(participant_id=standing.participant_id, name=standing.name)
            for standing in self._standings.values()
            if standing.banned
        )

    def door(self, person: Person, *, inside: bool) -> Door:
        """Whether somebody comes in or waits; `inside`: they have a place in the room.

        Raises `Forbidden` `banned` or `room_locked`. Hosts, assistants and administrators always come in.
        """
        standing = self._standings.get(person.id)
        if person.role in STAFF_ROLES or person.role == "admin":
            return "in"
        if standing is not None and standing.banned:
            raise Forbidden("You may not come back in this session.", code="banned")
        if inside or person.id in self._been_in or (standing is not None and (standing.admitted or standing.co_host)):
            return "in"
        if self.settings.locked:
            raise Forbidden("The room is locked.", code="room_locked")
        return "wait" if self.settings.waiting_room or person.waits else "in"

    def require_entry(self, person: Person, *, inside: bool) -> None:
        """The same of somebody who does not knock: raises also `Forbidden` `waiting`."""
        if self.door(person, inside=inside) == "wait":
            raise Forbidden("You have to be let in first.", code="waiting")

    def came_in(self, person: Person) -> None:
        self._been_in[person.id] = person.name

    def sent_out(self, participant_id: str) -> None:
        """Whoever was sent out has no claim to come back."""
        self._been_in.pop(participant_id, None)
        self._asked -= {(participant_id, "audio"), (participant_id, "video")}

    def is_expected(self, participant_id: str) -> bool:
        """Whether the person was in and may come back: nobody has sent them out."""
        return participant_id in self._been_in

    def been_in(self) -> list[Standing]:
        """Everybody who has been in, as admitted: to be kept as the door closes."""
        return [
            msgspec.structs.replace(self.standing(id, name), admitted=True)
            for id, name in self._been_in.items()
            if not self.standing(id, name).admitted
        ]

    def require(self, liberty: Liberty, person: Person) -> None:
        """Raises `Forbidden` `unmuting_is_off` or `sharing_is_off`."""
        if not getattr(self.settings, liberty) and not self.is_staff(person):
            message, code = _REFUSALS[liberty]
            raise Forbidden(message, code=code)

    def ask(self, participant_id: str, kind: Kind) -> None:
        """The person may unmute once."""
        self._asked.add((participant_id, kind))

    def require_unmute(self, person: Person, kind: Kind) -> None:
        """Raises `Forbidden` where only hosts let people speak and nobody has asked this person."""
        if kind == "audio" and (person.id, kind) not in self._asked:
            self.require("may_unmute", person)
        self._asked.discard((person.id, kind))

    def hosts_among(self, present: Collection[Person]) -> bool:
        return any(self.is_host(person) for person in present)
