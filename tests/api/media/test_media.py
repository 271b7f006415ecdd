"""Media by the room's own protocol: offers over the socket, pictures and voices through the forwarder."""

import asyncio
from functools import partial

from aiortc import RTCSessionDescription

from tests.factories.courses import enroll
from tests.factories.media import app, until
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar
from tests.factories.station import FIRST_VIDEO, VIDEO_SLOTS, VOICES, Station

__all__ = ["app"]

SECONDS = 5


class Device:
    """A station and its socket."""

    def __init__(self, seminar: Seminar, person: Person, *, companion: bool = False, grey: int = 128) -> None:
        self.person = person
        self.companion = companion
        self.station = Station(companion=companion, grey=grey)
        self.client = RoomClient(seminar.url)
        self._seminar = seminar

    async def __aenter__(self) -> "Device":
        await self.client.connect()
        device = "second" if self.companion else "new"
        answer = await self.client.join(await self._seminar.token(self.person), device=device)
        assert answer["type"] == "ack", answer
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.station.leave()
        if self.client.close_code is None:
            await self.client.disconnect()

    async def produce(self, sources: list[Frame] | None = None) -> Frame:
        answer = await self.client.ask("media:produce", offer=await self.station.offer(), sources=sources)
        assert answer["type"] == "ack", answer
        await self.station.accept(answer["data"]["answer"])
        produced: Frame = answer["data"]
        return produced

    async def offer_again(self) -> None:
        """The same peer connection once more."""
        answer = await self.client.ask("media:produce", offer=await self.station.offer())
        await self.station.pc.setRemoteDescription(RTCSessionDescription(answer["data"]["answer"], "answer"))

    async def want(self, *people: Person, source: str = "camera") -> None:
        first = 0 if self.companion else FIRST_VIDEO
        wishes = [{"slot": first + n, "participant": p.id, "source": source} for n, p in enumerate(people)]
        answer = await self.client.ask("media:consume", want=wishes)
        assert answer["type"] == "ack", answer

    async def told(self, slot: int, person: Person | None, source: str | None) -> None:
        """Wait until `media:slots` says who is in a slot."""
        state = {"slot": slot, "participant": person and person.id, "source": source}
        await self.client.event("media:slots", lambda frame: any(state.items() <= s.items() for s in frame["slots"]))


def sees_and_hears(station: Station) -> bool:
    return station.picture.frames > 0 and station.heard[0].level > 500


async def test_a_professor_and_a_student_see_and_hear_each_other(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Device(seminar, seminar.professor) as desk, Device(seminar, student) as bench:
        slots = (await desk.produce())["slots"]
        assert [slot["kind"] for slot in slots] == ["audio"] * VOICES + ["video"] * VIDEO_SLOTS
        await bench.produce()
        await desk.want(student)
        await bench.want(seminar.professor)
        for here, there in ((desk, bench), (bench, desk)):
            await here.told(0, there.person, "microphone")
            await here.told(FIRST_VIDEO, there.person, "camera")
            await until(partial(sees_and_hears, here.station))


async def test_a_mute_holds_whatever_the_client_sends(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Device(seminar, seminar.professor) as desk, Device(seminar, student) as bench:
        await desk.produce()
        await bench.produce()
        await desk.want(student)
        await until(lambda: desk.station.picture.frames > 0)
        assert (await bench.client.ask("participant:mute", kind="video"))["type"] == "ack"
        # What is on its way still comes; then the picture stands, though the camera goes on.
        stats = seminar.app.engine.worker_stats
        dropped = sum(worker.dropped["paused"] for worker in stats())
        await until(lambda: sum(worker.dropped["paused"] for worker in stats()) > dropped + 10)
        frames = desk.station.picture.frames
        await until(lambda: sum(worker.dropped["paused"] for worker in stats()) > dropped + 20)
        assert desk.station.picture.frames == frames
        assert (await bench.client.ask("participant:unmute", kind="video"))["type"] == "ack"
        await until(lambda: desk.station.picture.frames > frames)


async def test_a_second_screen_sees_and_plays_no_sound(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        Device(seminar, seminar.professor) as desk,
        Device(seminar, seminar.professor, companion=True) as screen,
        Device(seminar, student) as bench,
    ):
        await desk.produce()
        await bench.produce()
        produced = await screen.produce()
        assert {slot["kind"] for slot in produced["slots"]} == {"video"}
        await screen.want(student)
        await screen.told(0, student, "camera")
        await until(lambda: screen.station.heard[0].frames > 0)


async def test_an_offer_that_cannot_be_used_is_refused_and_harms_nothing(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Device(seminar, seminar.professor) as desk, Device(seminar, student) as bench:
        await desk.produce()
        await bench.produce()
        await desk.want(student)
        answer = await desk.client.ask("media:produce", offer="v=0\r\nm=audio")
        assert answer["code"] == "bad_offer"
        assert answer["details"][0]["field"] == "mid"
        await until(lambda: desk.station.picture.frames > 0)


async def test_wishes_need_an_offer_first(seminar: Seminar) -> None:
    async with Device(seminar, seminar.professor) as desk:
        assert (await desk.client.ask("media:consume", want=[]))["code"] == "no_transport"


async def test_logging_out_ends_the_media(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Device(seminar, seminar.professor) as desk, Device(seminar, student) as bench:
        await desk.produce()
        await bench.produce()
        await until(lambda: bench.station.pc.connectionState == "connected")
        async with asyncio.timeout(SECONDS):
            await seminar.client.post("/api/v1/auth/logout", headers=student.headers, json={})
            await until(lambda: bench.station.pc.connectionState == "closed")
        assert not seminar.app.engine.is_alive(seminar.session["id"], bench.client.state["connection_id"])


async def test_the_end_of_an_enrolment_ends_the_media(seminar: Seminar) -> None:
    student = await make_person(seminar.app, seminar.client)
    enrollment = await enroll(seminar.client, seminar.professor, seminar.course, student)
    async with Device(seminar, student) as bench:
        await bench.produce()
        await until(lambda: bench.station.pc.connectionState == "connected")
        path = f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment['id']}"
        async with asyncio.timeout(SECONDS):
            await seminar.client.delete(path, headers=seminar.professor.headers)
            await until(lambda: bench.station.pc.connectionState == "closed")


async def test_the_end_of_the_session_ends_the_media(seminar: Seminar) -> None:
    async with Device(seminar, seminar.professor) as desk:
        await desk.produce()
        await until(lambda: desk.station.pc.connectionState == "connected")
        await seminar.end()
        await until(lambda: desk.station.pc.connectionState == "closed")


async def test_media_outlives_a_lost_socket(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Device(seminar, seminar.professor) as desk, Device(seminar, student) as bench:
        await desk.produce()
        await bench.produce()
        await desk.want(student)
        await until(lambda: desk.station.picture.frames > 0)
        await desk.client.cut()
        frames = desk.station.picture.frames
        await until(lambda: desk.station.picture.frames > frames)
        await desk.client.connect()
        answer = await desk.client.join(await seminar.token(seminar.professor))
        assert answer["data"]["media_alive"]
        await desk.want(student)
        await desk.told(FIRST_VIDEO, student, "camera")


async def test_an_offer_of_the_same_peer_connection_interrupts_nothing(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Device(seminar, seminar.professor) as desk, Device(seminar, student) as bench:
        await desk.produce()
        await bench.produce()
        await desk.want(student)
        await until(lambda: sees_and_hears(desk.station))
        await bench.offer_again()
        await desk.offer_again()
        frames = desk.station.picture.frames
        await until(lambda: desk.station.picture.frames > frames + 5)
        assert desk.station.pc.connectionState == "connected"


async def test_a_screen_is_seen_only_while_it_is_shared(seminar: Seminar) -> None:
    student = await seminar.person()
    async with Device(seminar, seminar.professor) as desk, Device(seminar, student) as bench:
        await desk.produce()
        await bench.produce([{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "screen"}])
        await desk.want(student, source="screen")
        await until(lambda: desk.station.heard[0].level > 500)
        assert desk.station.picture.frames == 0
        await bench.client.ask("screen:start")
        await until(lambda: desk.station.picture.frames > 0)
        await desk.told(FIRST_VIDEO, student, "screen")
        await bench.client.ask("screen:stop")
        await desk.told(FIRST_VIDEO, None, None)
