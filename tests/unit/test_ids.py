"""Ids sort by the time they were made and are canonical UUIDs of version 7."""

import uuid
from datetime import timedelta

import pytest

from eduforum.ids import is_id, new_id
from tests.factories.clock import ManualClock


def test_an_id_is_a_canonical_uuid_of_version_7() -> None:
    parsed = uuid.UUID(new_id())
    assert parsed.version == 7
    assert parsed.variant == uuid.RFC_4122


def test_an_id_begins_with_its_time_in_milliseconds(clock: ManualClock) -> None:
    clock.set(clock.now() + timedelta(days=36500))
    digits = new_id(clock).replace("-", "")
    assert int(digits[:12], 16) == int(clock.now().timestamp() * 1000)


def test_ids_ascend_within_one_millisecond(clock: ManualClock) -> None:
    made = [new_id(clock) for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_ascend_when_the_clock_steps_back(clock: ManualClock) -> None:
    before = new_id(clock)
    clock.set(clock.now() - timedelta(hours=1))
    assert new_id(clock) > before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0190A7B0-0000-7000-8000-000000000000",
        "0190a7b0000070008000000000000000",
        "{0190a7b0-0000-7000-8000-000000000000}",
        "0190a7b0-0000-7000-8000-000000000000\n",
        "0190a7b0-0000-7000-8000-00000000000g",
        "٠190a7b0-0000-7000-8000-000000000000",
    ],
)
def test_other_spellings_are_no_ids(text: str) -> None:
    assert not is_id(text)
