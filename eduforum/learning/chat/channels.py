"""Channels by their names, who hears them, and who may read them afterwards."""

from typing import NamedTuple

from eduforum.media.audience import EVERYONE, STAFF_ROLES, TEACHERS, Audience, Keys, people
from eduforum.media.schemas import RoomRole

ROOM = "room"

# Of those who teach among themselves: a student who is a co-host is a classmate of whom they speak.
STAFF_CHANNEL = "staff"

_GROUP = "group:"
_DIRECT = "direct:"


def direct(one: str, other: str) -> str:
    """The channel of two people."""
    return _DIRECT + ":".join(sorted((one, other)))


def of_group(group_id: str) -> str:
    """The channel of a group."""
    return _GROUP + group_id


def is_direct(channel: str) -> bool:
    return channel.startswith(_DIRECT)


def both(channel: str) -> tuple[str, str]:
    """The people of a direct channel."""
    one, other = channel.removeprefix(_DIRECT).split(":")
    return one, other


def other(channel: str, person_id: str) -> str | None:
    """Who is at the other end of a direct channel of this person's; None where it is none."""
    if not is_direct(channel):
        return None
    one, two = both(channel)
    if one >= two or person_id not in (one, two):
        return None
    return two if one == person_id else one


def audience(channel: str) -> Audience:
    """Who hears what is said there."""
    if channel == ROOM:
        return EVERYONE
    if channel == STAFF_CHANNEL:
        return TEACHERS
    if is_direct(channel):
        return people(both(channel))
    return frozenset({channel})


def heard_by(keys: Keys) -> list[str]:
    """The channels, but direct ones, that a holder of these keys hears."""
    staff = [STAFF_CHANNEL] if keys & TEACHERS else []
    return [ROOM, *staff, *sorted(key for key in keys if key.startswith(_GROUP))]


def may_read(channel: str, person_id: str, keys: Keys) -> bool:
    return other(channel, person_id) is not None if is_direct(channel) else channel in heard_by(keys)


class Scope(NamedTuple):
    """Whose record of the chat is read. Staff have that of every group, and what was deleted or edited; nobody has
    other people's direct messages."""

    person_id: str
    staff: bool
    groups: tuple[str, ...]


def scope(person_id: str, role: RoomRole, keys: Keys) -> Scope:
    return Scope(person_id, role in STAFF_ROLES, tuple(key for key in keys if key.startswith(_GROUP)))
