"""Cold calls: who may be drawn, and with what chance."""

import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from eduforum.errors import Conflict
from eduforum.learning.cold_call.drawing import HALF, Presence, can_answer, candidates, draw
from eduforum.media.schemas import Participant, RoomConnection
from eduforum.web.protocol import Muted

SEED = 2026


def shares(among: list[Any], draws: int) -> dict[str, float]:
    """How often each was drawn in so many draws."""
    rng = random.Random(SEED)
    drawn = Counter(draw(among, rng).participant_id for _ in range(draws))
    return {candidate.participant_id: drawn[candidate.participant_id] / draws for candidate in among}


# The second bound is five standard deviations of so many draws at most.
@pytest.mark.parametrize(("draws", "within"), [(10_000, 0.01), (250_000, 0.005)])
@pytest.mark.parametrize(
    "seconds",
    [
        {},
        {"ann": 60.0},
        {"ann": 600.0, "ben": 120.0, "cho": 30.0, "dan": 5.0},
        {"ann": 3600.0, "ben": 3600.0},
    ],
    ids=["silence", "one voice", "some voices", "two long voices"],
)
def test_draws_are_as_frequent_as_their_stated_chances(seconds: dict[str, float], draws: int, within: float) -> None:
    among = candidates({"ann", "ben", "cho", "dan", "eun"}, {}, seconds)
    total = sum(candidate.weight for candidate in among)

    seen = shares(among, draws)

    for candidate in among:
        assert seen[candidate.participant_id] == pytest.approx(candidate.weight / total, abs=within)


def test_a_minute_of_talk_halves_the_weight() -> None:
    silent, spoken = candidates({"a", "b"}, {}, {"b": HALF})

    assert spoken.weight == silent.weight / 2


def test_everyone_is_drawn_once_before_anyone_is_drawn_twice() -> None:
    people, calls, rng = {f"p{number}" for number in range(8)}, Counter[str](), random.Random(5)

    for turn in range(24):
        person = draw(candidates(people, calls, {"p0": 900.0}), rng).participant_id
        assert calls[person] == turn // 8
        calls[person] += 1

    assert set(calls.values()) == {3}


def test_who_has_been_called_more_often_stands_in_the_log_without_weight() -> None:
    told = {candidate.participant_id: candidate for candidate in candidates({"a", "b"}, {"a": 2, "b": 1}, {"a": 3.04})}

    assert (told["a"].calls, told["a"].seconds, told["a"].weight) == (2, 3.0, 0.0)
    assert told["b"].weight > 0


def test_where_nobody_can_be_drawn_nobody_is() -> None:
    with pytest.raises(Conflict) as refused:
        draw(candidates(set(), {}, {}), random.Random(1))

    assert refused.value.code == "nobody_to_call"


def test_a_break_begins_the_time_that_somebody_has_been_here_anew() -> None:
    presence = Presence()
    presence.came("a", 100.0)
    presence.see({"a", "b"}, 100.5)
    presence.see({"a"}, 130.0)
    presence.see({"a", "b"}, 140.0)

    assert [presence.since(person, 170.0) for person in "abc"] == [70.0, 30.0, 0.0]


@pytest.mark.parametrize(
    ("state", "devices", "able"),
    [
        ("present", [("desktop", False)], True),
        ("present", [("phone", False), ("desktop", True)], True),
        ("present", [("desktop", True)], False),
        ("present", [("program", False)], False),
        ("present", [], False),
        ("reconnecting", [("desktop", False)], False),
    ],
)
def test_whoever_has_a_device_to_speak_or_write_by_can_answer(
    state: Any, devices: list[tuple[Any, bool]], able: bool
) -> None:
    participant = Participant(
        id="a",
        name="a",
        role="student",
        state=state,
        sending=False,
        muted=Muted(),
        screen=False,
        interpreter=False,
        co_host=False,
        sources=(),
        connections=tuple(
            RoomConnection(id=str(number), kind=kind, companion=companion)
            for number, (kind, companion) in enumerate(devices)
        ),
        joined_at=datetime(2026, 3, 2, tzinfo=UTC),
    )

    assert can_answer(participant) is able
