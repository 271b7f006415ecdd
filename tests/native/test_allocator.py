"""How one client's line is shared among what it shows."""

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfu_core._testing_sharing import AllocatorTrace

MS = 10**6
S = 10**9
PAUSED = (-1, -1)

Rungs = list[tuple[int, int, int, int, int, float, bool]]


def camera(*rates_kbit: int, temporal: int = 3, width: int = 320, active: int = 7) -> Rungs:
    """Simulcast layers of these rates, each of twice the size; temporal layers take 40, 60 and 100 % of them."""
    shares = {1: (100,), 2: (60, 100), 3: (40, 60, 100)}[temporal]
    top = temporal - 1
    return [
        (s, t, rate * 10 * share, width << s, (width << s) * 9 // 16, 30 / (1 << top - t), bool(active >> s & 1))
        for s, rate in enumerate(rates_kbit)
        for t, share in enumerate(shares)
    ]


CAMERA = camera(150, 500, 1700)
SCREEN: Rungs = [
    (0, 0, 120_000, 640, 360, 7.5, True),
    (0, 1, 200_000, 640, 360, 15, True),
    (1, 0, 500_000, 1920, 1080, 7.5, True),
    (1, 1, 900_000, 1920, 1080, 15, True),
]
FOREMOST = 200


@dataclass
class Line:
    """A client's line whose estimate moves, and the slots that share it."""

    trace: AllocatorTrace = field(default_factory=AllocatorTrace)
    now_ns: int = S

    def give(self, kbit: int, *, after_ms: int = 200, limited: bool = False) -> int:
        self.now_ns += after_ms * MS
        return self.trace.allocate(kbit * 1000 if kbit >= 0 else -1, self.now_ns, limited=limited)


@pytest.mark.parametrize(
    ("kbit", "layer", "reason"),
    [
        (-1, (2, 2), "top"),
        (2000, (2, 2), "top"),
        (1699, (1, 2), "bandwidth"),
        (500, (1, 2), "bandwidth"),
        (499, (0, 2), "bandwidth"),
        (150, (0, 2), "bandwidth"),
        (100, (0, 1), "bandwidth"),
        (60, (0, 0), "bandwidth"),
        (59, PAUSED, "bandwidth"),
        (0, PAUSED, "bandwidth"),
    ],
)
def test_one_camera_gets_what_the_line_carries(kbit: int, layer: tuple[int, int], reason: str) -> None:
    line = Line()
    line.trace.demand("a", CAMERA)
    line.give(kbit)
    assert (line.trace.layer("a"), line.trace.reason("a")) == (layer, reason)


@pytest.mark.parametrize(
    ("width", "height", "layer", "reason"),
    [
        (160, 90, (0, 2), "size"),
        (320, 180, (0, 2), "size"),
        (370, 208, (0, 2), "size"),
        (400, 225, (1, 2), "size"),
        (640, 360, (1, 2), "size"),
        (1000, 562, (2, 2), "top"),
        (3840, 2160, (2, 2), "top"),
        (0, 0, PAUSED, "hidden"),
    ],
)
def test_a_tile_gets_no_more_than_it_can_show(width: int, height: int, layer: tuple[int, int], reason: str) -> None:
    line = Line()
    line.trace.demand("a", CAMERA, width=width, height=height)
    line.give(10_000)
    assert (line.trace.layer("a"), line.trace.reason("a")) == (layer, reason)


@pytest.mark.parametrize(
    ("kbit", "layer"), [(2000, (1, 1)), (600, (1, 0)), (499, (0, 1)), (199, (0, 0)), (119, PAUSED)]
)
def test_a_screen_keeps_its_size_before_its_rate(kbit: int, layer: tuple[int, int]) -> None:
    line = Line()
    line.trace.demand("s", SCREEN, screen=True)
    line.give(kbit)
    assert line.trace.layer("s") == layer


@pytest.mark.parametrize(("kbit", "layer"), [(499, (0, 2)), (450, (0, 2)), (150, (0, 2)), (100, (0, 1))])
def test_an_interpreter_keeps_the_rate_before_the_size(kbit: int, layer: tuple[int, int]) -> None:
    line = Line()
    line.trace.demand("i", CAMERA, keep_rate=True)
    line.give(kbit)
    assert line.trace.layer("i") == layer


def test_a_camera_is_fluent_before_it_is_sharp_whatever_its_rates_are_measured_as() -> None:
    measured = [(s, t, rate, w, h, fps * 1.04, active) for s, t, rate, w, h, fps, active in camera(200, 600)]
    line = Line()
    line.trace.demand("a", measured)
    line.give(500)
    assert line.trace.layer("a") == (0, 2)


@pytest.mark.parametrize("fps", [30.0, 20.0, 14.0, 6.0])
def test_frames_that_encoders_leave_out_change_no_choice(fps: float) -> None:
    measured = [
        (spatial, temporal, rate, width, height, fps / (1 << 2 - temporal) if spatial == 0 else of_layer, active)
        for spatial, temporal, rate, width, height, of_layer, active in CAMERA
    ]
    line = Line()
    line.trace.demand("a", measured)
    line.give(400)
    assert line.trace.layer("a") == (0, 2)


def test_a_source_that_sends_nothing_gets_nothing() -> None:
    line = Line()
    line.trace.demand("a", camera(150, 500, active=0))
    line.trace.demand("b", [])
    assert line.give(5000) == 0
    assert [line.trace.reason(name) for name in "ab"] == ["source", "source"]


def test_a_layer_that_is_not_sent_is_left_out_and_known_to_be_within_reach() -> None:
    line = Line()
    line.trace.demand("a", camera(150, 500, 1700, active=3))
    line.give(3000)
    assert (line.trace.layer("a"), line.trace.reason("a"), line.trace.reach("a")) == ((1, 2), "top", 2)
    line.give(600)
    assert line.trace.reach("a") == 1


def test_nothing_is_within_reach_of_a_hidden_tile() -> None:
    line = Line()
    line.trace.demand("a", CAMERA, width=0, height=0)
    line.give(-1)
    assert line.trace.reach("a") == -1


def test_a_speaker_is_readable_before_others_are_seen_at_all() -> None:
    line = Line()
    line.trace.demand("speaker", CAMERA, priority=FOREMOST, width=1280, height=720)
    for name in "abc":
        line.trace.demand(name, CAMERA, width=320, height=180)
    line.give(650)
    assert line.trace.layer("speaker") == (1, 2)
    assert [line.trace.layer(name) for name in "abc"] == [(0, 1), (0, 0), PAUSED]


def test_everybody_is_seen_before_a_speaker_is_sharp() -> None:
    line = Line()
    line.trace.demand("speaker", CAMERA, priority=FOREMOST, width=1280, height=720)
    for name in "abc":
        line.trace.demand(name, CAMERA, width=320, height=180)
    line.give(1700)
    assert line.trace.layer("speaker") == (1, 2)
    assert [line.trace.layer(name) for name in "abc"] == [(0, 2)] * 3
    line.give(2000)
    assert line.trace.layer("speaker") == (1, 2)
    line.give(2600)
    assert line.trace.layer("speaker") == (2, 2)


def test_equals_share_alike() -> None:
    line = Line()
    for name in "abcd":
        line.trace.demand(name, CAMERA, width=640, height=360)
    line.give(1300)
    assert sorted(line.trace.layer(name) for name in "abcd") == [(0, 2), (0, 2), (1, 2), (1, 2)]


def test_the_larger_of_two_equals_comes_first() -> None:
    line = Line()
    line.trace.demand("small", CAMERA, width=400, height=225)
    line.trace.demand("large", CAMERA, width=640, height=360)
    line.give(700)
    assert [line.trace.layer(name) for name in ("small", "large")] == [(0, 2), (1, 2)]


def test_a_line_that_narrows_is_followed_at_once() -> None:
    line = Line()
    line.trace.demand("a", CAMERA)
    line.give(3000)
    assert line.give(400, after_ms=0) <= 400_000
    assert line.trace.layer("a") == (0, 2)


def test_a_raise_needs_a_margin() -> None:
    line = Line()
    line.trace.demand("a", CAMERA)
    line.give(400)
    line.give(520)
    assert (line.trace.layer("a"), line.trace.reason("a")) == ((0, 2), "hold")
    line.give(580)
    assert line.trace.layer("a") == (1, 2)


def test_after_a_fall_a_raise_waits() -> None:
    line = Line()
    line.trace.demand("a", CAMERA)
    line.give(3000)
    line.give(400)
    line.give(3000)
    assert (line.trace.layer("a"), line.trace.reason("a")) == ((0, 2), "hold")
    line.give(3000, after_ms=2000)
    assert line.trace.layer("a") == (2, 2)


def test_each_relapse_makes_the_wait_longer() -> None:
    line = Line()
    line.trace.demand("a", CAMERA)
    line.give(3000)
    waits = []
    for _ in range(5):
        line.give(400, after_ms=1000)
        fallen = line.now_ns
        while line.trace.layer("a") != (2, 2):
            line.give(3000, after_ms=100)
        waits.append((line.now_ns - fallen) // S)
    assert waits == [2, 4, 8, 16, 16]


def test_what_a_slot_waits_for_is_not_lent_to_a_lower_one() -> None:
    line = Line()
    line.trace.demand("a", CAMERA, priority=2)
    line.give(3000)
    line.give(200)
    line.trace.demand("b", CAMERA, priority=1)
    line.give(2100)
    assert [line.trace.layer(name) for name in "ab"] == [(0, 2), (0, 2)]


def test_on_a_line_that_has_proven_nothing_the_foremost_begins_whatever_it_costs() -> None:
    line = Line()
    line.trace.demand("a", CAMERA, priority=1)
    line.trace.demand("b", camera(2000, temporal=1), priority=2)
    line.trace.demand("c", CAMERA, priority=3, width=0, height=0)
    line.trace.allocate(400_000, line.now_ns, proven=False)
    assert [line.trace.layer(name) for name in "abc"] == [PAUSED, (0, 0), PAUSED]
    line.give(400)
    assert [line.trace.layer(name) for name in "abc"] == [(0, 2), PAUSED, PAUSED]


def test_another_source_begins_anew() -> None:
    line = Line()
    line.trace.demand("a", CAMERA)
    line.give(3000)
    line.give(400)
    line.trace.reset("a")
    line.give(3000)
    assert line.trace.layer("a") == (2, 2)


def test_what_is_wished_for_is_what_tiles_can_show_whether_it_is_sent_or_not() -> None:
    line = Line()
    line.trace.demand("a", camera(150, 500, 1700, active=1), width=640, height=360)
    line.trace.demand("b", CAMERA)
    line.trace.demand("c", CAMERA, width=0, height=0)
    assert line.trace.wish() == (500 + 1700) * 1000


def test_a_persons_own_limit_is_told_as_such() -> None:
    line = Line()
    line.trace.demand("a", CAMERA)
    line.give(10, limited=True)
    assert (line.trace.layer("a"), line.trace.reason("a")) == (PAUSED, "limit")


def test_a_screen_is_shown_under_a_persons_own_limit_whatever_it_takes() -> None:
    """It stands still most of the time. When it changes the pacer holds it to the limit."""
    line = Line()
    line.trace.demand("a", CAMERA, priority=FOREMOST)
    line.trace.demand("s", SCREEN, screen=True)
    for kbit in (0, 10, 60):
        line.give(kbit, limited=True)
        assert (line.trace.layer("s"), line.trace.layer("a")) == ((0, 0), PAUSED)
    line.give(0)
    assert line.trace.layer("s") == PAUSED


def test_noise_of_five_percent_changes_nothing() -> None:
    for seed in range(30):
        random, line = Random(seed), Line()
        line.trace.demand("speaker", CAMERA, priority=FOREMOST, width=1280, height=720)
        line.trace.demand("screen", SCREEN, priority=250, width=1280, height=720, screen=True)
        for name in "abc":
            line.trace.demand(name, CAMERA, width=400, height=225)
        names = ["speaker", "screen", *"abc"]
        middle = random.randrange(100, 6000)
        changes: list[int] = []
        before = [line.trace.layer(name) for name in names]
        for step in range(300):
            line.give(int(middle * random.uniform(0.95, 1.05)))
            after = [line.trace.layer(name) for name in names]
            if after != before:
                changes.append(step)
            before = after
        # One fall of each slot to where the lowest of the estimates leaves it, and no raise that is taken back.
        assert len([step for step in changes if step > 150]) == 0, (seed, middle, changes)


tiles = st.sampled_from([(-1, -1), (0, 0), (160, 90), (400, 225), (640, 360), (1280, 720)])
sources = st.sampled_from([CAMERA, SCREEN, camera(300), camera(100, 900, temporal=1), camera(150, 500, active=1), []])


@dataclass(frozen=True)
class Wish:
    rungs: Rungs
    priority: int
    tile: tuple[int, int]
    keep_rate: bool
    screen: bool


wishes = st.builds(Wish, sources, st.integers(0, 255), tiles, st.booleans(), st.booleans())


@settings(max_examples=300, deadline=None)
@given(st.lists(wishes, min_size=1, max_size=12), st.lists(st.integers(0, 6000), min_size=1, max_size=8))
def test_whatever_is_wanted_the_line_carries_it(wanted: list[Wish], estimates: list[int]) -> None:
    line = Line()
    for at, w in enumerate(wanted):
        line.trace.demand(
            str(at),
            w.rungs,
            priority=w.priority,
            width=w.tile[0],
            height=w.tile[1],
            keep_rate=w.keep_rate,
            screen=w.screen,
        )
    for kbit in estimates:
        used = line.give(kbit)
        rates = [line.trace.bitrate(str(at)) for at in range(len(wanted))]
        assert used == sum(rates) <= kbit * 1000
        for at, w in enumerate(wanted):
            layer = line.trace.layer(str(at))
            if w.tile == (0, 0):
                assert layer == PAUSED
            offered = {(s, t): (rate, active) for s, t, rate, _, _, _, active in w.rungs}
            if layer != PAUSED:
                assert offered[layer] == (rates[at], True)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 255), min_size=2, max_size=8, unique=True), st.integers(0, 9000))
def test_no_slot_has_what_would_have_raised_a_higher_one(priorities: list[int], kbit: int) -> None:
    line = Line()
    for priority in priorities:
        line.trace.demand(str(priority), CAMERA, priority=priority)
    used = line.give(kbit)
    full = [(s, 2) for s in range(3)]
    cost = {(s, t): rate for s, t, rate, _, _, _, _ in CAMERA} | {PAUSED: 0}
    ladder = [PAUSED, (0, 0), (0, 1), *full]
    spare = kbit * 1000 - used
    for priority in sorted(priorities):
        layer = line.trace.layer(str(priority))
        if layer != (2, 2):
            needed = cost[ladder[ladder.index(layer) + 1]] - cost[layer]
            below = sum(
                max(0, line.trace.bitrate(str(p)) - cost[(1, 2) if p >= 128 else (0, 0)])
                for p in priorities
                if p < priority
            )
            assert spare + below < needed or layer in {PAUSED, (0, 0), (0, 1)}
