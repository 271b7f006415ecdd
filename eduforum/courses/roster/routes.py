"""HTTP face of rosters."""

from eduforum.courses.roster.schemas import (
    EnrollmentChange,
    Expected,
    ImportQuery,
    NewExpected,
    RosterExportQuery,
    RosterReport,
)
from eduforum.courses.roster.service import RosterService
from eduforum.courses.roster.table import MAX_BYTES
from eduforum.courses.schemas import Enrollment
from eduforum.errors import TooLarge
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Endpoint, Raw, scoped

_TAG = "enrollments"
_OCTETS = "application/octet-stream"


class RosterRoutes:
    def __init__(self, service: RosterService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        course = "/courses/{course_id}"
        return scoped("courses", [
            Endpoint("POST", course + "/roster", self.import_file,
                     "Enrol the people of a CSV or XLSX file, or see what it holds", _TAG, body=bytes,
                     accepts=_OCTETS, body_limit=MAX_BYTES, query=ImportQuery, answer=RosterReport,
                     errors=("not_found", "forbidden", "roster_faulty", "rate_limited")),
            Endpoint("GET", course + "/roster.csv", self.export, "The roster as a CSV file", _TAG,
                     query=RosterExportQuery, raw=True, produces="text/csv", errors=("not_found", "forbidden")),
            Endpoint("GET", course + "/expected", self.expected, "Who is on the roster and has no account yet", _TAG,
                     answer=list[Expected], errors=("not_found", "forbidden")),
            Endpoint("POST", course + "/expected", self.expect, "Keep a place for somebody without an account", _TAG,
                     body=NewExpected, answer=Expected, status=201,
                     errors=("not_found", "forbidden", "already_enrolled")),
            Endpoint("DELETE", course + "/expected/{expected_id}", self.remove, "Expect somebody no more", _TAG,
                     status=204, errors=("not_found", "forbidden")),
            Endpoint("PATCH", course + "/enrollments/{enrollment_id}", self.describe,
                     "Change what the roster says of a person", _TAG, body=EnrollmentChange, answer=Enrollment,
                     errors=("not_found", "forbidden", "number_taken")),
        ])  # fmt: skip

    async def import_file(self, call: Call[None, ImportQuery]) -> RosterReport:
        raw = bytearray()
        async for chunk in call.request.stream():
            raw += chunk
            if len(raw) > MAX_BYTES:
                raise TooLarge(f"A roster has up to {MAX_BYTES} bytes")
        query = call.query
        return await self._service.import_file(
            call.principal, call.path["course_id"], bytes(raw), dry_run=query.dry_run, keep_good=query.keep_good
        )

    async def export(self, call: Call[None, RosterExportQuery]) -> Raw:
        course, content = await self._service.export(call.principal, call.path["course_id"], call.query.language)
        return Raw(content, "text/csv; charset=utf-8", attached(f"{course.code} {course.semester}.csv"))

    async def expected(self, call: Call[None, None]) -> list[Expected]:
        return await self._service.expected(call.principal, call.path["course_id"])

    async def expect(self, call: Call[NewExpected, None]) -> Expected:
        return await self._service.expect(call.principal, call.path["course_id"], call.body)

    async def remove(self, call: Call[None, None]) -> None:
        await self._service.remove_expected(call.principal, call.path["course_id"], call.path["expected_id"])

    async def describe(self, call: Call[EnrollmentChange, None]) -> Enrollment:
        return await self._service.describe(
            call.principal, call.path["course_id"], call.path["enrollment_id"], call.body
        )
