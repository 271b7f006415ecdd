"""HTTP face of participation."""

from typing import Annotated

import msgspec
from msgspec import Meta

from eduforum.analytics.participation.schemas import (
    ParticipationAllow,
    ParticipationAllowed,
    ParticipationVoice,
    ParticipationVoiced,
    PersonParticipation,
    Sees,
    SessionParticipation,
    TalkTurn,
)
from eduforum.analytics.participation.service import ParticipationService
from eduforum.media.access import READING_ERRORS
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, Page, scoped
from eduforum.web.protocol import Id

_TAG = "participation"


class PersonQuery(msgspec.Struct, frozen=True):
    """`reason`: why an administrator looks, for the audit log."""

    reason: Annotated[str, Meta(max_length=200)] | None = None


class TurnsQuery(msgspec.Struct, frozen=True):
    cursor: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 200


class Allowance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    assistants: Sees


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`person`: whose words the interpreter speaks; null: nobody's in particular."""

    person: Id | None


class ParticipationRoutes:
    def __init__(self, service: ParticipationService, rooms: RoomService) -> None:
        self._service = service
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        path = "/sessions/{session_id}/participation"
        refusals = (*READING_ERRORS, "participation_hidden")
        return scoped("sessions", [
            Endpoint("GET", path, self.session, "Who takes part, as far as the reader may see it", _TAG,
                     answer=SessionParticipation, errors=refusals),
            Endpoint("GET", path + "/people/{person_id}", self.person,
                     "One student's participation; administrators say why", _TAG, query=PersonQuery,
                     answer=PersonParticipation, errors=(*refusals, "reason_required")),
            Endpoint("GET", path + "/turns", self.turns, "Who spoke when, after whom", _TAG, query=TurnsQuery,
                     answer=Page[TalkTurn], errors=(*refusals, "invalid_cursor")),
            Endpoint("PUT", path + "/assistants", self.allow, "Decide what the course's assistants see", _TAG,
                     body=Allowance, answer=ParticipationAllowed,
                     errors=("not_found", "professors_only", "session_not_live", "session_ended", "rate_limited")),
            Endpoint("PUT", path + "/voices/{interpreter_id}", self.voice,
                     "Say whose words an interpreter speaks; staff only", _TAG, body=Voice, answer=ParticipationVoiced,
                     errors=("not_found", "staff_only", "no_such_interpreter", "no_such_student", "session_not_live",
                             "session_ended", "rate_limited")),
        ])  # fmt: skip

    async def session(self, call: Call[None, None]) -> SessionParticipation:
        return await self._service.session(call.principal, call.path["session_id"])

    async def person(self, call: Call[None, PersonQuery]) -> PersonParticipation:
        path = call.path
        return await self._service.person(call.principal, path["session_id"], path["person_id"], call.query.reason)

    async def turns(self, call: Call[None, TurnsQuery]) -> Page[TalkTurn]:
        query = call.query
        return await self._service.turns(call.principal, call.path["session_id"], query.cursor, query.limit)

    async def allow(self, call: Call[Allowance, None]) -> object:
        request = ParticipationAllow(id=call.request_id, assistants=call.body.assistants)
        return await self._rooms.command(call.principal, call.path["session_id"], request)

    async def voice(self, call: Call[Voice, None]) -> object:
        request = ParticipationVoice(
            id=call.request_id, interpreter=call.path["interpreter_id"], person=call.body.person
        )
        return await self._rooms.command(call.principal, call.path["session_id"], request)
