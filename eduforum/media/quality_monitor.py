"""Looks at everybody's media every few seconds: from counters and clients' reports to levels, metrics and minutes."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.media import quality_store as store
from eduforum.media.live import LiveRoom
from eduforum.media.quality import FRAME_DELAY, Level, Smoothed, opinion, picture_rating, playout_delay, rating
from eduforum.media.quality_store import Kept, Minute
from eduforum.media.quality_tool import LinkQuality, MediaQuality, MediaStats, PersonQuality, Quality
from eduforum.media.room import HOSTS
from eduforum.media.schemas import Participant
from eduforum.telemetry import Metrics

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine

PERIOD = 5.0
"""Seconds between two looks at a room."""

# A report of a client counts until the next but one should have come.
_REPORT_LIVES = 25.0
# Less than this is checks and reports: no media, in bit/s.
_SILENCE = 2000

_LEVELS: tuple[Level, ...] = ("poor", "fair", "good")
_LOSS_BUCKETS = (0.0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_MOS_BUCKETS = (1.0, 2.0, 2.6, 3.1, 3.6, 4.0, 4.2, 4.3, 4.5)

_log = logging.getLogger(__name__)


class _Rated(NamedTuple):
    """A direction, and R of the worse of its sound and its pictures."""

    link: LinkQuality
    r: float


class Counters(NamedTuple):
    """A transport's counters at a time."""

    at: float
    bytes_in: int
    bytes_out: int
    packets_out: int
    lost: int


@dataclass(slots=True)
class _Sums:
    """What has come together of a minute."""

    looks: int = 0
    level: Level = "good"
    heard: int = 0
    mos: float = 0.0
    timed: int = 0
    rtt: float = 0.0
    up_bitrate: int = 0
    up_loss: float = 0.0
    up_jitter: float | None = None
    down_bitrate: int = 0
    down_loss: float = 0.0
    down_jitter: float | None = None
    freezes: int = 0
    frozen: float = 0.0
    width: int = 0
    height: int = 0

    def add(self, quality: PersonQuality) -> None:
        self.looks += 1
        self.level = min(self.level, quality.level, key=_LEVELS.index)
        if quality.mos is not None:
            self.heard += 1
            self.mos += quality.mos
        if quality.rtt is not None:
            self.timed += 1
            self.rtt += quality.rtt
        if (up := quality.up) is not None:
            self.up_bitrate += up.bitrate
            self.up_loss += up.loss
            self.up_jitter = up.jitter if up.jitter is not None else self.up_jitter
        if (down := quality.down) is not None:
            self.down_bitrate += down.bitrate
            self.down_loss += down.loss
            self.down_jitter = down.jitter if down.jitter is not None else self.down_jitter
            self.width, self.height = down.width or self.width, down.height or self.height

    def minute(self, at: datetime) -> Minute:
        return Minute(
            minute=at,
            level=self.level,
            mos=self.mos / self.heard if self.heard else None,
            rtt=self.rtt / self.timed if self.timed else None,
            up_bitrate=self.up_bitrate // self.looks,
            up_loss=self.up_loss / self.looks,
            up_jitter=self.up_jitter,
            down_bitrate=self.down_bitrate // self.looks,
            down_loss=self.down_loss / self.looks,
            down_jitter=self.down_jitter,
            freezes=self.freezes,
            frozen=self.frozen,
            width=self.width,
            height=self.height,
        )


@dataclass(slots=True)
class _Watched:
    """A person in a room: where their counters stood, and how it has been since the minute began."""

    counters: dict[str, Counters] = field(default_factory=dict)
    smoothed: Smoothed = field(default_factory=Smoothed)
    sums: _Sums = field(default_factory=_Sums)
    # The reports whose freezes are in the sums, by connection.
    counted: dict[str, float] = field(default_factory=dict)


class QualityMonitor:
    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        rooms: Callable[[], Iterable[LiveRoom]],
        resources: Callable[[str, str], Iterable[str]],
        engine: "MediaEngine",
        quality: Quality,
        metrics: Metrics,
    ) -> None:
        """`resources` names the transports that a person has in a session beside those of their connections."""
        self._db = db
        self._clock = clock
        self._rooms = rooms
        self._resources = resources
        self._engine = engine
        self._quality = quality
        self._people: dict[tuple[str, str], _Watched] = {}
        self._minute = _minute_of(clock.now())
        self._task: asyncio.Task[None] | None = None
        self._count: dict[Level, int] = dict.fromkeys(_LEVELS, 0)
        people = metrics.gauge("media_people", "People with media, by the level of its quality.", ("level",))
        for level in _LEVELS:
            people.labels(level).set_function(partial(self._counted, level))
        self._mos = metrics.histogram("media_mos", "Mean opinion scores of sound.", ("direction",), _MOS_BUCKETS)
        self._loss = metrics.histogram("media_loss_ratio", "Loss of packets.", ("direction",), _LOSS_BUCKETS)
        self._rtt = metrics.histogram("media_rtt_seconds", "Round trips of media.")

    async def start(self) -> None:
        self._task = asyncio.create_task(self._watch(), name="media quality")

    async def stop(self) -> None:
        """Writes the minute that has begun."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._keep(self._take(self._minute))

    async def look(self) -> None:
        """Look at every room once, and write the minute that is over."""
        minute = _minute_of(self._clock.now())
        kept = self._take(self._minute) if minute != self._minute else []
        self._minute = minute
        present: set[tuple[str, str]] = set()
        self._count = dict.fromkeys(_LEVELS, 0)
        for room in list(self._rooms()):
            participants = room.room.participants()
            present |= {(room.id, participant.id) for participant in participants}
            self._look_at(room, participants)
            # Other rooms' requests come first.
            await asyncio.sleep(0)
        for place in self._people.keys() - present:
            watched = self._people.pop(place)
            if watched.sums.looks:
                kept.append(Kept(*place, watched.sums.minute(minute)))
        await self._keep(kept)

    async def _watch(self) -> None:
        while True:
            await self._clock.sleep(PERIOD)
            try:
                await self.look()
            except Exception:
                _log.exception("the quality of media could not be looked at")

    def _look_at(self, room: LiveRoom, participants: Sequence[Participant]) -> None:
        people: list[PersonQuality] = []
        for participant in participants:
            watched = self._people.setdefault((room.id, participant.id), _Watched())
            quality = self._person(room, participant, watched)
            if quality is None:
                continue
            people.append(quality)
            self._observe(quality)
            watched.sums.add(quality)
        everybody = MediaQuality(people=people)
        own = {quality.participant: quality for quality in people}
        for participant in participants:
            event = everybody
            if participant.role not in HOSTS:
                mine = own.get(participant.id)
                event = MediaQuality(people=[mine] if mine else [])
            for connection in participant.connections:
                room.tell(connection.id, event)

    def _person(self, room: LiveRoom, participant: Participant, watched: _Watched) -> PersonQuality | None:
        """How it has been since the last look; None without media or at the first."""
        now = self._clock.monotonic()
        transports = [*(c.id for c in participant.connections), *self._resources(room.id, participant.id)]
        before, watched.counters = watched.counters, {}
        seconds, up_bytes, down_bytes, sent, lost = 0.0, 0, 0, 0, 0
        rtt: float | None = None
        reports: list[MediaStats] = []
        for transport in transports:
            stats = self._engine.transport_stats(room.id, transport)
            if stats is None:
                continue
            after = Counters(now, stats.bytes_in, stats.bytes_out, stats.packets_out, stats.packets_lost)
            watched.counters[transport] = after
            if stats.rtt_ns:
                rtt = max(rtt or 0.0, stats.rtt_ns / 1e6)
            if (report := self._quality.reports.get(transport)) is not None and now - report.at <= _REPORT_LIVES:
                reports.append(report.stats)
                if watched.counted.get(transport) != report.at and (seen := report.stats.seen) is not None:
                    watched.counted[transport] = report.at
                    watched.sums.freezes += seen.freezes
                    watched.sums.frozen += seen.frozen
            # A transport that was made anew counts from nothing.
            if (then := before.get(transport)) is not None and after.bytes_in >= then.bytes_in and now > then.at:
                seconds = max(seconds, now - then.at)
                up_bytes += after.bytes_in - then.bytes_in
                down_bytes += max(0, after.bytes_out - then.bytes_out)
                sent += max(0, after.packets_out - then.packets_out)
                lost += max(0, after.lost - then.lost)
        watched.counted = {key: at for key, at in watched.counted.items() if key in watched.counters}
        if not seconds:
            return None
        rtt = rtt if rtt is not None else next((r.rtt for r in reports if r.rtt is not None), None)
        up = _up(round(8 * up_bytes / seconds), rtt, reports)
        down = _down(round(8 * down_bytes / seconds), min(1.0, lost / sent) if sent else 0.0, rtt, reports)
        links = [rated for rated in (up, down) if rated is not None]
        if not links:
            return None
        level = watched.smoothed.push(min(rated.r for rated in links), seconds)
        mos = min((rated.link.mos for rated in links if rated.link.mos is not None), default=None)
        return PersonQuality(participant.id, level, mos, rtt, up and up.link, down and down.link)

    def _observe(self, quality: PersonQuality) -> None:
        self._count[quality.level] += 1
        for direction, link in (("up", quality.up), ("down", quality.down)):
            if link is not None:
                self._loss.labels(direction).observe(link.loss)
                if link.mos is not None:
                    self._mos.labels(direction).observe(link.mos)
        if quality.rtt is not None:
            self._rtt.observe(quality.rtt / 1000)

    def _counted(self, level: Level) -> float:
        return self._count[level]

    def _take(self, minute: datetime) -> list[Kept]:
        """The minute that is over; the next begins."""
        kept: list[Kept] = []
        for place, watched in self._people.items():
            if watched.sums.looks:
                kept.append(Kept(*place, watched.sums.minute(minute)))
                watched.sums = _Sums()
        return kept

    async def _keep(self, minutes: list[Kept]) -> None:
        if minutes:
            async with self._db.transaction() as conn:
                await store.keep(conn, minutes)


def _up(bitrate: int, rtt: float | None, reports: list[MediaStats]) -> _Rated | None:
    if bitrate < _SILENCE:
        return None
    sent = next((report.sent for report in reports if report.sent is not None), None)
    if sent is None:
        r = _sound(rtt, None, 0.0, None)
        return _Rated(LinkQuality(bitrate, 0.0, None, opinion(r)), r)
    r = _sound(rtt, sent.jitter, sent.loss, None)
    link = LinkQuality(
        bitrate,
        sent.loss,
        sent.jitter,
        opinion(r),
        width=sent.width,
        height=sent.height,
        fps=sent.fps,
        limited=sent.limited,
    )
    return _Rated(link, r)


def _down(bitrate: int, loss: float, rtt: float | None, reports: list[MediaStats]) -> _Rated | None:
    if bitrate < _SILENCE:
        return None
    heard = next((report.heard for report in reports if report.heard is not None), None)
    if heard is None:
        r = _sound(rtt, None, loss, None)
        link = LinkQuality(bitrate, loss, None, opinion(r))
    else:
        # What was concealed was lost, late or dropped: all that the ear misses.
        r = _sound(rtt, heard.jitter, heard.concealed, heard.buffer or None)
        link = LinkQuality(bitrate, loss, heard.jitter, opinion(r), heard.concealed)
    report = max((r for r in reports if r.seen is not None), key=_height, default=None)
    if report is None or (seen := report.seen) is None or not seen.height:
        return _Rated(link, r)
    pictures = {"width": seen.width, "height": seen.height, "fps": seen.fps}
    link = replace(link, **pictures, freezes=seen.freezes, frozen=seen.frozen)
    frozen = min(1.0, seen.frozen / report.seconds)
    return _Rated(link, min(r, picture_rating(fps=seen.fps, height=seen.height, frozen=frozen)))


def _height(report: MediaStats) -> int:
    return report.seen.height if report.seen is not None else 0


def _sound(rtt: float | None, jitter: float | None, loss: float, buffer: float | None) -> float:
    """R of the voice over one link: half a round trip, and what coding and playing out wait."""
    wait = buffer if buffer is not None else playout_delay(jitter or 0.0)
    return rating((rtt or 0.0) / 2 + FRAME_DELAY + wait, loss)


def _minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
