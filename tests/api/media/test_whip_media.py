"""Media by WHIP and WHEP through the forwarder, with aiortc at the other end."""

import asyncio

import pytest

from tests.factories.media import app, until
from tests.factories.rooms import Frame, Seminar
from tests.factories.station import Station
from tests.factories.whip import Publisher, Viewer

__all__ = ["app"]


async def test_what_is_published_is_seen_and_heard(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Publisher(seminar, seminar.professor, grey=200), Viewer(seminar, student) as viewer:
        await until(lambda: viewer.heard[0].level > 500 and viewer.pictures[0].frames > 5)
        assert viewer.greys == [200]


async def test_a_viewer_that_came_first_sees_who_comes(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Viewer(seminar, student) as viewer:
        await until(lambda: viewer.pc.connectionState == "connected")
        async with Publisher(seminar, seminar.professor):
            await until(lambda: viewer.pictures[0].frames > 0 and viewer.heard[0].level > 500)


async def test_each_place_shows_another_source_first_come(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        Publisher(seminar, seminar.professor, grey=60),
        Publisher(seminar, seminar.professor, grey=130),
        Publisher(seminar, seminar.professor, grey=200),
        Viewer(seminar, student, voices=2, pictures=2) as viewer,
    ):
        await until(lambda: viewer.greys == [60, 130])
        await until(lambda: all(heard.level > 500 for heard in viewer.heard[:2]))


async def test_a_viewers_own_sources_come_last(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        Publisher(seminar, student, grey=60, sound=False),
        Viewer(seminar, student, voices=0, pictures=1) as viewer,
    ):
        await until(lambda: viewer.greys == [60])
        async with Publisher(seminar, seminar.professor, grey=200, sound=False):
            await until(lambda: viewer.greys == [200])


async def test_a_viewer_can_be_pinned_to_a_person(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        Publisher(seminar, seminar.professor, grey=60),
        Publisher(seminar, student, grey=200),
        Viewer(seminar, seminar.professor, pictures=2, query=f"?publisher={student.id}") as viewer,
    ):
        await until(lambda: viewer.greys == [200] and viewer.heard[0].level > 500)


async def test_a_publisher_is_seen_in_the_room_beside_the_face(seminar: Seminar) -> None:
    student = await seminar.person()
    station = Station()
    async with await seminar.enter(student) as bench, Publisher(seminar, seminar.professor, grey=200):
        told = await bench.event("participant:changed", lambda f: len(f["participant"]["sources"]) == 2)
        (source,) = (s for s in told["participant"]["sources"] if s["kind"] == "video")
        assert source["label"] == "Desk"
        produced: Frame = await bench.ask("media:produce", offer=await station.offer())
        await station.accept(produced["data"]["answer"])
        wish = {
            "slot": 3,
            "participant": seminar.professor.id,
            "source": source["source"],
            "width": 640,
            "height": 360,
        }
        assert (await bench.ask("media:consume", want=[wish]))["type"] == "ack"
        await until(lambda: station.picture.frames > 0 and round(station.picture.grey, -1) == 200)
    await station.leave()


async def test_a_good_bye_ends_the_publisher(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk:
        async with Publisher(seminar, student) as publisher:
            await until(lambda: publisher.pc.connectionState == "connected")
        await desk.event("participant:left", lambda frame: frame["participant_id"] == student.id)


async def test_deleting_ends_the_transport(seminar: Seminar) -> None:
    async with Publisher(seminar, seminar.professor) as publisher:
        await until(lambda: publisher.pc.connectionState == "connected")
        await publisher.delete()
        await until(lambda: publisher.pc.connectionState == "closed")


async def test_logging_out_ends_publisher_and_viewer(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Publisher(seminar, student) as publisher, Viewer(seminar, student) as viewer:
        await until(lambda: publisher.pc.connectionState == viewer.pc.connectionState == "connected")
        async with asyncio.timeout(5):
            await seminar.client.post("/api/v1/auth/logout", headers=student.headers, json={})
            await until(lambda: publisher.pc.connectionState == viewer.pc.connectionState == "closed")


@pytest.mark.parametrize("kind", ["audio", "video"])
async def test_a_publishers_mute_holds(seminar: Seminar, kind: str) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as desk,
        Publisher(seminar, seminar.professor),
        Viewer(seminar, student) as viewer,
    ):
        heard = viewer.heard[0 if kind == "audio" else 1]
        await until(lambda: heard.frames > 0 and (kind == "video" or heard.level > 500))
        stats = seminar.app.engine.worker_stats
        assert (await desk.ask("participant:mute", kind=kind))["type"] == "ack"
        dropped = sum(worker.dropped["paused"] for worker in stats())
        await until(lambda: sum(worker.dropped["paused"] for worker in stats()) > dropped + 10)
        assert (await desk.ask("participant:unmute", kind=kind))["type"] == "ack"
        frames = heard.frames
        await until(lambda: heard.frames > frames)
