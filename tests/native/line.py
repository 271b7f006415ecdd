"""A client's line in virtual time: what a sender puts on it queues, is lost or arrives, and the client tells of it.

It drives the real estimator, feedback writer and reader. Steps of a millisecond; nothing sleeps, and the same seed
gives the same run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from random import Random
from statistics import median

from sfu_core._testing_bandwidth import ArrivalsFace, BweFace
from sfu_core._testing_sharing import PacerTrace

MS = 1_000_000
START_NS = 1_000_000 * MS
PACKET = 1150
FPS = 30
LAYERS = (150_000, 500_000, 1_700_000)
AUDIO_PACKET = 130
AUDIO_MS = 20
PACING, GUESS_PACING = 1.25, 2.0
BURST_MS, NARROW_BURST_MS, LEAST_BURST = 40, 15, 3600
RESENDS_PART = 3
OLDEST_MS = 700
"""How a line is paced, shared with what is sent again, and given up: as `sfu_core/allocation.pyx`, `retransmission.pyx`
and `egress.pyx` do."""
DEADLINE_MS = 400
"""A frame that is not whole this long after it was sent is not shown."""


@dataclass
class Line:
    """What the network does. Rates in bit/s; each step is (at ms, rate)."""

    rate: float = 100e6
    queue_ms: float = 200
    delay_ms: float = 25
    jitter_ms: float = 0
    loss: float = 0
    steps: tuple[tuple[int, float], ...] = ()
    keeps_order: bool = True
    policer: bool = False
    """Drops what exceeds the rate instead of queueing it."""


@dataclass
class Sample:
    ms: int
    estimate: float
    layer: int
    sent: float
    queue_ms: float
    state: dict[str, object]


@dataclass
class _Packet:
    size: int
    sent_ms: int
    number: int
    frame: int = -1
    tries: int = 0


@dataclass(repr=False)
class Outcome:
    samples: list[Sample] = field(default_factory=list)
    delays: list[tuple[int, float]] = field(default_factory=list)
    """(ms, how long a packet queued, ms)."""
    arrived: list[tuple[int, int]] = field(default_factory=list)
    """(ms, bytes)."""
    offered: list[tuple[int, int]] = field(default_factory=list)
    """(ms, bytes) of all that the sender put on the line."""
    frames: list[int] = field(default_factory=list)
    """When each shown frame was whole, ms."""
    layers: list[tuple[int, int]] = field(default_factory=list)
    """(ms, layer) at each change of what is received."""

    def queue_p95(self, first: int, last: int) -> float:
        within = sorted(delay for ms, delay in self.delays if first <= ms < last)
        return within[len(within) * 95 // 100]

    def rate(self, first: int, last: int) -> float:
        return sum(size for ms, size in self.arrived if first <= ms < last) * 8000 / (last - first)

    def offered_rate(self, first: int, last: int) -> float:
        return sum(size for ms, size in self.offered if first <= ms < last) * 8000 / (last - first)

    def excess(self, rate: float, first: int, last: int) -> float:
        """The most bytes that were offered in any time between, beyond 1.5 × what a line of `rate` carries in it."""
        most = over = 0.0
        before = first
        for ms, size in self.offered:
            if first <= ms < last:
                over = max(0.0, over - 1.5 * rate * (ms - before) / 8000) + size
                most, before = max(most, over), ms
        return most

    def fps(self, first: int, last: int) -> float:
        return sum(first <= ms < last for ms in self.frames) * 1000 / (last - first)

    def longest_gap(self, first: int, last: int) -> int:
        """The longest time without a new frame, ms."""
        moments = [first, *(ms for ms in self.frames if first <= ms < last), last]
        return max(b - a for a, b in pairwise(moments))

    def first_at(self, layer: int, after: int = 0) -> int:
        """When a layer at least this high was first received from `after` on."""
        return next(ms for ms, at in self.layers if ms >= after and at >= layer)

    def layer_at(self, ms: int) -> int:
        return [at for when, at in self.layers if when <= ms][-1]

    def estimates(self, first: int, last: int) -> list[float]:
        return [s.estimate for s in self.samples if first <= s.ms < last]


class Call:
    """A sender with three layers of a camera and a voice, and its receiver, at either end of a line."""

    def __init__(
        self,
        line: Line,
        *,
        seed: int = 1,
        layers: tuple[float, ...] = LAYERS,
        elastic: bool = False,
        feedback: bool = True,
        voices: int = 1,
        sheds: bool = False,
    ) -> None:
        self.line = line
        self.random = Random(seed)
        self.layers = layers
        self.elastic = elastic
        """The sender fills the estimate, as a source whose encoder follows it would."""
        self.voices = voices
        self.sheds = sheds
        """Rather no picture than one that a line is known not to carry."""
        self.tells = feedback
        self.bwe = BweFace()
        self.wanted = int(layers[-1] * 1.15) + 50_000 * voices
        self.bwe.want(self.wanted)
        self.log = ArrivalsFace()
        self.outcome = Outcome()
        self.rate = line.rate
        self._queue: deque[_Packet] = deque()
        self._queued = 0
        self._credit = 0.0
        self._arriving: list[tuple[float, int, _Packet]] = []
        self._telling: deque[tuple[int, bytes]] = deque()
        self._order = 0
        self._last_arrival = 0.0
        self._layer = -1
        self._keyframe_at = 0
        self._probe_at = 0
        self._frame = 0
        self._missing: dict[int, int] = {}
        self._frames: dict[int, tuple[int, int, bool]] = {}
        self._resend: list[tuple[int, int, _Packet]] = []
        self._budget = 0.0
        self._keyframe = 0
        self._paced: deque[_Packet] = deque()
        self._pacer = PacerTrace()
        self._pacing = 0.0
        self._broken = not elastic
        self._shown_layer = -1
        self._asked = 0

    def run(self, ms: int, *, since: int = 0) -> Outcome:
        """Let it go on until so many ms have passed since the beginning."""
        steps = deque(self.line.steps)
        for now in range(since, ms):
            while steps and steps[0][0] <= now:
                self.rate = steps.popleft()[1]
            self._send(now)
            self._carry(now)
            self._receive(now)
            self._tell(now)
            if now % 20 == 0:
                self.bwe.tick(self._ns(now))
                self._allocate(now)
            if now % 50 == 0:
                self._sample(now)
        return self.outcome

    @staticmethod
    def _ns(now: float) -> int:
        return START_NS + round(now * MS)

    def _sample(self, now: int) -> None:
        self.outcome.samples.append(
            Sample(
                now,
                self.bwe.estimate,
                self._layer,
                0,
                self._queued * 8000 / self.rate,
                self.bwe.state,
            )
        )

    # The sender.

    def _put(self, packet: _Packet, now: int) -> None:
        packet.number = self.bwe.sent(packet.size, self._ns(now))
        packet.sent_ms = now
        self.outcome.offered.append((now, packet.size))
        limit = self.rate * self.line.queue_ms / 8000
        if self.random.random() < self.line.loss or self._queued + packet.size > max(limit, 2 * PACKET):
            self._lost(packet, now)
        else:
            self._queue.append(packet)
            self._queued += packet.size

    def _lost(self, packet: _Packet, now: int) -> None:
        """The receiver misses it when the next comes, and asks; half a dozen times at most."""
        if packet.frame >= 0 and packet.tries < 6:
            at = now + round(2 * self.line.delay_ms) + 30
            self._order += 1
            heappush(self._resend, (at, self._order, packet))

    def _allocate(self, now: int) -> None:
        self._pace(now)
        left = self.bwe.estimate * 1.0 - 50_000 * self.voices
        if self.elastic:
            self._layer = 0
            return
        best = -1
        for layer, rate in enumerate(self.layers):
            margin = 1.0 if layer <= self._layer else 1.08
            if rate * margin <= left:
                best = layer
        if best < 0 and not (self.sheds and self.bwe.state["capacity"]):
            best = 0
        if best != self._layer:
            self._layer = best
            # The publisher is asked and its next frame is a keyframe.
            self._keyframe_at = now + 100

    def _pace(self, now: int) -> None:
        estimate = self.bwe.estimate
        used = self.layers[max(self._layer, 0)] + 50_000 * self.voices
        self._pacing = estimate * PACING if self.bwe.state["capacity"] else max(estimate, used) * GUESS_PACING
        reach_ms = BURST_MS if self.wanted <= estimate else NARROW_BURST_MS
        burst = max(self._pacing * reach_ms / 8000, LEAST_BURST)
        self._pacer.set(int(self._pacing), int(burst), self._ns(now))

    def _send(self, now: int) -> None:
        if now % AUDIO_MS == 0:
            for _ in range(self.voices):
                self._pacer.spend(AUDIO_PACKET)
                self._put(_Packet(AUDIO_PACKET, now, 0), now)
        if now % 5 == 0:
            owed = self.bwe.probe_debt(self._ns(now))
            while owed > 0:
                size = min(owed, PACKET)
                self._put(_Packet(size, now, 0), now)
                owed -= size
        if now * FPS // 1000 != (now - 1) * FPS // 1000 and now >= self._keyframe_at and self._layer >= 0:
            self._send_frame(now)
        resends = self._pacing / 8000 / RESENDS_PART
        self._budget = min(self._budget + resends, max(200 * resends, 4000.0))
        while self._resend and self._resend[0][0] <= now and self._pacer.may(self._ns(now)):
            packet = heappop(self._resend)[2]
            if packet.size > self._budget or packet.frame not in self._missing or packet.frame < self._keyframe:
                continue
            self._budget -= packet.size
            self._pacer.spend(packet.size)
            self._put(_Packet(packet.size, now, 0, packet.frame, packet.tries + 1), now)
        while self._paced and self._pacer.may(self._ns(now)):
            packet = self._paced.popleft()
            self._pacer.spend(packet.size)
            self._put(packet, now)
        if self._paced and now - self._paced[0].sent_ms > OLDEST_MS:
            self._paced.clear()
            self._keyframe_at = now + 100

    def _send_frame(self, now: int) -> None:
        rate = self.layers[self._layer]
        if self.elastic:
            rate = max(50_000, self.bwe.estimate - 50_000 * self.voices)
        size = rate / FPS / 8 * self.random.uniform(0.8, 1.2)
        keyframe = self._keyframe_at > 0
        if keyframe and not self.elastic:
            size *= 4
        self._keyframe_at = 0
        self._frame += 1
        if keyframe:
            self._keyframe = self._frame
        count = int(size // PACKET) + 1
        self._missing[self._frame] = count
        self._frames[self._frame] = (now, self._layer, keyframe)
        self._paced.extend(_Packet(round(size / count) + 30, now, 0, self._frame) for _ in range(count))

    # The line.

    def _carry(self, now: int) -> None:
        self._credit = min(self._credit + self.rate / 8000, max(self.rate / 8000, PACKET + 50))
        while self._queue and self._credit >= self._queue[0].size:
            packet = self._queue.popleft()
            self._queued -= packet.size
            self._credit -= packet.size
            left = now + 1 - self._credit * 8000 / self.rate
            self.outcome.delays.append((now, max(0.0, left - packet.sent_ms)))
            at = left + self.line.delay_ms + self.random.uniform(0, self.line.jitter_ms)
            if self.line.keeps_order:
                at = self._last_arrival = max(at, self._last_arrival)
            self._order += 1
            heappush(self._arriving, (at, self._order, packet))
        if not self._queue:
            self._credit = min(self._credit, self.rate / 8000)

    # The receiver.

    def _receive(self, now: int) -> None:
        while self._arriving and self._arriving[0][0] <= now:
            at, _, packet = heappop(self._arriving)
            self.log.note(packet.number, self._ns(at), packet.size)
            self.outcome.arrived.append((now, packet.size))
            if packet.frame in self._missing:
                self._missing[packet.frame] -= 1
        for frame in list(self._missing):
            sent, layer, keyframe = self._frames[frame]
            if self._missing[frame] == 0 and (keyframe or not self._broken):
                # In order: frames wait for those before them.
                del self._missing[frame]
                self._broken = False
                self.outcome.frames.append(now)
                if layer != self._shown_layer:
                    self._shown_layer = layer
                    self.outcome.layers.append((now, layer))
            elif self._missing[frame] == 0 or now - sent > DEADLINE_MS:
                if self._missing[frame] > 0 and (not self._broken or now - self._asked > 500):
                    self._broken = True
                    self._asked = now
                    self._paced.clear()
                    self._keyframe_at = self._keyframe_at or now + 100
                del self._missing[frame]
            else:
                break

    def _tell(self, now: int) -> None:
        if self.tells and self.log.due(self._ns(now)):
            while message := self.log.write(self._ns(now)):
                padding = message[-1] if message[0] & 0x20 else 0
                self._telling.append((now + round(self.line.delay_ms), message[12 : len(message) - padding]))
        while self._telling and self._telling[0][0] <= now:
            self.bwe.feedback(self._telling.popleft()[1], self._ns(now))


def _first(outcome: Outcome, layer: int, after: int = 0) -> float:
    return next((ms for ms, at in outcome.layers if ms >= after and at >= layer), float("inf")) - after


def _falls(outcome: Outcome, first: int, last: int) -> int:
    layers = [at for ms, at in outcome.layers if first <= ms < last]
    return sum(b < a for a, b in pairwise(layers))


_TABLE: tuple[tuple[str, Line, bool, int, tuple[tuple[str, Callable[[Outcome], float], bool], ...]], ...] = (
    (
        "5 Mbit/s",
        Line(rate=5e6),
        False,
        3_000,
        (("top layer ms", lambda o: _first(o, 2), False), ("first frame ms", lambda o: o.frames[0], False)),
    ),
    (
        "500 kbit/s, filled",
        Line(rate=500e3),
        True,
        20_000,
        (
            ("kbit/s", lambda o: o.rate(2_000, 20_000) / 1000, True),
            ("queue p95 ms", lambda o: o.queue_p95(2_000, 20_000), False),
        ),
    ),
    (
        "500 kbit/s",
        Line(rate=500e3),
        False,
        10_000,
        (("queue p95 ms", lambda o: o.queue_p95(1_000, 10_000), False),),
    ),
    *(
        (
            f"3 Mbit/s, {rate / 1000:.0f} kbit/s, 3 Mbit/s",
            Line(rate=3e6, steps=((10_000, rate), (20_000, 3e6))),
            False,
            28_000,
            (
                ("gap ms", lambda o: o.longest_gap(10_000, 12_000), False),
                ("then frames/s", lambda o: o.fps(12_000, 20_000), True),
                ("queue p95 ms", lambda o: o.queue_p95(12_000, 20_000), False),
                ("top again ms", lambda o: _first(o, 2, 20_000), False),
            ),
        )
        for rate in (400e3, 700e3)
    ),
    *(
        (
            f"4 Mbit/s, {name}",
            line,
            False,
            20_000,
            (
                ("frames/s", lambda o: o.fps(2_000, 20_000), True),
                ("top layer ms", lambda o: _first(o, 2), False),
                ("falls", lambda o: _falls(o, 2_000, 20_000), False),
            ),
        )
        for name, line in (
            *((f"{loss:.0%} lost", Line(rate=4e6, loss=loss)) for loss in (0.02, 0.05, 0.1, 0.2)),
            ("jitter in order", Line(rate=4e6, jitter_ms=30)),
            ("jitter", Line(rate=4e6, jitter_ms=30, keeps_order=False)),
        )
    ),
    (
        "800 kbit/s without a queue",
        Line(rate=800e3, queue_ms=5),
        False,
        20_000,
        (("frames/s", lambda o: o.fps(3_000, 20_000), True),),
    ),
)


def main() -> None:
    """Print what the estimator makes of these lines: the median of 20 seeds, and the worst in brackets."""
    for name, line, elastic, ms, figures in _TABLE:
        outcomes = [Call(line, seed=seed, elastic=elastic).run(ms) for seed in range(1, 21)]
        told = []
        for label, figure, more_is_better in figures:
            values = [figure(outcome) for outcome in outcomes]
            worst = min(values) if more_is_better else max(values)
            told.append(f"{label} {median(values):.1f} ({worst:.1f})")
        print(f"{name}: {', '.join(told)}")


if __name__ == "__main__":
    main()
