"""HTTP face of inviting people into a course."""

from eduforum.auth.recovery_schemas import InvitationMade, InvitationPending
from eduforum.courses.invitations import CourseInvitations
from eduforum.courses.schemas import NewCourseInvitation, PageQuery
from eduforum.pagination import cut, decode_id
from eduforum.web.endpoint import Call, Endpoint, Page, scoped


class CourseInvitationRoutes:
    def __init__(self, invitations: CourseInvitations) -> None:
        self._invitations = invitations

    def endpoints(self) -> list[Endpoint]:
        path = "/courses/{course_id}/invitations"
        return scoped("courses", [
            Endpoint("POST", path, self.invite,
                     "Invite somebody into a course who has no account, by a letter or else a link", "enrollments",
                     body=NewCourseInvitation, answer=InvitationMade, status=201,
                     errors=("not_found", "forbidden", "email_taken", "rate_limited")),
            Endpoint("GET", path, self.pending, "Invitations into a course that nobody has accepted", "enrollments",
                     query=PageQuery, answer=Page[InvitationPending], errors=("not_found", "forbidden")),
            Endpoint("DELETE", path + "/{invitation_id}", self.revoke, "Take an invitation into a course back",
                     "enrollments", status=204, errors=("not_found", "forbidden")),
        ])  # fmt: skip

    async def invite(self, call: Call[NewCourseInvitation, None]) -> InvitationMade:
        return await self._invitations.invite(call.principal, call.path["course_id"], call.body)

    async def pending(self, call: Call[None, PageQuery]) -> Page[InvitationPending]:
        course_id, limit = call.path["course_id"], call.query.limit
        found = await self._invitations.pending(call.principal, course_id, decode_id(call.query.cursor), limit + 1)
        return Page(*cut(found, limit, lambda invitation: (invitation.id,)))

    async def revoke(self, call: Call[None, None]) -> None:
        await self._invitations.revoke(call.principal, call.path["course_id"], call.path["invitation_id"])
