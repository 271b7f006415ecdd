"""Who hears something in a room.

An audience is a set of keys, and whoever holds one of them hears it. A person holds their own id, `staff`, `teachers`
and `hosts` by role, and the group they are in; what is for everyone has no keys at all.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from eduforum.media.room import HOSTS as HOST_ROLES
from eduforum.media.schemas import RoomRole
from eduforum.web.protocol import DurableEvent

Keys: TypeAlias = frozenset[str]
Audience: TypeAlias = Keys | None

EVERYONE: Audience = None
STAFF: Keys = frozenset({"staff"})
HOSTS: Keys = frozenset({"hosts"})

# Who teaches. A student who is a co-host hears what is for staff and hosts, but still votes, is examined and is a
# classmate: what would tell them more than that is for these.
TEACHERS: Keys = frozenset({"teachers"})

ADMINS: Keys = frozenset({"admins"})

_GROUP = "group:"

# An administrator comes in to see that things are right, which is no reason to read what staff say among themselves.
STAFF_ROLES: frozenset[RoomRole] = HOST_ROLES | {"ta"}


class Addressed(NamedTuple):
    """A durable event, and who hears it now and when they come back."""

    event: DurableEvent
    to: Audience = EVERYONE


def people(ids: Iterable[str]) -> Keys:
    """These people alone, by every device of theirs."""
    return frozenset(ids)


def group(group_id: str) -> Keys:
    """Whoever is in the group at the time of hearing."""
    return frozenset({f"{_GROUP}{group_id}"})


def group_of(held: Keys) -> str | None:
    """The group of who holds these keys; None where they are in none."""
    return next((key.removeprefix(_GROUP) for key in held if key.startswith(_GROUP)), None)


def keys(person_id: str, role: RoomRole, group_id: str | None) -> Keys:
    """What a person holds."""
    held = {person_id}
    if role in STAFF_ROLES:
        held |= STAFF | TEACHERS
    if role in HOST_ROLES:
        held |= HOSTS
    if role == "admin":
        held |= ADMINS
    if group_id is not None:
        held |= group(group_id)
    return frozenset(held)


def hears(held: Keys, audience: Audience) -> bool:
    return audience is None or not held.isdisjoint(audience)
