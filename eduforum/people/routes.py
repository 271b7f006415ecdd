"""HTTP face of looking after people."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from eduforum.courses.roster.table import MAX_BYTES
from eduforum.pagination import cut, decode_cursor
from eduforum.people.schemas import (
    NewPerson,
    PeopleImport,
    PeopleImportReport,
    PeopleQuery,
    PeopleSummary,
    PersonListed,
    PersonMade,
    RoleChange,
    ViewOpened,
    ViewReason,
)
from eduforum.people.service import PeopleService
from eduforum.people.store import Place
from eduforum.people.viewing import ViewingService
from eduforum.web.codec import check_times
from eduforum.web.endpoint import Call, Endpoint, Page, scoped

_TAG = "admin"
_ERRORS = ("not_found", "forbidden")

_Id = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]

# Base64 of the largest file, and what stands around it.
_IMPORT_BYTES = MAX_BYTES * 4 // 3 + 1024


class PeopleRoutes:
    def __init__(self, service: PeopleService, viewing: ViewingService) -> None:
        self._service = service
        self._viewing = viewing

    def endpoints(self) -> list[Endpoint]:
        people, person = "/admin/people", "/admin/people/{person_id}"
        # No token makes accounts, ranks or sign-ins: one that was stolen could make itself permanent.
        return scoped("never", [
            Endpoint("GET", people, self.people, "Everybody with an account", _TAG, query=PeopleQuery,
                     answer=Page[PersonListed], errors=("forbidden", "invalid_cursor")),
            Endpoint("GET", people + "/summary", self.summary, "How many people there are", _TAG,
                     answer=PeopleSummary, errors=("forbidden",)),
            Endpoint("POST", people, self.create, "Make an account of any role", _TAG, body=NewPerson,
                     answer=PersonMade, status=201,
                     errors=("forbidden", "email_taken")),
            Endpoint("POST", people + "/import", self.import_file, "Make accounts from a file, or see what it holds",
                     _TAG, body=PeopleImport, answer=PeopleImportReport, errors=("forbidden",),
                     body_limit=_IMPORT_BYTES),
            Endpoint("POST", person + "/suspend", self.suspend, "Keep a person out; all that is open ends", _TAG,
                     answer=PersonListed, errors=(*_ERRORS, "own_account", "last_admin")),
            Endpoint("POST", person + "/unsuspend", self.unsuspend, "Let a person sign in again", _TAG,
                     answer=PersonListed, errors=_ERRORS),
            Endpoint("PUT", person + "/role", self.change_role, "Give a person another role", _TAG, body=RoleChange,
                     answer=PersonListed, errors=(*_ERRORS, "last_admin")),
            Endpoint("POST", person + "/reset-2fa", self.reset_second_factor,
                     "Turn two-step sign-in off for a person", _TAG, answer=PersonListed,
                     errors=(*_ERRORS, "second_factor_off")),
            Endpoint("POST", person + "/view", self.view, "See what a person sees, and change nothing", _TAG,
                     body=ViewReason, answer=ViewOpened, status=201,
                     errors=(*_ERRORS, "person_is_admin", "person_suspended")),
            Endpoint("DELETE", "/admin/view", self.end_view, "End the look that this call is made by", _TAG,
                     status=204, while_viewing=True),
        ])  # fmt: skip

    async def people(self, call: Call[None, PeopleQuery]) -> Page[PersonListed]:
        query = call.query
        found = await self._service.people(call.principal, query, _place(query), query.limit + 1)
        items, next_cursor = cut(found, query.limit, lambda each: each[1])
        return Page([person for person, _ in items], next_cursor)

    async def summary(self, call: Call[None, None]) -> PeopleSummary:
        return await self._service.summary(call.principal)

    async def create(self, call: Call[NewPerson, None]) -> PersonMade:
        return await self._service.create(call.principal, call.body)

    async def import_file(self, call: Call[PeopleImport, None]) -> PeopleImportReport:
        return await self._service.import_file(call.principal, call.body)

    async def suspend(self, call: Call[None, None]) -> PersonListed:
        return await self._service.suspend(call.principal, call.path["person_id"])

    async def unsuspend(self, call: Call[None, None]) -> PersonListed:
        return await self._service.unsuspend(call.principal, call.path["person_id"])

    async def change_role(self, call: Call[RoleChange, None]) -> PersonListed:
        return await self._service.change_role(call.principal, call.path["person_id"], call.body.role)

    async def reset_second_factor(self, call: Call[None, None]) -> PersonListed:
        return await self._service.reset_second_factor(call.principal, call.path["person_id"])

    async def view(self, call: Call[ViewReason, None]) -> ViewOpened:
        return await self._viewing.open(call.principal, call.path["person_id"], call.body.reason)

    async def end_view(self, call: Call[None, None]) -> None:
        await self._viewing.end(call.principal)


def _place(query: PeopleQuery) -> Place | None:
    if query.cursor is None:
        return None
    if query.sort == "name":
        name, person_id = decode_cursor(query.cursor, tuple[Annotated[str, Meta(max_length=400)], _Id])
        return name, person_id
    at, person_id = decode_cursor(query.cursor, tuple[Annotated[datetime, Meta(tz=True)], _Id])
    check_times(at, "cursor")
    return at, person_id
