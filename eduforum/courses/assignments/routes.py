"""HTTP face of assignments, submissions and their grades."""

from typing import Any

from eduforum.courses.assignments.schemas import (
    Assignment,
    AssignmentChange,
    AssignmentRelease,
    AssignmentStanding,
    CourseAssignment,
    NewAssignment,
    NewExtension,
    NewSubmission,
    NewSubmissionGrade,
    PolicyChange,
    PolicyQuestion,
    StudentWork,
    SubmissionGrade,
)
from eduforum.courses.assignments.service import AssignmentService
from eduforum.courses.assignments.submissions import SubmissionService
from eduforum.courses.files import downloads
from eduforum.courses.files.uploads import CourseFiles
from eduforum.web.endpoint import Answer, Call, Endpoint, Raw, scoped
from eduforum.web.etags import tagged, version_of

_TAG = "assignments"
_OWNERS = ("not_found", "forbidden", "no_such_assignment")
_STAFF = ("not_found", "staff_only", "no_such_assignment")
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}
_BYTES = 1024 * 1024


class AssignmentRoutes:
    def __init__(self, service: AssignmentService, submissions: SubmissionService, files: CourseFiles) -> None:
        self._service = service
        self._submissions = submissions
        self._files = files

    def endpoints(self) -> list[Endpoint]:
        every = "/courses/{course_id}/assignments"
        one = every + "/{assignment_id}"
        work, submission = one + "/works/{person_id}", one + "/submissions/{submission_id}"
        return scoped("assignments", [
            Endpoint("GET", every, self.every, "A course's assignments, with one's own standing", _TAG,
                     answer=list[CourseAssignment], errors=("not_found",)),
            Endpoint("POST", every, self.create, "Set an assignment", _TAG, body=NewAssignment, body_limit=_BYTES,
                     answer=Assignment, status=201, errors=("not_found", "forbidden", "too_many_assignments")),
            Endpoint("GET", one, self.show, "One assignment, with one's own standing", _TAG, answer=CourseAssignment,
                     errors=("not_found", "no_such_assignment")),
            Endpoint("PATCH", one, self.change, "Change an assignment", _TAG, body=AssignmentChange, body_limit=_BYTES,
                     answer=Assignment, errors=(*_OWNERS, "version_conflict", "rubric_in_use")),
            Endpoint("DELETE", one, self.delete, "Delete an assignment; it can be restored", _TAG, status=204,
                     errors=_OWNERS),
            Endpoint("POST", one + "/restore", self.restore, "Restore a deleted assignment", _TAG, answer=Assignment,
                     errors=_OWNERS),
            Endpoint("PUT", one + "/release", self.release, "Show students their results, or hide them", _TAG,
                     body=AssignmentRelease, answer=Assignment, errors=_OWNERS),
            Endpoint("POST", one + "/late-policy/preview", self.preview, "What another late policy would change", _TAG,
                     body=PolicyQuestion, answer=list[PolicyChange], errors=_OWNERS),
            Endpoint("GET", one + "/works", self.works, "Every student's work; for staff", _TAG,
                     answer=list[StudentWork], errors=_STAFF),
            Endpoint("GET", work, self.work, "One student's work; for staff", _TAG, answer=StudentWork,
                     errors=(*_STAFF, "no_such_student")),
            Endpoint("PUT", work + "/extension", self.extend, "Give somebody until later", _TAG, body=NewExtension,
                     answer=StudentWork, errors=(*_OWNERS, "no_such_student")),
            Endpoint("DELETE", work + "/extension", self.take_extension, "Take an extension back", _TAG,
                     answer=StudentWork, errors=(*_OWNERS, "no_such_student")),
            Endpoint("POST", one + "/submissions", self.hand_in, "Hand in", _TAG, body=NewSubmission,
                     body_limit=_BYTES, answer=AssignmentStanding, status=201, request_headers=_KEY,
                     errors=("not_found", "no_such_assignment", "only_students_hand_in", "not_open_yet",
                             "submissions_closed", "no_submissions_left", "no_such_upload", "upload_unfinished",
                             "unsupported_file", "rate_limited")),
            Endpoint("GET", submission + "/files/{file_id}", self.download, "A file that was handed in", _TAG,
                     answer=bytes, raw=True, produces=downloads.OCTETS, also=downloads.ALSO,
                     request_headers=downloads.REQUEST_HEADERS, headers=downloads.HEADERS,
                     errors=("not_found", "no_such_assignment", "no_such_submission", *downloads.ERRORS)),
            Endpoint("PUT", submission + "/grade", self.grade, "Grade a submission", _TAG, body=NewSubmissionGrade,
                     body_limit=_BYTES, answer=SubmissionGrade,
                     errors=(*_STAFF, "no_such_submission", "version_conflict")),
        ])  # fmt: skip

    async def every(self, call: Call[None, None]) -> list[CourseAssignment]:
        return await self._service.assignments(call.principal, call.path["course_id"])

    async def create(self, call: Call[NewAssignment, None]) -> Answer[Assignment]:
        return tagged(await self._service.create(call.principal, call.path["course_id"], call.body))

    async def show(self, call: Call[None, None]) -> CourseAssignment:
        return await self._service.assignment(call.principal, *_where(call))

    async def change(self, call: Call[AssignmentChange, None]) -> Answer[Assignment]:
        version = version_of(call.if_match)
        return tagged(await self._service.change(call.principal, *_where(call), call.body, version))

    async def delete(self, call: Call[None, None]) -> None:
        await self._service.delete(call.principal, *_where(call))

    async def restore(self, call: Call[None, None]) -> Answer[Assignment]:
        return tagged(await self._service.restore(call.principal, *_where(call)))

    async def release(self, call: Call[AssignmentRelease, None]) -> Answer[Assignment]:
        return tagged(await self._service.release(call.principal, *_where(call), call.body.released))

    async def preview(self, call: Call[PolicyQuestion, None]) -> list[PolicyChange]:
        return await self._service.preview(call.principal, *_where(call), call.body.late_policy)

    async def works(self, call: Call[None, None]) -> list[StudentWork]:
        return await self._service.works(call.principal, *_where(call))

    async def work(self, call: Call[None, None]) -> StudentWork:
        return (await self._service.works(call.principal, *_where(call), call.path["person_id"]))[0]

    async def extend(self, call: Call[NewExtension, None]) -> StudentWork:
        return await self._service.extend(call.principal, *_where(call), call.path["person_id"], call.body)

    async def take_extension(self, call: Call[None, None]) -> StudentWork:
        return await self._service.extend(call.principal, *_where(call), call.path["person_id"], None)

    async def hand_in(self, call: Call[NewSubmission, None]) -> AssignmentStanding:
        return await self._submissions.hand_in(call.principal, *_where(call), call.request_id, call.body)

    async def download(self, call: Call[None, None]) -> Raw:
        path = call.path
        where = *_where(call), path["submission_id"], path["file_id"]
        return downloads.handed_out(call, self._files, await self._submissions.file(call.principal, *where))

    async def grade(self, call: Call[NewSubmissionGrade, None]) -> Answer[SubmissionGrade]:
        version, submission_id = version_of(call.if_match), call.path["submission_id"]
        return tagged(await self._submissions.grade(call.principal, *_where(call), submission_id, call.body, version))


def _where(call: Call[Any, None]) -> tuple[str, str]:
    return call.path["course_id"], call.path["assignment_id"]
