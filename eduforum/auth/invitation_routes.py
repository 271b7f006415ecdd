"""HTTP face of invitations: an administrator's, and what everybody does with a link."""

from eduforum.auth.invitations import Invitations
from eduforum.auth.recovery_routes import LINK_ERRORS
from eduforum.auth.recovery_schemas import (
    AcceptInvitation,
    InvitationMade,
    InvitationPending,
    InvitationShown,
    InvitationsQuery,
    LinkOwner,
    LinkToken,
    NewAccountInvitation,
)
from eduforum.auth.sign_in_answers import SignInAnswers
from eduforum.pagination import cut, decode_id
from eduforum.web.endpoint import Answer, Call, Endpoint, Page, scoped


class InvitationRoutes:
    def __init__(self, invitations: Invitations, answers: SignInAnswers) -> None:
        self._invitations = invitations
        self._answers = answers

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("POST", "/auth/invitations", self.invite,
                     "Invite somebody who has no account, by a letter or else a link: for administrators", "auth",
                     body=NewAccountInvitation, answer=InvitationMade, status=201,
                     errors=("forbidden", "email_taken")),
            Endpoint("GET", "/auth/invitations", self.pending,
                     "Invitations that nobody has accepted: for administrators", "auth", query=InvitationsQuery,
                     answer=Page[InvitationPending], errors=("forbidden",)),
            Endpoint("DELETE", "/auth/invitations/{invitation_id}", self.revoke,
                     "Take an invitation back: for administrators", "auth", status=204,
                     errors=("forbidden", "not_found")),
            Endpoint("POST", "/auth/invitations/look", self.look, "What a link invites to", "auth", body=LinkToken,
                     answer=InvitationShown, auth=False, errors=LINK_ERRORS),
            Endpoint("POST", "/auth/invitations/accept", self.accept,
                     "Make an account by an invitation, or join its course with the one I am signed in to", "auth",
                     body=AcceptInvitation, answer=LinkOwner, status=201, auth=False,
                     errors=(*LINK_ERRORS, "email_taken", "password_too_short", "password_common",
                             "password_personal", "foreign_origin")),
        ])  # fmt: skip

    async def invite(self, call: Call[NewAccountInvitation, None]) -> InvitationMade:
        return await self._invitations.invite(call.principal, call.body)

    async def pending(self, call: Call[None, InvitationsQuery]) -> Page[InvitationPending]:
        after = decode_id(call.query.cursor)
        found = await self._invitations.pending(call.principal, after, call.query.limit + 1)
        return Page(*cut(found, call.query.limit, lambda invitation: (invitation.id,)))

    async def revoke(self, call: Call[None, None]) -> None:
        await self._invitations.revoke(call.principal, call.path["invitation_id"])

    async def look(self, call: Call[LinkToken, None]) -> InvitationShown:
        return await self._invitations.look(call.body.token)

    async def accept(self, call: Call[AcceptInvitation, None]) -> Answer[LinkOwner]:
        device = self._answers.device(call)
        opened = await self._invitations.accept(call.body.token, call.body.password, call.principal_or_none, device)
        return Answer(opened.owner, cookies=[self._answers.known(call, opened.known)])
