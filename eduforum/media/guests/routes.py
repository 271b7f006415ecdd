"""HTTP face of guest links: for hosts, and for those who come by them."""

from eduforum.courses.schemas import PageQuery
from eduforum.media.guests.schemas import (
    GuestKey,
    GuestLink,
    GuestName,
    Invitation,
    MadeGuestLink,
    NewGuestLink,
    SessionGuest,
)
from eduforum.media.guests.service import GuestService
from eduforum.media.routes import SocketAddress
from eduforum.media.schemas import JoinAnswer
from eduforum.pagination import cut, decode_cursor
from eduforum.web.endpoint import Call, Endpoint, Page, scoped
from eduforum.web.protocol import Id


class GuestRoutes:
    def __init__(self, service: GuestService, sockets: SocketAddress) -> None:
        self._service = service
        self._sockets = sockets

    def endpoints(self) -> list[Endpoint]:
        links = "/sessions/{session_id}/guest-links"
        opens = ("guest_link_unknown", "guest_link_revoked", "guest_link_expired", "guest_link_used_up",
                 "session_ended", "session_cancelled", "rate_limited")  # fmt: skip
        return scoped("sessions", [
            Endpoint("GET", links, self.links, "A session's links for guests, newest first; for its hosts", "guests",
                     answer=list[GuestLink], errors=("not_found", "forbidden")),
            Endpoint("POST", links, self.make, "Make a link for guests of a session", "guests", body=NewGuestLink,
                     answer=MadeGuestLink, status=201,
                     errors=("not_found", "forbidden", "session_ended", "session_cancelled", "too_many_guest_links",
                             "rate_limited")),
            Endpoint("DELETE", links + "/{link_id}", self.revoke, "Take a link back; who came by it is out", "guests",
                     answer=GuestLink, errors=("not_found", "forbidden")),
            Endpoint("GET", "/sessions/{session_id}/guests", self.guests, "Who came as a guest; for staff", "guests",
                     query=PageQuery, answer=Page[SessionGuest], errors=("not_found", "forbidden")),
            Endpoint("POST", "/guests/look", self.look, "What a guest link opens", "guests", body=GuestKey,
                     answer=Invitation, auth=False, errors=opens),
            Endpoint("POST", "/guests/join", self.join, "Enter a live session as a guest", "guests", body=GuestName,
                     answer=JoinAnswer, auth=False, errors=(*opens, "session_not_live")),
        ])  # fmt: skip

    async def links(self, call: Call[None, None]) -> list[GuestLink]:
        return await self._service.links(call.principal, call.path["session_id"])

    async def make(self, call: Call[NewGuestLink, None]) -> MadeGuestLink:
        return await self._service.make(call.principal, call.path["session_id"], call.body)

    async def revoke(self, call: Call[None, None]) -> GuestLink:
        return await self._service.revoke(call.principal, call.path["session_id"], call.path["link_id"])

    async def guests(self, call: Call[None, PageQuery]) -> Page[SessionGuest]:
        query = call.query
        after: str | None = None if query.cursor is None else decode_cursor(query.cursor, Id)
        found = await self._service.guests(call.principal, call.path["session_id"], after, query.limit + 1)
        return Page(*cut(found, query.limit, lambda guest: guest.id))

    async def look(self, call: Call[GuestKey, None]) -> Invitation:
        return await self._service.look(call.client_ip, call.body)

    async def join(self, call: Call[GuestName, None]) -> JoinAnswer:
        admission = await self._service.join(call.client_ip, call.body)
        return self._sockets.answer(call, admission)
