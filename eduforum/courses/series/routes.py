"""HTTP face of weekly series."""

from eduforum.courses.series.schemas import Meeting, NewSeries, RestChange, RestReport, Series
from eduforum.courses.series.service import SeriesService
from eduforum.courses.series.weekly import WeeklySeries
from eduforum.web.endpoint import Answer, Call, Endpoint, scoped
from eduforum.web.etags import tagged, version_of

_TAG = "sessions"


class SeriesRoutes:
    def __init__(self, service: SeriesService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        all_series, one = "/courses/{course_id}/series", "/courses/{course_id}/series/{series_id}"
        return scoped("courses", [
            Endpoint("POST", all_series + "/preview", self.preview, "The meetings that a series would have", _TAG,
                     body=WeeklySeries, answer=list[Meeting], errors=("not_found", "forbidden")),
            Endpoint("POST", all_series, self.create, "Plan a weekly series of sessions", _TAG, body=NewSeries,
                     answer=Series, status=201, errors=("not_found", "forbidden")),
            Endpoint("GET", all_series, self.all, "A course's weekly series", _TAG, answer=list[Series],
                     errors=("not_found",)),
            Endpoint("POST", one + "/rest", self.rest, "Change a series from a day on, or see what that would do", _TAG,
                     body=RestChange, answer=RestReport, errors=("not_found", "forbidden", "version_conflict")),
            Endpoint("DELETE", one, self.withdraw, "Take back what is still to come of a series", _TAG, status=204,
                     errors=("not_found", "forbidden")),
        ])  # fmt: skip

    async def preview(self, call: Call[WeeklySeries, None]) -> list[Meeting]:
        return await self._service.preview(call.principal, call.path["course_id"], call.body)

    async def create(self, call: Call[NewSeries, None]) -> Answer[Series]:
        return tagged(await self._service.create(call.principal, call.path["course_id"], call.body))

    async def all(self, call: Call[None, None]) -> list[Series]:
        return await self._service.series(call.principal, call.path["course_id"])

    async def rest(self, call: Call[RestChange, None]) -> RestReport:
        return await self._service.change_rest(
            call.principal, call.path["course_id"], call.path["series_id"], call.body, version_of(call.if_match)
        )

    async def withdraw(self, call: Call[None, None]) -> None:
        await self._service.withdraw(call.principal, call.path["course_id"], call.path["series_id"])
