import hashlib
import hmac
import zlib

from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_control import crc32, equal, hmac_sha1, sha1

BYTES = st.binary(max_size=400)


@given(st.lists(BYTES, max_size=5))
def test_sha1_in_any_pieces(parts: list[bytes]) -> None:
    assert sha1(*parts) == hashlib.sha1(b"".join(parts)).digest()


def test_sha1_at_every_length_around_a_block() -> None:
    assert all(sha1(b"a" * n) == hashlib.sha1(b"a" * n).digest() for n in range(130))


@given(BYTES, BYTES)
def test_hmac_sha1(secret: bytes, data: bytes) -> None:
    assert hmac_sha1(secret, data) == hmac.new(secret, data, "sha1").digest()


@given(BYTES)
def test_crc32(data: bytes) -> None:
    assert crc32(data) == zlib.crc32(data)


@given(BYTES, BYTES)
def test_comparison(a: bytes, b: bytes) -> None:
    assert equal(a, a)
    assert equal(a, b) == (a == b)
