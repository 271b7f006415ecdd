"""HTTP face of rehearsals."""

from eduforum.learning.rehearsal.schemas import Rehearsal, RehearsalBody
from eduforum.learning.rehearsal.service import RehearsalService
from eduforum.web.endpoint import Call, Endpoint, Page, scoped

_TAG = "rehearsals"
_STAFF = ("not_found", "staff_only")


class RehearsalRoutes:
    def __init__(self, service: RehearsalService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        rehearsals = "/learning/plans/{plan_id}/rehearsals"
        rehearsal = rehearsals + "/{rehearsal_id}"
        return scoped("courses", [
            Endpoint("POST", rehearsals, self.begin,
                     "Rehearse a lesson plan with simulated students; staff only, as all of these", _TAG,
                     body=RehearsalBody, answer=Rehearsal, status=201,
                     errors=(*_STAFF, "rehearsal_running", "too_many_rehearsals", "rate_limited")),
            Endpoint("GET", rehearsals, self.list, "A plan's rehearsals, also those of the last hour, newest first",
                     _TAG, answer=Page[Rehearsal], errors=_STAFF),
            Endpoint("GET", rehearsal, self.read, "How a rehearsal goes, or went", _TAG, answer=Rehearsal,
                     errors=_STAFF),
            Endpoint("POST", rehearsal + "/stop", self.stop, "Stop a rehearsal; its report stays for an hour", _TAG,
                     answer=Rehearsal, errors=_STAFF),
            Endpoint("DELETE", rehearsal, self.forget, "Stop a rehearsal and forget it; its report is the answer", _TAG,
                     answer=Rehearsal, errors=_STAFF),
        ])  # fmt: skip

    async def begin(self, call: Call[RehearsalBody, None]) -> Rehearsal:
        body, plan = call.body, call.path["plan_id"]
        return await self._service.begin(call.principal, plan, students=body.students, speed=body.speed, seed=body.seed)

    async def list(self, call: Call[None, None]) -> Page[Rehearsal]:
        return Page(await self._service.of_plan(call.principal, call.path["plan_id"]))

    async def read(self, call: Call[None, None]) -> Rehearsal:
        return await self._service.read(call.principal, call.path["plan_id"], call.path["rehearsal_id"])

    async def stop(self, call: Call[None, None]) -> Rehearsal:
        return await self._service.stop(call.principal, call.path["plan_id"], call.path["rehearsal_id"])

    async def forget(self, call: Call[None, None]) -> Rehearsal:
        return await self._service.forget(call.principal, call.path["plan_id"], call.path["rehearsal_id"])
