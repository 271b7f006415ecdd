"""Which worker a room goes to."""

from eduforum.media.engine.load import Load

SECOND = 1_000_000_000


def loaded(busy: float, *, rooms: int = 0) -> Load:
    load = Load()
    load.measure(0, 100.0)
    load.measure(int(busy * 2 * SECOND), 102.0)
    for _ in range(rooms):
        load.expect_room()
    return load


def test_the_share_of_a_processor_is_that_of_the_last_interval() -> None:
    load = loaded(0.5)
    assert load.busy == 0.5
    load.measure(2 * SECOND, 103.0)
    assert load.busy == 1.0


def test_a_busy_worker_is_behind_one_that_has_little_to_do_however_many_rooms_it_has() -> None:
    assert loaded(0.1, rooms=4).step < loaded(0.6).step


def test_noise_decides_nothing() -> None:
    assert loaded(0.001).step == loaded(0.004).step


def test_rooms_that_opened_just_now_count_before_they_take_anything() -> None:
    assert loaded(0.3, rooms=3).step > loaded(0.3).step


def test_a_room_that_stays_empty_is_forgotten() -> None:
    load = loaded(0.0, rooms=2)
    for second in range(300):
        load.measure(0, 103.0 + second)
    assert load.step == 0
