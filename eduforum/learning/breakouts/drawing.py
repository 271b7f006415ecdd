"""The groups of a breakout as a plan asks for them, out of who is there and who has met before."""

import asyncio
from collections.abc import Collection, Mapping
from random import SystemRandom

from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.errors import Detail, Invalid, NotFound
from eduforum.ids import new_id
from eduforum.learning.breakouts import grouping, rules, store
from eduforum.learning.breakouts.running import Running
from eduforum.learning.breakouts.schemas import (
    Breakout,
    Group,
    GroupBalance,
    GroupConstraints,
    GroupDesk,
    GroupPlan,
)

_EMPTY = frozenset({"self_select", "by_hand"})
"""Methods that begin with empty groups."""

_FREE = GroupConstraints()


class Drawing:
    """Reads the course's people and its earlier breakouts; stores nothing."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def draw(self, running: Running, plan: GroupPlan) -> tuple[Breakout, GroupDesk]:
        """The first version of a breakout. Raises `Invalid`, `groups_do_not_fit` among others, and `NotFound` for a
        `like` that is none of the course's."""
        groups, balance = await self._groups(running, plan)
        breakout = Breakout(
            id=new_id(self._clock),
            version=1,
            state="prepared",
            groups=groups,
            task=rules.clean(plan.task, "task"),
            minutes=plan.minutes,
            may_choose=plan.may_choose or plan.method == "self_select",
            capacity=plan.capacity,
        )
        return breakout, GroupDesk(method=plan.method, name=rules.clean(plan.name), balance=balance)

    async def require_people(self, running: Running, people: Collection[str], field: str) -> None:
        """Students of the course, or somebody in the room who does not only look in: raises `Invalid` for others."""
        present = {person.id for person in running.room.participants() if not rules.looks_in(person)}
        absent = set(people) - present
        if not absent:
            return
        async with self._db.connection() as conn:
            students = await store.students(conn, running.course_id)
        if not absent <= students.keys():
            raise Invalid(details=[Detail(field, "Groups are of the course's students and people in the room.")])

    async def repeated_pairs(self, running: Running, breakout: Breakout) -> int:
        """How many pairs of people in its groups have been in one group before."""
        groups = [group.people for group in breakout.groups]
        return grouping.balance(groups, await self._met(running), _FREE).repeated_pairs

    async def _groups(self, running: Running, plan: GroupPlan) -> tuple[tuple[Group, ...], GroupBalance | None]:
        met = await self._met(running)
        if plan.like is not None:
            return await self._groups_like(running, plan.like, met)
        people = await self._people(running, plan)
        count = _count(plan, len(people))
        if plan.capacity is not None and count * plan.capacity < len(people) and plan.method not in _EMPTY:
            detail = Detail("capacity", f"{count} groups of {plan.capacity} have no place for everyone.")
            raise Invalid("No grouping is like that.", code="groups_do_not_fit", details=[detail])
        if plan.method in _EMPTY:
            drawn: grouping.Groups = [[] for _ in range(count)]
        elif plan.method == "round_robin":
            drawn = grouping.in_turn(people, count)
        else:
            mixed = plan.numbers if plan.method == "mixed" else None
            # The search computes for a while, which the room need not wait for.
            drawn = await asyncio.to_thread(grouping.draw, people, count, met, plan.constraints, SystemRandom(), mixed)
        groups = tuple(
            Group(id=new_id(self._clock), number=number, people=tuple(some)) for number, some in enumerate(drawn, 1)
        )
        if plan.method in _EMPTY:
            return groups, None
        return groups, grouping.balance(drawn, met, plan.constraints, plan.numbers if plan.method == "mixed" else None)

    async def _groups_like(
        self, running: Running, breakout_id: str, met: Mapping[grouping.Pair, int]
    ) -> tuple[tuple[Group, ...], GroupBalance | None]:
        """The groups of an earlier breakout, with those who are still of the course."""
        async with self._db.connection() as conn:
            record = await store.one_of_course(conn, running.course_id, breakout_id)
            students = await store.students(conn, running.course_id)
        if record is None:
            raise NotFound("There is no such breakout in this course.")
        groups = tuple(
            Group(
                id=group.id,
                number=group.number,
                name=group.name,
                people=tuple(p for p in group.people if p in students or running.room.participant(p) is not None),
            )
            for group in record.breakout.groups
        )
        return groups, grouping.balance([group.people for group in groups], met, _FREE)

    async def _people(self, running: Running, plan: GroupPlan) -> list[str]:
        if plan.people is None:
            return [person.id for person in running.room.participants() if not rules.looks_in(person)]
        if len(set(plan.people)) < len(plan.people):
            raise Invalid(details=[Detail("plan.people", "Somebody is named twice.")])
        await self.require_people(running, plan.people, "plan.people")
        return list(plan.people)

    async def _met(self, running: Running) -> Mapping[grouping.Pair, int]:
        """How often two people have been in one group of the course's earlier breakouts."""
        async with self._db.connection() as conn:
            records = await store.earlier(conn, running.course_id)
        return grouping.meetings([group.people for group in record.breakout.groups] for record in records)


def _count(plan: GroupPlan, people: int) -> int:
    """How many groups. Raises `Invalid`."""
    if (plan.groups is None) == (plan.size is None):
        raise Invalid(details=[Detail("plan.groups", "Say how many groups there are, or how large they are.")])
    count = plan.groups if plan.groups is not None else max(1, round(people / (plan.size or 1)))
    if plan.method not in _EMPTY and count > people:
        raise Invalid(details=[Detail("plan.groups", f"There are {people} people for {count} groups.")])
    return count
