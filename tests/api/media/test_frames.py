"""Whatever a client sends, it gets an answer with a code, and the socket stays open until it goes too far."""

import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from eduforum.config import Config
from eduforum.web.hub import HubLimits
from eduforum.web.protocol_types import TOOLS
from tests.factories.anything import Described, Schema
from tests.factories.floors import open_floor
from tests.factories.lessons import in_full_swing
from tests.factories.rooms import RoomClient, Seminar

ID = "0193f1a0-0000-7000-8000-000000000001"

# After these somebody, or everybody, is out.
_OUT = {"room:leave", "room:end", "room:remove"}


@dataclass
class Lively:
    """A class in the middle of everything: who may ask, and what, by the schemas of the requests."""

    clients: list[RoomClient] = field(repr=False)
    requests: list[tuple[str, Schema]] = field(repr=False)
    described: Described = field(repr=False)


@pytest.fixture
async def lively(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lively]:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person("ta")) as assistant,
        await seminar.enter(await seminar.person()) as student,
    ):
        ids = await in_full_swing(seminar, professor, student)
        ids["floor"] = (await open_floor(professor))["id"]
        seminar.app.hub.limits = HubLimits(frames_per_second=10_000, burst=10_000)
        monkeypatch.setattr(seminar.app.limiter, "hit", _never_too_much)
        types = [request for tool in TOOLS for request in tool.requests]
        _, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
        requests = [
            (tag, components[type.__name__]) for type in types if (tag := str(type.__struct_config__.tag)) not in _OUT
        ]
        yield Lively([professor, assistant, student], requests, Described(components, ids))


async def _never_too_much(key: str, limit: int, window: float) -> float:
    return 0.0


async def test_the_first_frame_is_room_join(seminar: Seminar) -> None:
    async with RoomClient(seminar.url) as client:
        assert (await client.ask("chat:send", text="hello"))["code"] == "not_joined"
        assert (await client.join(await seminar.token(seminar.professor)))["type"] == "ack"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "hello",
        "[]",
        '{"type":"chat:send","id":"' + ID + '","text":"a\\u0000b"}',
        '{"type":"chat:send","id":"' + ID + '","text":"\\ud800"}',
        '{"type":"chat:send","id":"' + ID + '","text":NaN}',
        '{"type":"chat:send","id":"' + ID + '","text":' + "[" * 30_000,
        '{"type":"room:dance","id":"' + ID + '"}',
        '{"type":"chat:send"}',
        b"\x00\x01binary",
    ],
)
async def test_a_frame_that_cannot_be_taken_is_answered_and_closes_nothing(seminar: Seminar, raw: str | bytes) -> None:
    async with await seminar.enter(seminar.professor) as client:
        before = len(client.answers)
        await client.send(raw)
        answer = await client.until(lambda: client.answers[before] if len(client.answers) > before else None)

        assert answer["code"] in {"malformed", "unknown_type", "invalid"}
        assert (await client.ask("chat:send", text="still here"))["type"] == "ack"


async def test_random_frames_never_meet_a_fault_of_ours(seminar: Seminar) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    async with await seminar.enter(seminar.professor) as client:
        for _ in range(60):
            await client.send(_random_frame(rng))
        # The answer to this comes after all others.
        assert (await client.ask("participant:unmute", kind="audio"))["type"] == "ack"

        codes = {frame["code"] for frame in client.answers if frame["type"] == "error"}
        assert "internal_error" not in codes
        assert client.close_code is None


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
async def test_no_request_to_a_tool_meets_a_fault_of_ours(lively: Lively, data: st.DataObject) -> None:
    type, schema = data.draw(st.sampled_from(lively.requests))
    frame = {**data.draw(lively.described.values(schema)), "type": type, "id": str(uuid4())}
    client = data.draw(st.sampled_from(lively.clients))
    before = len(client.answers)
    await client.send(json.dumps(frame))
    answer = await client.until(lambda: client.answers[before] if len(client.answers) > before else None)

    assert answer.get("code") != "internal_error", frame


async def test_a_fault_of_a_tool_is_told_as_one_and_closes_nothing(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*arguments: object, **settings: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(seminar.app.engine, "produce", fail)
    async with await seminar.enter(seminar.professor) as client:
        answer = await client.ask("media:produce", offer="v=0\r\n")

        assert (answer["type"], answer["code"]) == ("error", "internal_error")
        assert (await client.ask("chat:send", text="still here"))["type"] == "ack"


async def test_a_frame_over_64_kib_is_refused_and_an_offer_is_not(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        long = await client.ask("chat:send", text="x" * 70_000)
        offer = await client.ask("media:produce", offer="x" * 200_000)

        assert long["code"] == "too_large"
        assert offer["type"] == "ack"


async def test_a_frame_over_256_kib_is_not_read(seminar: Seminar) -> None:
    client = await seminar.enter(seminar.professor)
    await client.send("x" * 300_000)

    assert await client.closed() == 1009


async def test_too_many_frames_close_the_socket(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(frames_per_second=1, burst=10)
    client = await seminar.enter(seminar.professor)
    for _ in range(50):
        await client.send("{}")

    assert await client.closed() == 4429


async def test_long_frames_count_as_several(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(frames_per_second=0.001, burst=40)
    client = await seminar.enter(seminar.professor)
    for _ in range(2):
        await client.send("x" * 200_000)

    assert await client.closed() == 4429


async def test_a_message_in_fragments_is_one_message(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        frame = msgspec.json.encode({"type": "chat:send", "id": ID, "text": "조각조각"}).decode()
        await client.send_fragments([frame[:10], frame[10:50], frame[50:]])

        event = await client.event("chat:message")
        assert event["message"]["text"] == "조각조각"


async def test_bytes_that_are_no_frames_end_their_own_socket_alone(
    seminar: Seminar, caplog: pytest.LogCaptureFixture
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    async with await seminar.enter(seminar.professor) as client:
        # Some of it is the beginning of a frame that never ends.
        seminar.app.hub.limits = HubLimits(first_frame=0.05)
        for _ in range(20):
            async with RoomClient(seminar.url) as other:
                other.send_bytes(rng.randbytes(rng.randrange(1, 400)))
                assert await other.closed() != 1011

        assert (await client.ask("chat:send", text="still here"))["type"] == "ack"
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize(
    "frame",
    ["89 80 00000000", "8a 80 00000000", "00 80 00000000"],
    ids=["pings", "pongs", "empty fragments"],
)
async def test_a_flood_of_the_smallest_frames_ends_its_socket(seminar: Seminar, frame: str) -> None:
    client = await seminar.enter(seminar.professor)
    first = bytes.fromhex("01 80 00000000") if frame.startswith("00") else b""
    client.send_bytes(first + bytes.fromhex(frame) * 100_000)

    assert await client.closed() in (4429, 1006)


async def test_who_only_pings_now_and_then_stays(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        client.send_bytes(bytes.fromhex("89 80 00000000") * 20)

        assert (await client.ask("chat:send", text="still here"))["type"] == "ack"


async def test_coming_in_over_and_over_is_slowed_down(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(frames_per_second=10_000, burst=10_000)
    token = await seminar.token(seminar.professor)
    async with RoomClient(seminar.url) as client:
        for _ in range(seminar.app.config.limits.entries_per_minute):
            assert (await client.join(token))["type"] == "ack"
        assert (await client.join(token))["code"] == "rate_limited"
        assert await client.closed() == 4429

    seminar.app.clock.advance(61)
    async with RoomClient(seminar.url) as client:
        assert (await client.join(token, device="move"))["type"] == "ack"


class TestOffers:
    """Of one person, over all devices."""

    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, limits=replace(config.limits, offers_per_minute=20))

    async def test_offering_over_and_over_is_slowed_down(self, seminar: Seminar) -> None:
        async with await seminar.enter(seminar.professor) as client:
            for _ in range(20):
                assert (await client.ask("media:produce", offer="v=0\r\n"))["type"] == "ack"
            assert (await client.ask("media:produce", offer="v=0\r\n"))["code"] == "rate_limited"

            seminar.app.clock.advance(61)
            assert (await client.ask("media:produce", offer="v=0\r\n"))["type"] == "ack"


def _random_frame(rng: random.Random) -> str | bytes:
    types = [
        "room:join",
        "room:leave ",
        "token:renew",
        "chat:send",
        "chat:history",
        "media:consume",
        "participant:mute",
        "",
    ]
    match rng.randrange(4):
        case 0:
            return rng.randbytes(rng.randrange(80))
        case 1:
            return "".join(chr(rng.choice([rng.randrange(32, 127), rng.randrange(0xAC00, 0xD7A3)])) for _ in range(60))
        case _:
            frame: dict[str, object] = {"type": rng.choice(types), "id": rng.choice([ID, None, 5, "x", ID.upper()])}
            for name in rng.sample(["text", "kind", "before", "want", "cursor", "client", "token", "extra"], 3):
                frame[name] = _random_value(rng, 0)
            return msgspec.json.encode(frame).decode()


def _random_value(rng: random.Random, depth: int) -> object:
    match rng.randrange(8 if depth < 4 else 6):
        case 0:
            return None
        case 1:
            return rng.choice([0, -1, 2**53, 2**63, 1e308, True])
        case 2:
            return rng.choice(["", "audio", "\0", "\u202e", "가" * 5000, ID])
        case 3:
            return {}
        case 4:
            return []
        case 5:
            return ID
        case 6:
            return [_random_value(rng, depth + 1) for _ in range(3)]
        case _:
            return {rng.choice(["slot", "text", "\0"]): _random_value(rng, depth + 1)}
