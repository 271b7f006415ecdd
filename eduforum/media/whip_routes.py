"""HTTP face of WHIP and WHEP: publishing into a room and watching it with nothing but an offer and a bearer token.

Pages of any origin may call, because a bearer token alone entitles and cookies never count.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from eduforum.media.access import ENTRY_ERRORS
from eduforum.media.schemas import IceServer
from eduforum.media.sdp import MAX_OFFER
from eduforum.media.sdpfrag import MAX_FRAGMENT
from eduforum.media.sdpfrag import MEDIA_TYPE as FRAGMENT
from eduforum.media.whip import Created, Kind, WhipService
from eduforum.web.endpoint import Answer, Call, Endpoint, Raw, scoped
from eduforum.web.protocol import Id

SDP = "application/sdp"

_SESSION_ERRORS = (*ENTRY_ERRORS, "session_not_live", "session_cancelled", "session_ended", "other_session",
                   "removed")  # fmt: skip
_OFFER_ERRORS = (*_SESSION_ERRORS, "bad_offer", "room_closed", "unavailable")
_RESOURCE_ERRORS = ("not_found", "forbidden", "other_session")
_DELETE_ERRORS: dict[Kind, tuple[str, ...]] = {"whip": ("forbidden", *_SESSION_ERRORS), "whep": _RESOURCE_ERRORS}


class WhipQuery(msgspec.Struct, frozen=True):
    """How the source is called beside its person's name."""

    label: Annotated[str, Meta(max_length=80)] = ""


class WhepQuery(msgspec.Struct, frozen=True):
    """Whose media to show, and which source of theirs; without, everybody's, first come."""

    publisher: Id | None = None
    source: Annotated[str, Meta(max_length=64)] | None = None


class WhipRoutes:
    def __init__(self, service: WhipService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        whip, whep = "/sessions/{session_id}/whip", "/sessions/{session_id}/whep"
        return scoped("sessions", [
            self._offer(whip, self.publish, "Publish a source (WHIP, RFC 9725)", WhipQuery,
                        ("observers_do_not_send", "no_seat", "room_full", "too_many_publications")),
            self._offer(whep, self.watch, "Watch the room (WHEP)", WhepQuery, ("too_many_views", "too_many_viewers")),
            *self._around(whip, "whip", "the source"),
            *self._around(whep, "whep", "the viewer"),
        ])  # fmt: skip

    async def publish(self, call: Call[str, WhipQuery]) -> Raw:
        created = await self._service.publish(
            call.principal, call.claims, call.path["session_id"], call.body, call.query.label
        )
        return self._created(call, "whip", created)

    async def watch(self, call: Call[str, WhepQuery]) -> Raw:
        created = await self._service.watch(
            call.principal,
            call.claims,
            call.path["session_id"],
            call.body,
            publisher=call.query.publisher,
            source=call.query.source,
        )
        return self._created(call, "whep", created)

    def _offer(
        self, path: str, handler: Any, summary: str, query: type[msgspec.Struct], errors: tuple[str, ...]
    ) -> Endpoint:
        return Endpoint("POST", path, handler, summary, "whip", body=str, query=query, answer=str, status=201, raw=True,
                        accepts=SDP, produces=SDP, participant=True, cors=True, body_limit=MAX_OFFER,
                        errors=(*_OFFER_ERRORS, *errors),
                        headers={
                            "Location": "The resource, to PATCH and to DELETE.",
                            "ETag": "The ICE session.",
                            "Link": 'STUN and TURN servers, rel="ice-server".',
                            "Accept-Patch": FRAGMENT,
                        })  # fmt: skip

    def _around(self, path: str, kind: Kind, what: str) -> list[Endpoint]:
        resource = path + "/{resource}"

        async def patch(call: Call[str, None]) -> Raw:
            restarted = self._service.patch(
                call.principal,
                call.claims,
                call.path["session_id"],
                kind,
                call.path["resource"],
                call.body,
                call.if_match,
            )
            if restarted is None:
                return Raw(b"", FRAGMENT, status=204)
            return Raw(restarted.fragment.encode(), FRAGMENT, {"ETag": restarted.etag})

        async def delete(call: Call[None, None]) -> Answer[None]:
            await self._service.delete(
                call.principal, call.claims, call.path["session_id"], kind, call.path["resource"]
            )
            return Answer(None)

        async def offer_options(call: Call[None, None]) -> Answer[None]:
            return Answer(None, {"Allow": "OPTIONS, POST", "Accept-Post": SDP})

        async def resource_options(call: Call[None, None]) -> Answer[None]:
            return Answer(None, {"Allow": "DELETE, OPTIONS, PATCH", "Accept-Patch": FRAGMENT})

        return [
            Endpoint("OPTIONS", path, offer_options, "What may be posted, and from which pages", "whip", status=204,
                     auth=False, cors=True, headers={"Accept-Post": SDP}),
            Endpoint("PATCH", resource, patch, f"Trickle candidates of {what}, or restart its ICE", "whip", body=str,
                     answer=str, raw=True, accepts=FRAGMENT, produces=FRAGMENT, participant=True, cors=True,
                     body_limit=MAX_FRAGMENT, also=(204,), request_headers={"If-Match": "The ICE session, * for any."},
                     headers={"ETag": "The new ICE session."},
                     errors=(*_RESOURCE_ERRORS, "outdated", "unconditional", "bad_fragment", "no_transport")),
            Endpoint("DELETE", resource, delete, f"End {what}", "whip", status=204, participant=True, cors=True,
                     errors=_DELETE_ERRORS[kind]),
            Endpoint("OPTIONS", resource, resource_options, "What may be done, and from which pages", "whip",
                     status=204, auth=False, cors=True, headers={"Accept-Patch": FRAGMENT}),
        ]  # fmt: skip

    def _created(self, call: Call[Any, Any], kind: Kind, created: Created) -> Raw:
        headers = {
            "Location": f"/api/v1/sessions/{call.path['session_id']}/{kind}/{created.id}",
            "ETag": created.etag,
            "Accept-Patch": FRAGMENT,
        }
        if links := [link for server in created.ice_servers for link in _links(server)]:
            headers["Link"] = ", ".join(links)
        return Raw(created.answer.encode(), SDP, headers, status=201)


def _links(server: IceServer) -> list[str]:
    """A Link of each address (RFC 9725, section 4.6)."""
    secret = ""
    if server.username is not None and server.credential is not None:
        secret = f'; username="{server.username}"; credential="{server.credential}"; credential-type="password"'
    return [f'<{url}>; rel="ice-server"{secret}' for url in server.urls]
