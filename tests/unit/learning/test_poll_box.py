"""The box of an anonymous round: what comes is held back until it can be written among others."""

import random

import pytest

from eduforum.learning.polls.box import BATCH, Box
from eduforum.learning.polls.schemas import PollBallot


def ballot(choice: int) -> PollBallot:
    return PollBallot(choices=(choice,))


def filled(count: int, lot: random.Random | None = None) -> Box[PollBallot]:
    box: Box[PollBallot] = Box({}, lot)
    for number in range(count):
        box.put(f"key {number:02}", ballot(number), 0)
    return box


@pytest.mark.parametrize("count", range(2 * BATCH))
def test_nothing_is_written_before_a_batch_and_another_are_here(count: int) -> None:
    box = filled(count)

    assert box.batch() == {}
    assert len(box.rest()) == count


@pytest.mark.parametrize("count", [2 * BATCH, 3 * BATCH])
def test_a_batch_leaves_as_many_behind_as_make_another(count: int) -> None:
    box = filled(count)
    batch = box.batch()
    box.wrote(batch)

    assert len(batch) == count - BATCH
    assert len(box.rest()) == BATCH
    assert box.batch() == {}, "the rest waits for company, or for the close"


def test_who_came_last_is_in_the_batch_by_lot() -> None:
    last = f"key {2 * BATCH - 1:02}"
    drawn = sum(last in filled(2 * BATCH, random.Random(seed)).batch() for seed in range(400))

    assert 160 < drawn < 240


def test_the_latest_vote_with_a_token_counts() -> None:
    box: Box[PollBallot] = Box({})
    for revision, choice in ((0, 0), (2, 2), (1, 1)):
        box.put("key", ballot(choice), revision)

    assert box.rest() == {"key": ballot(2)}
    assert len(box) == 1


def test_a_changed_vote_waits_for_the_next_batch() -> None:
    box = Box({"before": ballot(0)})
    box.put("before", ballot(1), 1)
    alone = box.batch()
    for number in range(2 * BATCH):
        box.put(f"new {number}", ballot(2), 0)
    batch = box.batch()

    assert alone == {}
    assert batch["before"] == ballot(1)
    assert len(batch) == BATCH + 1


def test_a_vote_that_is_changed_while_it_is_written_is_written_again() -> None:
    box = filled(2 * BATCH)
    batch = box.batch()
    key = next(iter(batch))
    box.put(key, ballot(99), 1)
    box.wrote(batch)

    assert not box.is_written(key)
    assert box.rest()[key] == ballot(99)


def test_a_change_that_is_taken_back_while_it_is_written_is_taken_back() -> None:
    box = Box({"before": ballot(0)})
    box.put("before", ballot(1), 1)
    for number in range(2 * BATCH):
        box.put(f"new {number}", ballot(2), 0)
    batch = box.batch()
    box.put("before", ballot(0), 2)
    box.wrote(batch)

    assert box.rest()["before"] == ballot(0)


def test_what_is_written_is_known_after_a_restart() -> None:
    box = Box({"key": ballot(1)})
    box.put("key", ballot(1), 3)

    assert box.is_written("key")
    assert box.rest() == {}
