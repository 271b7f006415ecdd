"""Who makes plans, who goes through them, and who sees them."""

from eduforum.auth.schemas import Principal
from eduforum.courses import access as courses
from eduforum.courses.schemas import STAFF, SessionEntry
from eduforum.db import Connection
from eduforum.errors import Forbidden, NotFound
from eduforum.learning.plan import store
from eduforum.learning.plan.schemas import Plan
from eduforum.media.audience import ADMINS, TEACHERS, Keys
from eduforum.media.schemas import Person

HEARS: Keys = TEACHERS | ADMINS
"""Who hears of a plan with its notes. A student who is a co-host is a classmate."""


def sees(person: Person) -> bool:
    return person.role in STAFF


def may_lead(person: Person) -> None:
    """Professor, co-professors, assistants and administrators."""
    if not sees(person):
        raise Forbidden("Lesson plans are for the course's staff.", code="staff_only")


async def course_for_plans(conn: Connection, principal: Principal, course_id: str) -> None:
    """For the course's staff: reading, making and changing plans."""
    course = await courses.course_for_reading(conn, principal, course_id)
    if not courses.is_staff(principal, course):
        raise Forbidden("Lesson plans are for the course's staff.", code="staff_only")


async def plan_for_staff(conn: Connection, principal: Principal, plan_id: str, *, deleted: bool = False) -> Plan:
    """The same of one plan; `deleted`: one that was deleted, so that it can be restored."""
    plan = await store.plan(conn, plan_id, deleted=deleted)
    if plan is None:
        raise _none()
    try:
        await course_for_plans(conn, principal, plan.course_id)
    except NotFound:
        raise _none() from None
    return plan


async def session_for_staff(conn: Connection, principal: Principal, session_id: str) -> SessionEntry:
    """A session, live or not, whose run may be read."""
    entry = await courses.session_for_join(conn, principal, session_id)
    if not courses.is_staff(principal, entry.course):
        raise Forbidden("Lesson plans are for the course's staff.", code="staff_only")
    return entry


def _none() -> NotFound:
    return NotFound("There is no such lesson plan.")
