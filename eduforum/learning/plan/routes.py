"""HTTP face of lesson plans: those of a course, and the requests of the room."""

from typing import Any

from eduforum.learning.plan.schemas import (
    NewPlan,
    Plan,
    PlanArrange,
    PlanArrangeBody,
    PlanBack,
    PlanBackBody,
    PlanChange,
    PlanDone,
    PlanFinish,
    PlanLaunch,
    PlanQuery,
    Plans,
    PlanStart,
    PlanStartBody,
    PlanStepBody,
    PlanSummary,
    PlanTitles,
    PlanTitlesBody,
    PlanUse,
    PlanUseBody,
    PlanUses,
)
from eduforum.learning.plan.service import PlanService
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, Page, scoped
from eduforum.web.protocol import OFFER_LIMIT, Request

_TAG = "lesson plans"
_STAFF = ("not_found", "staff_only")
_LIVE = (*_STAFF, "session_not_live", "session_cancelled", "session_ended", "rate_limited", "not_stored")
_RUN = (*_LIVE, "no_plan")
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}


class PlanRoutes:
    def __init__(self, service: PlanService, rooms: RoomService) -> None:
        self._service = service
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        plans = "/learning/plans"
        plan = plans + "/{plan_id}"
        run = "/learning/plan-runs/{session_id}"
        return scoped("courses", [
            Endpoint("GET", plans, self.list, "A course's lesson plans; staff only, as all of these", _TAG,
                     query=PlanQuery, answer=Page[PlanSummary], errors=_STAFF),
            Endpoint("POST", plans, self.make, "Make a lesson plan", _TAG, body=NewPlan, answer=Plan, status=201,
                     errors=(*_STAFF, "too_many_plans"), body_limit=OFFER_LIMIT),
            Endpoint("GET", plan, self.read, "A lesson plan with its steps", _TAG, answer=Plan, errors=_STAFF),
            Endpoint("PUT", plan, self.change, "Replace a lesson plan; what sessions made of it stays", _TAG,
                     body=PlanChange, answer=Plan, errors=(*_STAFF, "version_conflict"), body_limit=OFFER_LIMIT),
            Endpoint("DELETE", plan, self.delete, "Delete a lesson plan; it can be restored", _TAG, status=204,
                     errors=_STAFF),
            Endpoint("POST", plan + "/restore", self.restore, "Restore a lesson plan that was deleted", _TAG,
                     answer=Plan, errors=(*_STAFF, "too_many_plans")),
            Endpoint("GET", plan + "/uses", self.uses, "How long its steps took in the sessions that used it", _TAG,
                     answer=PlanUses, errors=_STAFF),
            Endpoint("GET", run, self.of_session, "A session's plan, as it went or goes", _TAG, answer=Plans,
                     errors=_STAFF),
            Endpoint("POST", run + "/use", self.use, "Take a plan for a live session", _TAG, body=PlanUseBody,
                     answer=PlanDone, errors=(*_LIVE, "plan_begun"), request_headers=_KEY),
            Endpoint("POST", run + "/start", self.start, "Begin a step and what is prepared for it", _TAG,
                     body=PlanStartBody, answer=PlanDone, errors=(*_RUN, "no_such_step", "step_running"),
                     request_headers=_KEY),
            Endpoint("POST", run + "/launch", self.launch, "Begin what is prepared for the step that runs", _TAG,
                     body=PlanStepBody, answer=PlanDone,
                     errors=(*_RUN, "no_such_step", "step_not_running", "nothing_to_begin"), request_headers=_KEY),
            Endpoint("POST", run + "/back", self.back, "Take the latest start back", _TAG, body=PlanBackBody,
                     answer=PlanDone, errors=(*_RUN, "plan_changed", "nothing_to_take_back"), request_headers=_KEY),
            Endpoint("POST", run + "/finish", self.finish, "The step that runs is done", _TAG, body=PlanStepBody,
                     answer=PlanDone, errors=(*_RUN, "no_such_step", "step_not_running"), request_headers=_KEY),
            Endpoint("POST", run + "/arrange", self.arrange, "Put what is not over in order: move, skip, add, change",
                     _TAG, body=PlanArrangeBody, answer=PlanDone, errors=(*_RUN, "plan_changed", "step_running"),
                     request_headers=_KEY, body_limit=OFFER_LIMIT),
            Endpoint("POST", run + "/titles", self.titles, "Show students what the steps are called, or not", _TAG,
                     body=PlanTitlesBody, answer=PlanDone, errors=_RUN, request_headers=_KEY),
        ])  # fmt: skip

    async def list(self, call: Call[None, PlanQuery]) -> Page[PlanSummary]:
        return Page(await self._service.of_course(call.principal, call.query.course_id))

    async def make(self, call: Call[NewPlan, None]) -> Plan:
        return await self._service.make(call.principal, call.body)

    async def read(self, call: Call[None, None]) -> Plan:
        return await self._service.read(call.principal, call.path["plan_id"])

    async def change(self, call: Call[PlanChange, None]) -> Plan:
        return await self._service.change(call.principal, call.path["plan_id"], call.body)

    async def delete(self, call: Call[None, None]) -> None:
        await self._service.delete(call.principal, call.path["plan_id"])

    async def restore(self, call: Call[None, None]) -> Plan:
        return await self._service.restore(call.principal, call.path["plan_id"])

    async def uses(self, call: Call[None, None]) -> PlanUses:
        return await self._service.uses(call.principal, call.path["plan_id"])

    async def of_session(self, call: Call[None, None]) -> Plans:
        return await self._service.of_session(call.principal, call.path["session_id"])

    async def use(self, call: Call[PlanUseBody, None]) -> object:
        return await self._command(call, PlanUse(id=call.request_id, plan=call.body.plan))

    async def start(self, call: Call[PlanStartBody, None]) -> object:
        return await self._command(call, PlanStart(id=call.request_id, step=call.body.step, launch=call.body.launch))

    async def launch(self, call: Call[PlanStepBody, None]) -> object:
        return await self._command(call, PlanLaunch(id=call.request_id, step=call.body.step))

    async def back(self, call: Call[PlanBackBody, None]) -> object:
        return await self._command(call, PlanBack(id=call.request_id, version=call.body.version))

    async def finish(self, call: Call[PlanStepBody, None]) -> object:
        return await self._command(call, PlanFinish(id=call.request_id, step=call.body.step))

    async def arrange(self, call: Call[PlanArrangeBody, None]) -> object:
        body = call.body
        return await self._command(call, PlanArrange(id=call.request_id, version=body.version, steps=body.steps))

    async def titles(self, call: Call[PlanTitlesBody, None]) -> object:
        return await self._command(call, PlanTitles(id=call.request_id, on=call.body.on))

    async def _command(self, call: Call[Any, None], request: Request) -> object:
        return await self._rooms.command(call.principal, call.path["session_id"], request)
