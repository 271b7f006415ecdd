from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_state import CacheFace
from sfu_core.debug import live_objects

MS = 10**6
SECOND = 10**9


def test_both_forms_of_a_packet_are_kept() -> None:
    cache = CacheFace(16, 4096, SECOND)
    assert cache.put(7, 1, plain=b"clear", cipher=b"secret", tag=42)
    assert cache.find(7, 2) == (b"clear", b"secret", 42)


def test_either_form_alone_and_neither() -> None:
    cache = CacheFace(16, 4096, SECOND)
    cache.put(1, 1, plain=b"clear")
    cache.put(2, 1, cipher=b"secret")
    cache.put(3, 1, tag=9)
    assert [cache.find(n, 1) for n in (1, 2, 3)] == [(b"clear", b"", 0), (b"", b"secret", 0), (b"", b"", 9)]


def test_what_was_never_put_is_absent() -> None:
    assert CacheFace(16, 4096, SECOND).find(0, 0) is None


def test_a_packet_is_gone_after_its_time() -> None:
    cache = CacheFace(16, 4096, SECOND)
    cache.put(7, 0, plain=b"clear")
    assert cache.find(7, SECOND) is not None
    assert cache.find(7, SECOND + 1) is None


def test_a_number_that_shares_the_place_replaces_the_older() -> None:
    cache = CacheFace(16, 4096, SECOND)
    cache.put(1, 0, plain=b"old")
    cache.put(17, 0, plain=b"new")
    assert cache.find(1, 0) is None
    assert cache.find(17, 0) == (b"new", b"", 0)


def test_bytes_written_over_are_never_handed_out() -> None:
    cache = CacheFace(64, 1024, SECOND)
    for n in range(20):
        assert cache.put(n, 0, plain=bytes([n]) * 200)
    found = [n for n in range(20) if cache.find(n, 0)]
    assert found == [15, 16, 17, 18, 19]
    assert all(cache.find(n, 0) == (bytes([n]) * 200, b"", 0) for n in found)


def test_a_packet_larger_than_a_quarter_is_refused() -> None:
    cache = CacheFace(16, 4096, SECOND)
    assert cache.put(1, 0, plain=b"x" * 512, cipher=b"y" * 512)
    assert not cache.put(2, 0, plain=b"x" * 512, cipher=b"y" * 513)
    assert cache.find(2, 0) is None


def test_an_index_without_bytes() -> None:
    cache = CacheFace(16, 0, SECOND)
    assert cache.put(5, 0, tag=77)
    assert not cache.put(6, 0, plain=b"x")
    assert cache.find(5, 0) == (b"", b"", 77)


def test_resending_waits_a_round_trip() -> None:
    cache = CacheFace(16, 4096, SECOND)
    cache.put(7, 0, cipher=b"secret")
    assert cache.take(7, 10 * MS, interval_ns=50 * MS)
    assert cache.take(7, 59 * MS, interval_ns=50 * MS) is None
    assert cache.take(7, 60 * MS, interval_ns=50 * MS)
    assert cache.counts == (2, 0, 1)


def test_a_packet_is_resent_so_many_times_and_no_more() -> None:
    cache = CacheFace(16, 4096, SECOND)
    cache.put(7, 0, cipher=b"secret")
    assert [bool(cache.take(7, n, max_resends=3)) for n in range(5)] == [True, True, True, False, False]


def test_what_is_asked_for_and_not_here_is_counted() -> None:
    cache = CacheFace(16, 4096, SECOND)
    assert cache.take(7, 0) is None
    assert cache.counts == (0, 1, 0)


def test_clearing_forgets_everything() -> None:
    cache = CacheFace(16, 4096, SECOND)
    cache.put(7, 0, plain=b"clear")
    cache.clear()
    assert cache.find(7, 0) is None
    assert cache.put(7, 0, plain=b"again")


PACKETS = st.lists(
    st.tuples(st.integers(0, 3), st.binary(max_size=120), st.binary(max_size=120)), min_size=1, max_size=80
)


@given(st.integers(0, 65535), PACKETS)
def test_whatever_is_found_is_what_was_put(start: int, steps: list[tuple[int, bytes, bytes]]) -> None:
    cache = CacheFace(32, 1024, SECOND)
    truth: dict[int, tuple[bytes, bytes, int]] = {}
    sequence = start
    for tag, (step, plain, cipher) in enumerate(steps):
        sequence = (sequence + step) % 65536
        assert cache.put(sequence, 0, plain, cipher, tag)
        truth[sequence] = (plain, cipher, tag)
    assert cache.find(sequence, 0) == truth[sequence]
    assert all(cache.find(n, 0) in (None, expected) for n, expected in truth.items())


def test_a_freed_cache_is_no_longer_counted() -> None:
    before = live_objects()
    cache = CacheFace(16, 4096, SECOND)
    del cache
    assert live_objects() == before
