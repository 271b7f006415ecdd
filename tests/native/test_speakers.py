"""Who is heard: the loudest three, with hysteresis. Levels are as sent, −dBov: 0 is the loudest, 127 silence."""

from sfu_core._testing_decisions import RankingTrace

MS = 1_000_000
SILENT = 127


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
