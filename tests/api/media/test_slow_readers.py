"""A client that does not read, or does not speak, costs the others nothing and loses no message."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from eduforum.web import socket
from eduforum.web.app import Application
from eduforum.web.hub import HubLimits
from eduforum.web.server import HttpServer, bind
from tests.factories.rooms import RoomClient, Seminar

# As long as a message may be, three bytes a letter.
LONG = "가" * 3990

# Enough to fill the queue of 1 MiB and what the kernel holds on both sides.
FLOOD = 500


async def flood(seminar: Seminar, client: RoomClient) -> list[str]:
    """Far more than anybody holds for a reader, said in turns so that the rates are kept."""
    said = [f"{number} {LONG}" for number in range(FLOOD)]
    for start in range(0, FLOOD, 25):
        seminar.app.clock.advance(11)
        await asyncio.gather(*(client.ask("chat:send", text=text) for text in said[start : start + 25]))
    return said


def resyncs(seminar: Seminar) -> float:
    value: float | None = seminar.app.metrics.registry.get_sample_value("eduforum_room_resyncs_total")
    assert value is not None
    return value


async def test_a_slow_reader_is_told_to_ask_again_and_misses_nothing(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(resync=30, frames_per_second=10_000, burst=10_000)
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as writer, await seminar.enter(student, narrow=True) as reader:
        reader.stop_reading()
        said = await flood(seminar, writer)
        assert resyncs(seminar) == 1
        heard_before = reader.texts()

        reader.go_on_reading()
        await reader.event("room:resync")
        known = reader.texts()
        assert known[: len(heard_before)] == heard_before
        reader.events.clear()
        answer = await reader.join(await seminar.token(student))

        data = answer["data"]
        if data["resumed"]:
            assert known + reader.texts() == said
        else:
            newest = [message["text"] for message in data["tools"]["chat"]["channels"][0]["messages"]]
            assert newest == said[-50:]
        assert (await writer.ask("chat:send", text="after"))["type"] == "ack"
        assert (await reader.event("chat:message"))["message"]["text"] == "after"


async def test_a_reader_that_does_not_ask_again_is_closed(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(resync=0.05, frames_per_second=10_000, burst=10_000)
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as writer, await seminar.enter(student, narrow=True) as reader:
        reader.stop_reading()
        await flood(seminar, writer)

        changed = await writer.event("participant:changed", lambda event: event["participant"]["id"] == student.id)

        assert changed["participant"]["state"] == "reconnecting"
        reader.go_on_reading()
        assert await reader.closed() in (4408, 1006)


async def test_who_says_goodbye_and_does_not_read_is_cut(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "CLOSE_SECONDS", 0.05)
    seminar.app.hub.limits = HubLimits(resync=1000, frames_per_second=10_000, burst=10_000)
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as writer, await seminar.enter(student, narrow=True) as reader:
        reader.stop_reading()
        await flood(seminar, writer)
        reader.send_bytes(bytes.fromhex("88 82 00000000 03e8"))

        changed = await writer.event("participant:changed", lambda event: event["participant"]["id"] == student.id)

        assert changed["participant"]["state"] == "reconnecting"
        reader.go_on_reading()


async def test_states_coalesce_so_that_flicker_fills_no_queue(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(frames_per_second=1e6, burst=1e6)
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as flickering, await seminar.enter(student) as reader:
        reader.stop_reading()
        for number in range(3000):
            kind = "mute" if number % 2 else "unmute"
            await flickering.send({"type": f"participant:{kind}", "id": str(uuid4()), "kind": "audio"})
        last = await flickering.ask("participant:mute", kind="video")

        assert last["type"] == "ack"
        assert resyncs(seminar) == 0
        reader.go_on_reading()
        await reader.event("participant:changed", lambda event: event["participant"]["muted"]["video"])


async def test_a_socket_that_says_nothing_is_closed(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(first_frame=0.05)

    async with RoomClient(seminar.url) as client:
        assert await client.closed() == 4408


async def test_talk_before_room_join_buys_no_time(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(first_frame=0.5, frames_per_second=1e6, burst=1e6)

    async with RoomClient(seminar.url) as client:
        with pytest.raises((ConnectionResetError, ConnectionClosed)):
            while True:
                await client.ask("chat:send", text="let me stay")
        assert await client.closed() == 4408


async def test_who_is_asked_for_the_device_and_chooses_none_is_closed_in_the_end(seminar: Seminar) -> None:
    seminar.app.hub.limits = HubLimits(choice=0.05)
    student = await seminar.person()
    async with await seminar.enter(student), RoomClient(seminar.url) as phone:
        assert (await phone.join(await seminar.token(student)))["code"] == "device_choice_needed"

        assert await phone.closed() == 4408


async def test_a_socket_that_answers_no_ping_is_cut(app: Application, client: httpx.AsyncClient) -> None:
    server = HttpServer(app, bind("127.0.0.1", 0))
    server.config.ws_ping_interval, server.config.ws_ping_timeout = 0.1, 1.0
    async with server.running():
        seminar = await Seminar(app, client, server.port).begin()
        student = await seminar.person()
        async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as silent:
            silent.stop_reading()

            changed = await professor.event("participant:changed")

            assert changed["participant"]["state"] == "reconnecting"
            silent.go_on_reading()
            assert await silent.closed() == 1006


async def test_a_server_that_stops_says_so(app: Application, client: httpx.AsyncClient) -> None:
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running():
        seminar = await Seminar(app, client, server.port).begin()
        inside = await seminar.enter(seminar.professor)

    assert await inside.closed() == 1012
