"""The tool of the room that quality is told by: what clients report, and what people hear about it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.errors import RateLimited
from eduforum.media.quality import Level
from eduforum.media.schemas import Done
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

REPORTS_PER_MINUTE = 30
"""Of one person, over all devices."""

Fraction = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(ge=0, le=3600)]
Milliseconds = Annotated[float, Meta(ge=0, le=600_000)]
Pixels = Annotated[int, Meta(ge=0, le=16384)]
Rate = Annotated[float, Meta(ge=0, le=1000)]


class HeardStats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sound that came in since the last report, over all voices (W3C webrtc-stats). `concealed`:
    (concealedSamples − silentConcealedSamples) / totalSamplesReceived; `buffer`: jitterBufferDelay over
    jitterBufferEmittedCount."""

    concealed: Fraction = 0.0
    buffer: Milliseconds = 0.0
    jitter: Milliseconds = 0.0
    loss: Fraction = 0.0


class SeenStats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pictures that came in since the last report: of the largest one that is shown its size and rate; over all of
    them `freezes` (freezeCount) and `frozen` (totalFreezesDuration)."""

    width: Pixels = 0
    height: Pixels = 0
    fps: Rate = 0.0
    freezes: Annotated[int, Meta(ge=0, le=100_000)] = 0
    frozen: Seconds = 0.0


class SentStats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What left since the last report, as the server's reports tell the client (remote-inbound-rtp), and the largest
    picture that the camera's encodings sent; `limited`: qualityLimitationReason."""

    loss: Fraction = 0.0
    jitter: Milliseconds = 0.0
    width: Pixels = 0
    height: Pixels = 0
    fps: Rate = 0.0
    limited: Literal["none", "bandwidth", "cpu", "other"] = "none"


class MediaStats(Request, tag="media:stats", frozen=True, kw_only=True):
    """What the client's getStats says of the last `seconds`, sent about every ten. A part that the connection does not
    have is null: a second screen hears nothing."""

    seconds: Annotated[float, Meta(gt=0, le=600)]
    rtt: Milliseconds | None = None
    heard: HeardStats | None = None
    seen: SeenStats | None = None
    sent: SentStats | None = None


class LinkQuality(msgspec.Struct, frozen=True):
    """One direction between a person and the server over the last seconds. `bitrate` in bit/s, `loss` and `concealed`
    from 0 to 1, `jitter` in milliseconds; `mos` of the sound, null while none is there; `freezes` of pictures and
    `frozen`, their seconds, in that time. What is not known is null."""

    bitrate: int
    loss: float
    jitter: float | None = None
    mos: float | None = None
    concealed: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    freezes: int | None = None
    frozen: float | None = None
    limited: Literal["none", "bandwidth", "cpu", "other"] | None = None


class PersonQuality(msgspec.Struct, frozen=True):
    """How the seminar is for a person: `level` is smoothed, `mos` (ITU-T G.107, 1 to 4.5) is the worse of both
    directions, `rtt` in milliseconds. `up` is what they send, `down` what comes to them; null without media."""

    participant: str
    level: Level
    mos: float | None
    rtt: float | None
    up: LinkQuality | None
    down: LinkQuality | None


class MediaQuality(StateEvent, tag="media:quality", frozen=True, kw_only=True):
    """The quality of media now: of everybody for hosts, for others their own. Comes every few seconds; who is not in
    the list has no media."""

    people: list[PersonQuality]


class Report(msgspec.Struct, frozen=True):
    """A client's statistics, and when they came by the monotonic clock."""

    stats: MediaStats
    at: float


class Quality(RoomTool):
    """Keeps the newest report of each connection."""

    name: ClassVar[str] = "quality"
    in_exams: ClassVar[bool] = True
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {MediaStats: Done}
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (MediaQuality,)

    def __init__(self, limiter: RateLimiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self.reports: dict[str, Report] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {MediaStats: self._report}

    def connection_closed(self, room: RoomContext, connection_id: str) -> None:
        self.reports.pop(connection_id, None)

    async def _report(self, room: RoomContext, caller: Caller, request: MediaStats) -> Done:
        wait = await self._limiter.hit(f"stats:{caller.person.id}", REPORTS_PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many reports; wait a little.", retry_after=wait)
        if room.participant(caller.person.id) is not None:
            self.reports[caller.connection_id] = Report(request, self._clock.monotonic())
        return Done()
