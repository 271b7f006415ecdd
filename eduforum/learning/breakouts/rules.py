"""How a breakout changes, and who is where at a time. Pure."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from eduforum.errors import Conflict, Detail, Invalid, NotFound
from eduforum.learning.breakouts.schemas import Breakout, Group, GroupAssignment, Visitor
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.schemas import Participant

# A group sees who comes to visit it for so long before it hears them.
VISIT_NOTICE = timedelta(seconds=2)

LEAST_LEFT = timedelta(minutes=1)


def places(breakout: Breakout | None, now: datetime) -> dict[str, str]:
    """The group of everybody who is in one now."""
    if breakout is None or breakout.state != "open" or breakout.opens_at is None or now < breakout.opens_at:
        return {}
    found = {person: group.id for group in breakout.groups for person in group.people}
    for group in breakout.groups:
        found |= {visitor.participant_id: group.id for visitor in group.visitors if visitor.since <= now}
    return found


def next_change(breakout: Breakout, now: datetime) -> datetime | None:
    """When somebody's place changes by time alone."""
    if breakout.state != "open":
        return None
    times = [breakout.opens_at, breakout.ends_at]
    times += [visitor.since for group in breakout.groups for visitor in group.visitors]
    return min((time for time in times if time is not None and time > now), default=None)


def is_over(breakout: Breakout, now: datetime) -> bool:
    return breakout.state == "open" and breakout.ends_at is not None and breakout.ends_at <= now


def opened(breakout: Breakout, seconds: int, now: datetime) -> Breakout:
    """Raises `Conflict` `breakout_open`."""
    if breakout.state != "prepared":
        raise Conflict("The groups are open already.", code="breakout_open")
    opens_at = now + timedelta(seconds=seconds)
    ends_at = None if breakout.minutes is None else opens_at + timedelta(minutes=breakout.minutes)
    return replace(breakout, state="open", opens_at=opens_at, ends_at=ends_at)


def timed(breakout: Breakout, minutes: int, now: datetime) -> Breakout:
    """More time, or less. Without an end the minutes count from now. Raises `Conflict` `breakout_not_open`."""
    require_open(breakout)
    ends_at = (breakout.ends_at or now) + timedelta(minutes=minutes)
    return replace(breakout, ends_at=max(ends_at, now + LEAST_LEFT))


def called_back(breakout: Breakout, seconds: int, now: datetime) -> Breakout:
    """The end is near, or nearer than it was."""
    ends_at = now + timedelta(seconds=seconds)
    return replace(breakout, ends_at=ends_at if breakout.ends_at is None else min(ends_at, breakout.ends_at))


def ended(breakout: Breakout) -> Breakout:
    groups = tuple(replace(group, visitors=(), help=None) for group in breakout.groups)
    return replace(breakout, state="ended", groups=groups, voice=None)


def moved(breakout: Breakout, person: str, group_id: str | None) -> Breakout:
    """A member of that group and of no other. Raises `NotFound`, `Conflict` `group_full`."""
    if group_id is not None:
        group = find(breakout, group_id)
        if breakout.capacity is not None and person not in group.people and len(group.people) >= breakout.capacity:
            raise Conflict("There is no place in this group.", code="group_full")
    return _each(breakout, lambda group: replace(group, people=_with(group.people, person, group.id == group_id)))


def visiting(breakout: Breakout, person: str, group_id: str | None, now: datetime) -> Breakout:
    """A visitor of that group and of no other. Whom it called for help is there then. Raises `NotFound`."""
    if group_id is not None:
        find(breakout, group_id)

    def change(group: Group) -> Group:
        others = tuple(visitor for visitor in group.visitors if visitor.participant_id != person)
        if group.id != group_id:
            return replace(group, visitors=others)
        if others != group.visitors:
            return group
        visitor = Visitor(participant_id=person, since=now + VISIT_NOTICE)
        return replace(group, visitors=(*others, visitor), help=None)

    return _each(breakout, change)


def helped(breakout: Breakout, group_id: str, on: bool, now: datetime) -> Breakout:
    """A group calls for help, or does so no longer."""
    return _each(
        breakout,
        lambda group: group if group.id != group_id else replace(group, help=(group.help or now) if on else None),
    )


def assigned(breakout: Breakout, wanted: Collection[GroupAssignment], new_ids: Iterable[str]) -> Breakout:
    """All groups as they are set by hand. Raises `NotFound` for a group that is not there, `Invalid` for a person in
    two, or more people than a group has places."""
    known = {group.id: group for group in breakout.groups}
    fresh = iter(new_ids)
    seen: set[str] = set()
    groups: list[Group] = []
    for index, each in enumerate(wanted):
        if each.id is not None and each.id not in known:
            raise NotFound("There is no such group.")
        if seen.intersection(each.people) or len(set(each.people)) < len(each.people):
            raise Invalid(details=[Detail(f"groups[{index}].people", "Nobody can be in two places.")])
        if breakout.capacity is not None and len(each.people) > breakout.capacity:
            raise Invalid(details=[Detail(f"groups[{index}].people", f"A group has {breakout.capacity} places.")])
        seen.update(each.people)
        before = known.pop(each.id) if each.id is not None else Group(id=next(fresh), number=0)
        groups.append(replace(before, number=index + 1, name=clean(each.name), people=tuple(each.people)))
    return replace(breakout, groups=tuple(groups))


def place_for(breakout: Breakout, person: str, present: Collection[str]) -> str | None:
    """The group of somebody who comes in: their own, else the smallest by those who are there, of those with a place;
    None: they are to be asked."""
    own = group_of(breakout, person)
    if own is not None:
        return own.id
    free = [g for g in breakout.groups if breakout.capacity is None or len(g.people) < breakout.capacity]
    if not free:
        return None
    return min(free, key=lambda group: (len(set(present).intersection(group.people)), len(group.people))).id


def group_of(breakout: Breakout, person: str) -> Group | None:
    return next((group for group in breakout.groups if person in group.people), None)


def looks_in(person: Participant) -> bool:
    """Visits groups and is a member of none: those who teach, who only watches, and guests."""
    return person.role in STAFF_ROLES or person.role in ("observer", "guest", "admin")


def find(breakout: Breakout, group_id: str) -> Group:
    """Raises `NotFound`."""
    for group in breakout.groups:
        if group.id == group_id:
            return group
    raise NotFound("There is no such group.")


def require_open(breakout: Breakout | None) -> Breakout:
    """Raises `Conflict` `breakout_not_open`."""
    if breakout is None or breakout.state != "open":
        raise Conflict("No groups are open.", code="breakout_not_open")
    return breakout


def clean(text: str, field: str = "name") -> str:
    """Without control characters but line ends, in NFC, without blanks around it. Raises `Invalid`."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
        raise Invalid(details=[Detail(field, "This must not hold control characters.")])
    return text


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str | None]:
    """Who has to move where."""
    return {person: after.get(person) for person in {*before, *after} if before.get(person) != after.get(person)}


def _with(people: tuple[str, ...], person: str, inside: bool) -> tuple[str, ...]:
    if inside == (person in people):
        return people
    return (*people, person) if inside else tuple(each for each in people if each != person)


def _each(breakout: Breakout, change: Callable[[Group], Group]) -> Breakout:
    return replace(breakout, groups=tuple(change(group) for group in breakout.groups))
