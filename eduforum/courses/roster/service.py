"""Rosters of courses: imported, exported, and the people on them who have no account yet."""

import asyncio
from math import ceil

from msgspec import UnsetType

from eduforum.auth.rules import checked_email, checked_name
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses import access
from eduforum.courses import store as courses
from eduforum.courses.roster import roster, store
from eduforum.courses.roster.headings import Language
from eduforum.courses.roster.merging import Merged, merged
from eduforum.courses.roster.names import sort_key
from eduforum.courses.roster.roster import MAX_FAULTS, Roster
from eduforum.courses.roster.rows import RosterRow, checked_number, checked_section
from eduforum.courses.roster.schemas import EnrollmentChange, Expected, NewExpected, RosterReport
from eduforum.courses.schemas import CourseRecord, Enrollment
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Forbidden, Invalid, NotFound, RateLimited
from eduforum.ids import new_id

# Whoever imports learns who of the new people has an account, once they are in the course: no faster than by adding
# them one by one. An hour has room for as many, in portions of so many.
_PORTION = 120
_PORTIONS_PER_HOUR = 60

_MOST_PEOPLE = 10_000


class RosterService:
    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock

    async def import_file(
        self, principal: Principal, course_id: str, raw: bytes, *, dry_run: bool, keep_good: bool
    ) -> RosterReport:
        """Reads a file, and unless it is a dry run enrols its people. Raises `Invalid` `roster_faulty` where lines are
        faulty and the good ones are not to be kept."""
        async with self._db.connection() as conn:
            await access.course_for_editing(conn, principal, course_id)
        # Reading a large file takes seconds.
        found = await asyncio.to_thread(roster.read, raw)
        async with self._db.transaction() as conn:
            course = await access.course_for_editing(conn, principal, course_id)
            await courses.lock_course(conn, course_id)
            result = merged(found.rows, await store.places(conn, course_id))
            report = _report(found, result)
            if dry_run:
                return report
            if report.faults and not keep_good:
                details = [Detail(f"line {fault.line}", fault.message) for fault in report.faults]
                raise Invalid("Some lines are faulty.", code="roster_faulty", details=details)
            await self._count(principal, len(result.new))
            return await self._take(conn, course, result, report)

    async def export(self, principal: Principal, course_id: str, language: Language) -> tuple[CourseRecord, bytes]:
        """A CSV file of everybody but those who teach, sorted as a roster is read; for staff."""
        async with self._db.connection() as conn:
            course = await self._staff(conn, principal, course_id)
            people = await courses.people(conn, course_id, "", None, _MOST_PEOPLE)
            expected = await store.expected_people(conn, course_id)
        rows = [
            RosterRow(
                line=0,
                name=person.roster_name or person.name,
                student_number=person.student_number,
                romanised_name=person.romanised_name,
                email=person.email,
                section=person.section,
                role=person.role,
            )
            for person in people
            if person.role in ("student", "ta", "observer")
        ]
        rows += [
            RosterRow(
                line=0,
                name=person.name,
                student_number=person.student_number,
                romanised_name=person.romanised_name,
                email=person.email,
                section=person.section,
                role=person.role,
            )
            for person in expected
        ]
        rows.sort(key=lambda row: sort_key(row.name, row.student_number or ""))
        return course, roster.write(rows, language)

    async def expected(self, principal: Principal, course_id: str) -> list[Expected]:
        """Who is on the roster and has no account, sorted as a roster is read; for staff."""
        async with self._db.connection() as conn:
            await self._staff(conn, principal, course_id)
            people = await store.expected_people(conn, course_id)
        return sorted(people, key=lambda person: sort_key(person.name, person.student_number or ""))

    async def expect(self, principal: Principal, course_id: str, new: NewExpected) -> Expected:
        """Keeps a place for somebody, whether they have an account or not: they come by it when they are here next."""
        if new.email is None and new.student_number is None:
            raise Invalid(details=[Detail("email", "An address or a student number is needed.")])
        row = RosterRow(
            line=0,
            name=checked_name(new.name),
            email=None if new.email is None else checked_email(new.email),
            student_number=None if new.student_number is None else checked_number(new.student_number),
            romanised_name=None if new.romanised_name is None else checked_name(new.romanised_name),
            section=None if new.section is None else checked_section(new.section),
            role=new.role,
        )
        expected_id = new_id(self._clock)
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            await courses.lock_course(conn, course_id)
            result = merged([row], await store.places(conn, course_id))
            if not result.new:
                raise Conflict("The person is in this course already.", code="already_enrolled")
            await store.expect(conn, course_id, [(expected_id, row)], self._clock.now())
            found = await store.expected(conn, course_id, expected_id)
        assert found is not None
        return found

    async def remove_expected(self, principal: Principal, course_id: str, expected_id: str) -> None:
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            if await store.expected(conn, course_id, expected_id) is None:
                raise NotFound("Nobody is expected by this id.")
            await store.remove_expected(conn, expected_id)

    async def describe(
        self, principal: Principal, course_id: str, enrollment_id: str, change: EnrollmentChange
    ) -> Enrollment:
        """Number, romanised name and section of an enrolled person. Raises `Conflict` `number_taken`."""
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            await courses.lock_course(conn, course_id)
            person = await courses.enrollment(conn, course_id, enrollment_id)
            if person is None:
                raise NotFound("There is no such enrolment.")
            number = _value(change.student_number, person.student_number)
            if isinstance(change.student_number, str):
                number = checked_number(change.student_number)
                if await store.has_number(conn, course_id, number, enrollment_id):
                    raise Conflict("Somebody else in the course has this number.", code="number_taken")
            romanised = _value(change.romanised_name, person.romanised_name)
            section = _value(change.section, person.section)
            await store.describe(
                conn,
                enrollment_id,
                number,
                None if romanised is None else checked_name(romanised),
                None if section is None else checked_section(section),
            )
            found = await courses.enrollment(conn, course_id, enrollment_id)
        assert found is not None
        return found

    async def _staff(self, conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
        course = await access.course_for_reading(conn, principal, course_id)
        if not access.is_staff(principal, course):
            raise Forbidden("This is for those who teach the course.")
        return course

    async def _take(self, conn: Connection, course: CourseRecord, result: Merged, report: RosterReport) -> RosterReport:
        """Who has an account is enrolled, everybody else expected."""
        now = self._clock.now()
        await store.change_places(conn, [change for change in result.changed if change.place.kind != "professor"])
        emails = [row.email for row in result.new if row.email is not None]
        numbers = [row.student_number.lower() for row in result.new if row.student_number is not None]
        accounts = await store.accounts(conn, emails, numbers)
        by_email = {account.email: account.id for account in accounts}
        by_number = {a.student_number.lower(): a.id for a in accounts if a.student_number is not None}
        enrolled, expected = [], []
        for row in result.new:
            user_id = by_email.get(row.email or "") or by_number.get((row.student_number or "").lower())
            if user_id is None:
                expected.append((new_id(self._clock), row))
            elif user_id != course.professor_id:
                enrolled.append((new_id(self._clock), user_id, row))
        await store.enroll(conn, course.id, enrolled, now)
        await store.expect(conn, course.id, expected, now)
        return RosterReport(
            new=report.new,
            changed=report.changed,
            same=report.same,
            faults=report.faults,
            faulty=report.faulty,
            ignored=report.ignored,
            enrolled=len(enrolled),
            expected=len(expected),
        )

    async def _count(self, principal: Principal, people: int) -> None:
        for _ in range(ceil(people / _PORTION)):
            wait = await self._limiter.hit(f"roster:{principal.user_id}", _PORTIONS_PER_HOUR, 3600)
            if wait > 0:
                raise RateLimited("Too many people in an hour; try again in a while.", retry_after=wait)


def _report(found: Roster, result: Merged) -> RosterReport:
    faults = sorted([*found.faults, *result.faults], key=lambda fault: fault.line)
    return RosterReport(
        new=len(result.new),
        changed=len(result.changed),
        same=result.same,
        faults=tuple(faults[:MAX_FAULTS]),
        faulty=found.faulty + len({fault.line for fault in result.faults}),
        ignored=found.ignored,
    )


def _value(value: str | UnsetType | None, default: str | None) -> str | None:
    return default if isinstance(value, UnsetType) else value
