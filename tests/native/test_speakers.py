"""Who is heard: the loudest three, with hysteresis. Levels are as sent, −dBov: 0 is the loudest, 127 silence."""

from sfu_core._testing_decisions import RankingTrace

MS = 1_000_000
SILENT = 127


def speech(peak: int, packets: int, start: int = 0) -> list[int]:
    """Levels of somebody who speaks: two syllables, and a pause between words."""
    word = [peak + 6, peak, peak + 2, peak + 8, peak + 22, peak + 4, peak, peak + 3, peak + 9, peak + 30, peak + 40]
    return [min(word[(start + n) % len(word)], SILENT) for n in range(packets)]


class Room:
    """Voices that each send a packet every 20 ms, ranked as often."""

    def __init__(self, **levels: int) -> None:
        self.ranking = RankingTrace()
        self.numbers = {name: i + 1 for i, name in enumerate(levels)}
        self.levels = dict(levels)
        self.now = 1_000 * MS
        self.persons: dict[str, int] = {}
        self.transports: dict[str, int] = {}

    def run(self, ms: int, **levels: int) -> "Room":
        self.levels.update(levels)
        for _ in range(ms // 20):
            for name, level in self.levels.items():
                number = self.numbers.setdefault(name, len(self.numbers) + 1)
                transport = self.transports.get(name, number)
                self.ranking.push(number, level, self.now, transport, self.persons.get(name, 0))
            self.ranking.update(self.now)
            self.now += 20 * MS
        return self

    def talk(self, ms: int, **peaks: int) -> "Room":
        """Let these people speak meanwhile, their loudest syllables at the levels given."""
        for name in peaks:
            self.levels.setdefault(name, SILENT)
        for step in range(ms // 20):
            for shift, (name, peak) in enumerate(peaks.items()):
                self.levels[name] = speech(peak, 1, step + 3 * shift)[0]
            self.run(20)
        return self

    def heard(self, by: str = "", person: int = 0) -> str:
        names = {number: name for name, number in self.numbers.items()}
        return "".join(sorted(names[n] for n in self.ranking.heard_by(self.numbers.get(by, 0), person)))


def test_the_loudest_three_are_heard() -> None:
    assert Room(a=60, b=20, c=30, d=25, e=70).run(2000).heard() == "bcd"


def test_with_three_or_fewer_even_the_silent_are_in_so_that_no_word_is_cut() -> None:
    assert Room(a=SILENT, b=SILENT).run(100).heard() == "ab"


def test_nobody_hears_themselves_and_gets_the_fourth_instead() -> None:
    room = Room(a=20, b=25, c=30, d=40, e=90).run(2000)
    assert room.heard(by="a") == "bcd"
    assert room.heard(by="d") == "abc"


def test_a_person_does_not_hear_their_other_device() -> None:
    room = Room(a=20, b=25, c=30, d=40)
    room.persons = {"a": 77}
    room.run(1000)
    assert room.heard(by="z", person=77) == "bcd"


def test_a_newcomer_is_heard_within_a_fraction_of_a_word() -> None:
    room = Room(a=50, b=52, c=54, d=SILENT, e=SILENT).run(3000)
    room.run(120, e=25)
    assert "e" in room.heard()


def test_a_voice_that_is_hardly_louder_does_not_displace() -> None:
    room = Room(a=30, b=30, c=34, d=90).run(3000)
    assert room.run(2000, d=30).heard() == "abc"


def test_two_equal_voices_do_not_swap_all_the_time() -> None:
    room = Room(a=30, b=30, c=40, d=60, e=60).run(3000)
    changes = 0
    before = room.heard()
    for turn in range(50):
        quiet, loud = ("d", "e") if turn % 2 else ("e", "d")
        room.run(100, **{quiet: 45, loud: 33, "c": 36})
        changes += room.heard() != before
        before = room.heard()
    assert changes <= 2


def test_who_came_in_stays_for_a_while() -> None:
    room = Room(a=50, b=52, c=54, d=SILENT).run(3000)
    room.run(120, d=20)
    room.run(100, d=SILENT, a=20, b=20, c=20)
    assert "d" in room.heard()


def test_one_client_with_many_microphones_takes_one_place() -> None:
    room = Room(a=1, b=1, c=1, d=40, e=45)
    room.transports = {"a": 500, "b": 500, "c": 500}
    room.run(2000)
    heard = room.heard()
    assert len(heard) == 3
    assert heard[1:] == "de"


def test_a_lost_microphone_gives_its_place_up() -> None:
    room = Room(a=20, b=25, c=30, d=90).run(1000)
    del room.levels["a"]
    assert room.run(1900).heard() == "abc"
    assert room.run(200).heard() == "bcd"


def test_a_closed_microphone_gives_its_place_up_at_once() -> None:
    room = Room(a=20, b=25, c=30, d=90).run(1000)
    del room.levels["a"]
    room.ranking.close(room.numbers["a"])
    assert room.run(20).heard() == "bcd"


def test_a_cough_displaces_nobody_who_speaks() -> None:
    room = Room(a=SILENT, b=SILENT, c=SILENT, d=SILENT).talk(3000, a=40, b=42, c=44)
    room.levels["d"] = 5
    room.talk(300, a=40, b=42, c=44)
    room.levels["d"] = SILENT
    assert room.talk(500, a=40, b=42, c=44).heard() == "abc"


def test_who_goes_on_speaking_comes_in_among_those_who_speak() -> None:
    room = Room(d=SILENT).talk(3000, a=40, b=42, c=60)
    assert "d" in room.talk(1500, a=40, b=42, c=44, d=25).heard()


def test_a_cough_takes_the_place_of_the_silent_at_most() -> None:
    room = Room(a=SILENT, b=SILENT, c=SILENT, d=SILENT).talk(3000, a=35)
    room.levels["d"] = 5
    assert "a" in room.talk(300, a=35).heard()


def test_no_claim_counts_for_more_than_a_good_voice() -> None:
    room = Room(liar=SILENT).talk(3000, a=32, b=32, c=32)
    assert room.talk(3000, a=32, b=32, c=32, liar=0).heard() == "abc"


def test_who_claims_to_be_loud_without_a_pause_gives_way_to_whoever_speaks() -> None:
    room = Room(x=0, y=3, z=6).run(5000)
    assert room.heard() == "xyz"
    assert room.talk(1000, a=45, b=45, c=45).heard() == "abc"


def test_a_steady_noise_does_not_come_in_while_people_speak() -> None:
    room = Room(fan=20, d=SILENT).talk(6000, a=40, b=42, c=44)
    assert room.heard() == "abc"


def test_a_voice_whose_pauses_are_not_sent_is_no_steady_noise() -> None:
    room = Room(a=SILENT, b=SILENT, c=SILENT)
    for _ in range(20):
        room.levels["d"] = 30
        room.run(400)
        del room.levels["d"]
        room.run(200)
    room.levels["d"] = 30
    assert "d" in room.run(200).heard()


def test_a_steady_noise_is_heard_where_nobody_else_is() -> None:
    assert Room(tone=20).run(6000).heard() == "tone"


def test_what_was_steady_is_a_voice_again_once_it_pauses() -> None:
    room = Room(a=10).run(6000)
    room.talk(9000, a=30, b=40, c=41, d=42)
    assert "a" in room.heard()


def test_speech_is_counted_while_somebody_speaks_and_not_while_they_are_silent_or_make_noise() -> None:
    room = Room().talk(6000, a=25).run(3000, a=SILENT)
    spoken = room.ranking.spoken_ns(room.numbers["a"])
    assert 5000 * MS < spoken < 7000 * MS
    room.run(5000)
    assert room.ranking.spoken_ns(room.numbers["a"]) == spoken

    fan = Room(b=35).run(20_000)
    assert fan.ranking.spoken_ns(fan.numbers["b"]) < 5000 * MS
