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
    """A transport's counters at a time: of what went out, `lost` is what the client told; `arrived` and `missing` are
    packets of what the client sends."""

    at: float
    bytes_in: int
    bytes_out: int
    packets_out: int
    lost: int
    arrived: int
    missing: int


class _Streams(NamedTuple):
    """What the worker sees of streams in one direction: jitter in milliseconds, and the largest picture."""

    jitter: float | None
    width: int
    height: int
    fps: float | None


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
        span = Counters(0.0, 0, 0, 0, 0, 0, 0)
        rtt: float | None = None
        reports: list[MediaStats] = []
        for transport in transports:
            after, trip = self._read(room.id, transport, now)
            if after is None:
                continue
            watched.counters[transport] = after
            rtt = max(rtt or 0.0, trip) if trip else rtt
            if (report := self._quality.reports.get(transport)) is not None and now - report.at <= _REPORT_LIVES:
                reports.append(report.stats)
                if watched.counted.get(transport) != report.at and (seen := report.stats.seen) is not None:
                    watched.counted[transport] = report.at
                    watched.sums.freezes += seen.freezes
                    watched.sums.frozen += seen.frozen
            # A transport that was made anew counts from nothing.
            if (then := before.get(transport)) is not None and after.bytes_in >= then.bytes_in and now > then.at:
                grown = [max(0, new - old) for new, old in zip(after[1:], then[1:], strict=True)]
                span = Counters(max(span.at, now - then.at), *map(sum, zip(span[1:], grown, strict=True)))
        watched.counted = {key: at for key, at in watched.counted.items() if key in watched.counters}
        seconds = span.at
        if not seconds:
            return None
        rtt = rtt if rtt is not None else next((r.rtt for r in reports if r.rtt is not None), None)
        up_loss, down_loss = _ratio(span.missing, span.missing + span.arrived), _ratio(span.lost, span.packets_out)
        sends, receives = self._sent(room.id, transports), self._received(room.id, transports)
        up = _up(round(8 * span.bytes_in / seconds), up_loss, rtt, sends, reports)
        down = _down(round(8 * span.bytes_out / seconds), down_loss, rtt, receives, reports)
        links = [rated for rated in (up, down) if rated is not None]
        if not links:
            return None
        level = watched.smoothed.push(min(rated.r for rated in links), seconds)
        mos = min((rated.link.mos for rated in links if rated.link.mos is not None), default=None)
        return PersonQuality(participant.id, level, mos, rtt, up and up.link, down and down.link)

    def _read(self, room_id: str, transport: str, now: float) -> tuple[Counters | None, float]:
        """A transport's counters, and its round trip in milliseconds, 0 while unknown."""
        stats = self._engine.transport_stats(room_id, transport)
        if stats is None:
            return None, 0.0
        encodings = [encoding for _, encoding in self._engine.encoding_stats(room_id, transport)]
        counters = Counters(
            now,
            stats.bytes_in,
            stats.bytes_out,
            # Of two copies the client counts one.
            stats.packets_out - stats.repeated,
            stats.packets_lost,
            sum(encoding.packets for encoding in encodings),
            sum(encoding.lost for encoding in encodings),
        )
        return counters, stats.rtt_ns / 1e6

    def _sent(self, room_id: str, transports: Iterable[str]) -> _Streams:
        found = [e for transport in transports for _, e in self._engine.encoding_stats(room_id, transport) if e.active]
        largest = max(found, key=lambda encoding: encoding.height, default=None)
        jitter = max((encoding.jitter_ns / 1e6 for encoding in found), default=None)
        if largest is None or not largest.height:
            return _Streams(jitter, 0, 0, None)
        return _Streams(jitter, largest.width, largest.height, largest.fps)

    def _received(self, room_id: str, transports: Iterable[str]) -> _Streams:
        found = [slot for transport in transports for slot in self._engine.slot_stats(room_id, transport)]
        jitter = max((stats.jitter_ns / 1e6 for kind, stats in found if kind == "audio"), default=None)
        largest = max((stats for kind, stats in found if kind == "video"), key=lambda s: s.height, default=None)
        if largest is None:
            return _Streams(jitter, 0, 0, None)
        return _Streams(jitter, largest.width, largest.height, None)

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


def _ratio(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 0.0


def _up(bitrate: int, loss: float, rtt: float | None, streams: _Streams, reports: list[MediaStats]) -> _Rated | None:
    if bitrate < _SILENCE:
        return None
    sent = next((report.sent for report in reports if report.sent is not None), None)
    jitter = streams.jitter
    if sent is not None and jitter is None:
        loss, jitter = sent.loss, sent.jitter
    r = _sound(rtt, jitter, loss, None)
    link = LinkQuality(bitrate, loss, jitter, opinion(r))
    if streams.height:
        link = replace(link, width=streams.width, height=streams.height, fps=streams.fps)
    elif sent is not None:
        link = replace(link, width=sent.width, height=sent.height, fps=sent.fps)
    return _Rated(replace(link, limited=sent.limited) if sent is not None else link, r)


def _down(bitrate: int, loss: float, rtt: float | None, streams: _Streams, reports: list[MediaStats]) -> _Rated | None:
    if bitrate < _SILENCE:
        return None
    heard = next((report.heard for report in reports if report.heard is not None), None)
    if heard is None:
        r = _sound(rtt, streams.jitter, loss, None)
        link = LinkQuality(bitrate, loss, streams.jitter, opinion(r))
    else:
        # What was concealed was lost, late or dropped: all that the ear misses.
        r = _sound(rtt, heard.jitter, heard.concealed, heard.buffer or None)
        link = LinkQuality(bitrate, loss, heard.jitter, opinion(r), heard.concealed)
    report = max((r for r in reports if r.seen is not None), key=_height, default=None)
    if report is None or (seen := report.seen) is None or not seen.height:
        if streams.height:
            link = replace(link, width=streams.width, height=streams.height)
        return _Rated(link, r)
    link = replace(link, width=seen.width, height=seen.height, fps=seen.fps, freezes=seen.freezes, frozen=seen.frozen)
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
