"""Frames are read strictly: what cannot be taken is answered by a stable code, and by its id where there is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from eduforum.media.schemas import ParticipantMute
from eduforum.media.signaling import MediaProduce
from eduforum.web.protocol import (
    FRAME_LIMIT,
    OFFER_LIMIT,
    BadFrame,
    RequestDecoder,
    RoomJoin,
    RoomLeave,
    StateEvent,
    encode,
    frame,
)

ID = "0193f1a0-0000-7000-8000-000000000001"
DECODER = RequestDecoder([RoomJoin, RoomLeave, ParticipantMute, MediaProduce])

DEEP = '{"type":"room:leave","id":"' + ID + '","x":' + "[" * 20_000 + "]" * 20_000 + "}"


def fault(raw: str | bytes) -> BadFrame:
    with pytest.raises(BadFrame) as caught:
        DECODER.decode(raw if isinstance(raw, bytes) else raw.encode())
    return caught.value


def test_a_request_is_read_by_its_type() -> None:
    request = DECODER.decode(b'{"id":"%b","kind":"audio","type":"participant:mute"}' % ID.encode())

    assert request == ParticipantMute(id=ID, kind="audio")


@pytest.mark.parametrize(
    ("raw", "code", "id"),
    [
        ("", "malformed", None),
        ("hello", "malformed", None),
        ("[]", "malformed", None),
        ("null", "malformed", None),
        ("{}", "malformed", None),
        (f'{{"id":"{ID}"}}', "malformed", ID),
        (f'{{"type":7,"id":"{ID}"}}', "malformed", ID),
        (f'{{"type":"room:dance","id":"{ID}"}}', "unknown_type", ID),
        ('{"type":"room:leave"}', "invalid", None),
        ('{"type":"room:leave","id":"1"}', "invalid", None),
        ('{"type":"room:leave","id":17}', "invalid", None),
        (f'{{"type":"room:leave","id":"{ID.upper()}"}}', "invalid", None),
        (f'{{"type":"room:leave","id":"{ID}\\n"}}', "invalid", None),
        (f'{{"type":"room:leave","id":"{ID}","why":"bored"}}', "invalid", ID),
        (f'{{"type":"participant:mute","id":"{ID}"}}', "invalid", ID),
        (f'{{"type":"participant:mute","id":"{ID}","kind":"smell"}}', "invalid", ID),
        (f'{{"type":"participant:mute","id":"{ID}","kind":"\\u0000"}}', "malformed", ID),
        (f'{{"type":"participant:mute","id":"{ID}","kind":"\\ud800"}}', "malformed", None),
        (f'{{"type":"participant:mute","id":"{ID}","kind":NaN}}', "malformed", None),
        (f'{{"type":"participant:mute","id":"{ID}","kind":1e999}}', "invalid", ID),
        (f'{{"type":"room:leave","id":"{ID}"}} {{}}', "malformed", None),
        (DEEP, "malformed", None),
    ],
)
def test_what_cannot_be_taken_has_a_code(raw: str, code: str, id: str | None) -> None:
    found = fault(raw)

    assert (found.error.code, found.id) == (code, id)


def test_text_that_is_not_utf_8_is_malformed() -> None:
    assert fault(b'{"type":"participant:mute","kind":"\xff"}').error.code == "malformed"


def test_a_faulty_field_is_named() -> None:
    (detail,) = fault(f'{{"type":"participant:mute","id":"{ID}","kind":"smell"}}').error.details

    assert detail.field == "kind"


def test_a_frame_over_its_limit_is_refused_by_its_id() -> None:
    found = fault(f'{{"type":"room:leave","id":"{ID}"}}' + " " * FRAME_LIMIT)

    assert (found.error.code, found.id) == ("too_large", ID)


def test_an_offer_may_be_longer() -> None:
    offer = "a" * (OFFER_LIMIT - 200)

    request = DECODER.decode(f'{{"type":"media:produce","id":"{ID}","offer":"{offer}"}}'.encode())

    assert request == MediaProduce(id=ID, offer=offer)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_are_anything_but_a_request_or_a_bad_frame(raw: bytes) -> None:
    try:
        code = str(DECODER.decode(raw))
    except BadFrame as found:
        code = found.error.code

    assert code in {"malformed", "unknown_type", "invalid", "too_large"}


def test_two_requests_of_one_name_are_a_defect() -> None:
    with pytest.raises(ValueError, match="room:leave"):
        RequestDecoder([RoomLeave, RoomLeave])


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536, 300_000])
def test_frames_are_those_of_the_standard(size: int) -> None:
    payload = b"x" * size

    assert frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


class Greeting(StateEvent, tag="test:greeting", frozen=True, kw_only=True):
    text: str


def test_an_event_is_encoded_with_its_type() -> None:
    assert encode(Greeting(text="안녕")) == '{"type":"test:greeting","text":"안녕"}'.encode()


def test_a_state_stands_for_its_kind_unless_it_says_of_what() -> None:
    assert Greeting(text="a").subject() == Greeting(text="b").subject()
