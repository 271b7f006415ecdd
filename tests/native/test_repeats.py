"""Sound that is sent twice to those whose line loses packets."""

import struct
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

import pytest

from sfu_core._testing_sharing import LONGEST_REPEAT, RepeatsTrace, RepeatTrace
from sfu_core.records import TransportStats
from tests.native.peer import Rtcp, transport_feedback
from tests.native.stage import TRANSPORT_CC_EXT, Slot, Stage, Voice

MS = 10**6
S = 10**9


def lossy(loss: float = 0.05) -> RepeatsTrace:
    repeats = RepeatsTrace()
    repeats.note(1000, round(1000 * loss))
    return repeats


# When to do it.


@pytest.mark.parametrize(
    ("loss", "expected"), [(0, False), (0.009, False), (0.01, True), (0.02, True), (0.1, True), (1, True)]
)
def test_one_lost_packet_in_a_hundred_is_enough(loss: float, expected: bool) -> None:
    assert lossy(loss).decide(1) == expected


def test_nobody_who_has_told_nothing_is_sent_sound_twice() -> None:
    assert not RepeatsTrace().decide(1)


@pytest.mark.parametrize(
    ("line", "sound", "full", "expected"),
    [
        (288_000, 48_000, False, True),
        (287_999, 48_000, False, False),
        (500_000, 96_000, False, False),
        (10_000_000, 48_000, True, False),
        (60_000, 48_000, False, False),
    ],
    ids=["six times its rate", "less", "more voices", "a queue stands", "a limit of the person's own"],
)
def test_the_line_has_to_have_room(line: int, sound: int, full: bool, expected: bool) -> None:
    assert lossy().decide(1, line=line, sound=sound, full=full) == expected


def test_room_that_comes_back_is_used_at_once() -> None:
    repeats = lossy()
    assert not repeats.decide(1, full=True)
    assert repeats.decide(2)


def test_two_lost_in_a_row_are_no_bad_line() -> None:
    repeats = RepeatsTrace()
    repeats.note(2, 2)
    assert not repeats.decide(1)


def test_a_tenth_lost_is_noticed_within_a_second_of_a_voice_and_two_percent_within_ten() -> None:
    def voices_until_noticed(loss: float, seed: int) -> int:
        repeats, random, packets = RepeatsTrace(), Random(seed), 0
        while not repeats.decide(packets * 20 * MS + 1):
            repeats.note(1, random.random() < loss)
            packets += 1
        return packets

    assert sorted(voices_until_noticed(0.1, seed) for seed in range(101))[50] <= 50
    assert sorted(voices_until_noticed(0.02, seed) for seed in range(101))[50] <= 250
    assert max(voices_until_noticed(0.02, seed) for seed in range(101)) <= 1000


def test_it_ends_when_less_than_four_in_a_thousand_are_lost_for_ten_seconds() -> None:
    repeats = lossy()
    assert repeats.decide(1)
    repeats.note(1000, 3)
    assert repeats.decide(S)
    assert repeats.decide(11 * S - 1)
    assert not repeats.decide(11 * S)


def test_losses_meanwhile_begin_the_ten_seconds_anew() -> None:
    repeats = lossy()
    repeats.decide(1)
    repeats.note(1000, 3)
    repeats.decide(S)
    repeats.note(1000, 4)
    repeats.decide(9 * S)
    repeats.note(1000, 3)
    repeats.decide(9 * S + 1)
    assert repeats.decide(19 * S)
    assert not repeats.decide(19 * S + 1)


def ends_after(repeats: RepeatsTrace, began: int) -> int:
    """How long a line is calm before sound is sent once again, in whole seconds."""
    repeats.note(1000, 50)
    assert repeats.decide(began)
    repeats.note(1000, 0)
    seconds = 0
    while repeats.decide(began + 1 + seconds * S):
        seconds += 1
    return seconds


def test_losses_that_only_the_copies_hid_make_it_stay_longer_each_time() -> None:
    repeats, now = RepeatsTrace(), 1
    stays = []
    for _ in range(6):
        stays.append(ends_after(repeats, now))
        now += (stays[-1] + 5) * S
    assert stays == [10, 20, 40, 80, 160, 160]


def test_a_line_that_was_good_for_a_minute_is_trusted_as_before() -> None:
    repeats = RepeatsTrace()
    assert ends_after(repeats, 1) == 10
    assert ends_after(repeats, 71 * S) == 10
    assert ends_after(repeats, 86 * S) == 20


@pytest.mark.parametrize(("packets", "lost"), [(0, 5), (-5, 1), (10, -3), (10, 2**40), (-(2**40), -(2**40))])
def test_reports_of_the_impossible_leave_a_share_between_none_and_all(packets: int, lost: int) -> None:
    repeats = lossy()
    repeats.note(packets, lost)
    assert 0 <= repeats.loss <= 1


# What is sent again.


def test_a_datagram_is_given_out_once_and_only_the_last() -> None:
    repeat = RepeatTrace()
    assert repeat.take(0) == b""
    repeat.keep(b"first", 0)
    repeat.keep(b"second", 20 * MS)
    assert repeat.take(40 * MS) == b"second"
    assert repeat.take(40 * MS) == b""


def test_what_left_more_than_a_tenth_of_a_second_ago_is_past_help() -> None:
    for age, expected in ((100 * MS, b"sound"), (100 * MS + 1, b"")):
        repeat = RepeatTrace()
        repeat.keep(b"sound", 5)
        assert repeat.take(5 + age) == expected


def test_a_datagram_longer_than_speech_is_sent_once() -> None:
    repeat = RepeatTrace()
    repeat.keep(b"x" * LONGEST_REPEAT, 0)
    assert len(repeat.take(0)) == LONGEST_REPEAT == 508
    repeat.keep(b"x" * (LONGEST_REPEAT + 1), 0)
    assert repeat.take(0) == b""


# Through a worker.


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def stats(stage: Stage, transport: int) -> TransportStats:
    found = stage.worker.transport_stats(transport)
    assert found is not None
    return found


def report(slot: Slot, highest: int, lost: int) -> bytes:
    """A receiver report on one slot: the highest number that came, and how many are missing in all."""
    block = struct.pack("!IIIIII", slot.ssrc, lost & 0xFFFFFF, highest, 0, 0, 0)
    return Rtcp(201, 1, struct.pack("!I", 1) + block).encode()


class Listener:
    """Hears one voice, and tells of losses that it says it had."""

    def __init__(self, stage: Stage, transport: int) -> None:
        self.stage = stage
        self.transport = transport
        self.ear = stage.audio_slot(transport)
        self.lost = 0

    @property
    def packets_heard(self) -> int:
        return len(self.ear.packets)

    def datagrams(self) -> list[bytes]:
        """The sound as it came, still encrypted."""
        return [d for d in self.ear.peer.raw if d[0] >= 128 and d[8:12] == self.ear.ssrc.to_bytes(4)]

    def tell(self, packets: int, lost: int) -> None:
        """Of so many more packets so many did not come."""
        highest = self.ear.packets[-1].sequence
        self.ear.peer.send_rtcp(report(self.ear, highest - packets, self.lost))
        self.lost += lost
        self.ear.peer.send_rtcp(report(self.ear, highest, self.lost))


def talk(stage: Stage, voice: Voice, listeners: list[Listener], packets: int) -> None:
    """Packets one behind the other; all of them are heard."""
    before = [listener.packets_heard for listener in listeners]
    for _ in range(packets):
        voice.speak()
    stage.until(lambda: all(x.packets_heard >= n + packets for x, n in zip(listeners, before, strict=True)))


def meet(stage: Stage, voice: Voice, listeners: list[Listener]) -> None:
    for listener in listeners:
        stage.worker.set_slot(listener.ear.handle, voice.handle)

    def heard() -> bool:
        voice.speak()
        return all(listener.packets_heard > 0 for listener in listeners)

    stage.until(heard)


def copies(listener: Listener, since: int) -> list[int]:
    """How often each datagram of sound came that is not among the first `since`."""
    datagrams = listener.datagrams()[since:]
    return [datagrams.count(each) for each in dict.fromkeys(datagrams)]


def all_but_the_last_came_twice(stage: Stage, voice: Voice, listener: Listener) -> Callable[[], bool]:
    """A worker that was kept waiting sends less twice: that is tried again."""

    def tried() -> bool:
        since = len(listener.datagrams())
        talk(stage, voice, [listener], 10)
        # The first may be what was kept before.
        return copies(listener, since)[-10:] == [2] * 9 + [1]

    return tried


def test_whoever_reports_losses_gets_each_datagram_twice_and_nobody_else_does(stage: Stage) -> None:
    voice = stage.microphone(stage.connect())
    bob, carol = Listener(stage, stage.connect()), Listener(stage, stage.connect())
    meet(stage, voice, [bob, carol])
    talk(stage, voice, [bob, carol], 200)
    assert set(copies(bob, 0)) == {1}
    bob.tell(packets=150, lost=15)
    stage.until(all_but_the_last_came_twice(stage, voice, bob))
    talk(stage, voice, [bob, carol], 1)
    assert set(copies(carol, 0)) == {1}
    assert max(copies(bob, 0)) == 2
    assert stats(stage, bob.transport).repeated == copies(bob, 0).count(2) == stage.worker.stats().repeated
    assert stats(stage, carol.transport).repeated == 0


def test_the_copy_comes_just_before_the_next_packet_and_no_receiver_takes_it_for_another(stage: Stage) -> None:
    voice = stage.microphone(stage.connect())
    bob = Listener(stage, stage.connect())
    meet(stage, voice, [bob])
    talk(stage, voice, [bob], 200)
    bob.tell(packets=150, lost=15)
    stage.until(all_but_the_last_came_twice(stage, voice, bob))
    numbers = [int.from_bytes(datagram[2:4]) for datagram in bob.datagrams()][-19:]
    first = numbers[0]
    assert numbers == [first, *(first + n + k for n in range(9) for k in (0, 1))]
    heard = [packet.sequence for packet in bob.ear.packets]
    assert all((after - before) & 0xFFFF == 1 for before, after in pairwise(heard))
    assert bob.ear.peer.refused == stats(stage, bob.transport).repeated


def test_a_copy_has_no_transport_wide_number_of_its_own() -> None:
    with Stage(transport_cc=True) as stage:
        voice = stage.microphone(stage.connect())
        bob, carol = Listener(stage, stage.connect()), Listener(stage, stage.connect())
        meet(stage, voice, [bob, carol])

        def number(position: int) -> int:
            return int(struct.unpack("!H", bob.ear.packets[position].extensions[TRANSPORT_CC_EXT])[0])

        def a_fifth_is_lost_and_all_came_twice() -> bool:
            nonlocal bob
            if 0 < stats(stage, bob.transport).estimate_bps < 300_000:
                # What told nothing for too long, on a busy machine, is taken for a narrow line.
                bob = Listener(stage, stage.connect())
                meet(stage, voice, [bob])
            since, base = len(bob.datagrams()), len(bob.ear.packets)
            began = time.monotonic() * 1000
            talk(stage, voice, [bob, carol], 20)
            twice = copies(bob, since)[-20:] == [2] * 19 + [1]
            # Losses are told by what left well after them.
            stage.until(lambda: time.monotonic() * 1000 > began + 80)
            talk(stage, voice, [bob, carol], 1)
            times = [None if n % 5 == 1 else began + (80 if n == 20 else 0) for n in range(21)]
            bob.ear.peer.send_rtcp(transport_feedback(1, bob.ear.ssrc, number(base), times))
            return twice

        stage.until(a_fifth_is_lost_and_all_came_twice, seconds=30)
        assert [number(n) for n in range(len(bob.ear.packets))] == list(range(len(bob.ear.packets)))
        assert set(copies(carol, 0)) == {1}


def test_losses_on_the_speakers_line_are_not_the_listeners(stage: Stage) -> None:
    voice = stage.microphone(stage.connect())
    bob = Listener(stage, stage.connect())
    meet(stage, voice, [bob])
    talk(stage, voice, [bob], 1)
    bob.ear.peer.send_rtcp(report(bob.ear, bob.ear.packets[-1].sequence, 0))
    for n in range(200):
        if n % 10 == 0:
            voice.packet()
        talk(stage, voice, [bob], 1)
    heard = stats(stage, bob.transport).packets_in
    # The listener cannot tell the two apart.
    bob.ear.peer.send_rtcp(report(bob.ear, bob.ear.packets[-1].sequence, 20))
    stage.until(lambda: stats(stage, bob.transport).packets_in > heard)
    allocated = time.monotonic() + 0.5
    stage.until(lambda: time.monotonic() > allocated)
    talk(stage, voice, [bob], 20)
    assert set(copies(bob, 0)) == {1}


def test_a_limit_of_the_persons_own_leaves_no_room_for_copies(stage: Stage) -> None:
    voice = stage.microphone(stage.connect())
    bob = Listener(stage, stage.connect())
    meet(stage, voice, [bob])
    talk(stage, voice, [bob], 200)
    bob.tell(packets=150, lost=15)
    stage.until(all_but_the_last_came_twice(stage, voice, bob))
    stage.worker.set_max_bitrate(bob.transport, 60_000)

    def once_each() -> bool:
        since = len(bob.datagrams())
        talk(stage, voice, [bob], 10)
        return set(copies(bob, since)) == {1}

    stage.until(once_each)
    stage.worker.set_max_bitrate(bob.transport, 0)
    stage.until(all_but_the_last_came_twice(stage, voice, bob))


def test_whoever_lies_about_losses_gains_sound_twice_on_the_own_line_and_no_more(stage: Stage) -> None:
    random = Random(11)
    voice = stage.microphone(stage.connect())
    bob, carol = Listener(stage, stage.connect()), Listener(stage, stage.connect())
    meet(stage, voice, [bob, carol])
    talk(stage, voice, [bob, carol], 20)
    for _ in range(200):
        bob.ear.peer.send_rtcp(report(bob.ear, random.randrange(2**32), random.randrange(2**24)))
        bob.ear.peer.send_rtcp(report(carol.ear, random.randrange(2**32), random.randrange(2**24)))
        talk(stage, voice, [bob, carol], 1)
    assert max(copies(bob, 0)) <= 2
    assert set(copies(carol, 0)) == {1}
    assert stats(stage, carol.transport).repeated == 0


def test_what_comes_over_tcp_is_not_lost_on_its_way() -> None:
    with Stage() as stage:
        voice = stage.microphone(stage.connect())
        bob, carol = Listener(stage, stage.connect(tcp=True)), Listener(stage, stage.connect())
        meet(stage, voice, [bob, carol])
        talk(stage, voice, [bob, carol], 200)
        for listener in (bob, carol):
            listener.tell(packets=150, lost=15)
        stage.until(all_but_the_last_came_twice(stage, voice, carol))
        assert set(copies(bob, 0)) == {1}
