"""How media is for people: told in the room, kept with the session, counted for the operator."""

from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio

from eduforum.web.app import Application
from sfu_core.records import EncodingStats, TransportStats
from tests.factories.clock import ManualClock
from tests.factories.engine import SilentEngine
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

GOOD_LINE = 0.0
BAD_LINE = 0.2


class Media:
    """Transports whose counters run: 1.5 Mbit/s up and 4 down."""

    def __init__(self, app: Application, clock: ManualClock) -> None:
        self._app = app
        self._clock = clock
        self._stats = cast(SilentEngine, app.engine).stats

    async def runs(
        self,
        *clients: RoomClient,
        seconds: int = 5,
        loss: float = GOOD_LINE,
        rtt: float = 0.03,
        repeated: int = 0,
    ) -> None:
        """Media runs for a while, then the monitor looks; a part `loss` of what was sent down got lost, and `repeated`
        packets were sent a second time."""
        for client in clients:
            now = self._stats.get(client.state["connection_id"]) or TransportStats(
                **dict.fromkeys(TransportStats.__dataclass_fields__, 0)
            )
            sent = 500 * seconds
            self._stats[client.state["connection_id"]] = replace(
                now,
                bytes_in=now.bytes_in + 1_500_000 // 8 * seconds,
                bytes_out=now.bytes_out + 4_000_000 // 8 * seconds,
                packets_out=now.packets_out + sent + repeated,
                repeated=now.repeated + repeated,
                packets_lost=now.packets_lost + round(sent * loss),
                rtt_ns=round(rtt * 1e9),
            )
        self._clock.advance(seconds)
        await self._app.quality.look()


@pytest_asyncio.fixture
async def media(app: Application, clock: ManualClock) -> Media:
    # It looks when the test says so.
    await app.quality.stop()
    return Media(app, clock)


def stats(**changes: Any) -> Frame:
    """What a client on a good line reports."""
    return {
        "seconds": 10,
        "rtt": 30,
        "heard": {"concealed": 0.001, "buffer": 60, "jitter": 4, "loss": 0},
        "seen": {"width": 1280, "height": 720, "fps": 30, "freezes": 0, "frozen": 0},
        "sent": {"loss": 0, "jitter": 3, "width": 1280, "height": 720, "fps": 30, "limited": "none"},
        **changes,
    }


async def told(client: RoomClient) -> list[Frame]:
    """The people of the newest `media:quality`."""
    await client.event("media:quality", lambda frame: bool(frame["people"]))
    people: list[Frame] = [frame for frame in client.events if frame["type"] == "media:quality"][-1]["people"]
    return people


async def test_hosts_hear_of_everybody_and_others_of_themselves(seminar: Seminar, media: Media) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk, await seminar.enter(student) as bench:
        await media.runs(desk, bench)
        await media.runs(desk, bench)
        assert {person["participant"] for person in await told(desk)} == {seminar.professor.id, student.id}
        assert {person["participant"] for person in await told(bench)} == {student.id}


async def test_a_good_network_has_a_mean_opinion_score_above_four(seminar: Seminar, media: Media) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        await desk.ask("media:stats", **stats())
        await media.runs(desk)
        await media.runs(desk)
        (quality,) = await told(desk)
    assert quality["level"] == "good"
    assert quality["mos"] > 4.0
    assert quality["rtt"] == 30
    assert quality["up"]["bitrate"] == pytest.approx(1_500_000, rel=0.01)
    assert quality["down"]["bitrate"] == pytest.approx(4_000_000, rel=0.01)
    assert (quality["down"]["width"], quality["down"]["height"], quality["down"]["fps"]) == (1280, 720, 30)


async def test_loss_is_seen_without_a_word_of_the_client(seminar: Seminar, media: Media) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        for _ in range(6):
            await media.runs(desk, loss=BAD_LINE, rtt=0.4)
        (quality,) = await told(desk)
    assert quality["level"] == "poor"
    assert quality["mos"] < 3.1
    assert quality["down"]["loss"] == pytest.approx(BAD_LINE)


async def test_sound_that_is_sent_twice_makes_no_line_look_better(seminar: Seminar, media: Media) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        for _ in range(6):
            await media.runs(desk, loss=BAD_LINE, repeated=500)
        (quality,) = await told(desk)
    assert quality["down"]["loss"] == pytest.approx(BAD_LINE)


async def test_what_a_publisher_sends_is_measured_here(seminar: Seminar, media: Media) -> None:
    engine = cast(SilentEngine, seminar.app.engine)
    async with await seminar.enter(seminar.professor) as desk:
        for packets, lost in ((0, 0), (900, 100)):
            encoding = EncodingStats(True, 900_000, packets, lost, 12_000_000, 1280, 720, 25.0, lost, 0)
            engine.encodings[desk.state["connection_id"]] = [("camera", encoding)]
            await media.runs(desk)
        (quality,) = await told(desk)
    up = quality["up"]
    assert up["loss"] == pytest.approx(0.1)
    assert (up["jitter"], up["width"], up["height"], up["fps"]) == (12, 1280, 720, 25)
    assert up["mos"] < quality["down"]["mos"]


async def test_pictures_that_freeze_count_though_the_sound_is_good(seminar: Seminar, media: Media) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        for _ in range(8):
            await desk.ask(
                "media:stats",
                **stats(seen={"width": 640, "height": 360, "fps": 9, "freezes": 3, "frozen": 2.5}),
            )
            await media.runs(desk)
        (quality,) = await told(desk)
    assert quality["level"] == "poor"
    assert quality["mos"] > 4.0
    assert (quality["down"]["freezes"], quality["down"]["frozen"]) == (3, 2.5)


async def test_who_has_no_media_is_not_in_the_list(seminar: Seminar, media: Media) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk, await seminar.enter(student):
        await media.runs(desk)
        await media.runs(desk)
        assert {person["participant"] for person in await told(desk)} == {seminar.professor.id}


@pytest.mark.parametrize(
    "fault", [{"seconds": 0}, {"heard": {"concealed": 1.5}}, {"rtt": -1}, {"seen": {"height": 10**6}}]
)
async def test_statistics_that_cannot_be_are_refused(seminar: Seminar, fault: Frame) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        assert (await desk.ask("media:stats", **stats(**fault)))["code"] == "invalid"


async def read(client: httpx.AsyncClient, seminar: Seminar, person: Person, participant: Person | None = None) -> Any:
    query = f"?participant={participant.id}" if participant else ""
    answer = await client.get(f"/api/v1/sessions/{seminar.session['id']}/quality{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def test_minutes_are_kept_with_the_session(client: httpx.AsyncClient, seminar: Seminar, media: Media) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk, await seminar.enter(student) as bench:
        await bench.ask(
            "media:stats", **stats(seen={"width": 320, "height": 180, "fps": 20, "freezes": 2, "frozen": 1})
        )
        for _ in range(26):
            await media.runs(desk, bench)
    kept = await read(client, seminar, seminar.professor)
    assert {person["participant_id"] for person in kept["people"]} == {seminar.professor.id, student.id}
    assert kept["minutes"] == []
    (own,) = (person for person in kept["people"] if person["participant_id"] == student.id)
    assert (own["good"], own["fair"], own["poor"]) == (1, 1, 0)
    assert own["mos"] > 4.0
    assert own["freezes"] == 2
    minutes = (await read(client, seminar, seminar.professor, student))["minutes"]
    assert [minute["level"] for minute in minutes] == ["fair", "good"]
    assert minutes[0]["down_bitrate"] == pytest.approx(4_000_000, rel=0.01)


async def test_the_minute_that_has_begun_is_kept_when_somebody_leaves(
    client: httpx.AsyncClient, seminar: Seminar, media: Media
) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        await media.runs(desk)
        await media.runs(desk)
        await desk.ask("room:leave")
    await media.runs()
    assert [person["good"] for person in (await read(client, seminar, seminar.professor))["people"]] == [1]


async def test_others_read_their_own_and_nobody_elses(
    client: httpx.AsyncClient, seminar: Seminar, media: Media
) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk, await seminar.enter(student) as bench:
        for _ in range(14):
            await media.runs(desk, bench)
    own = await read(client, seminar, student)
    assert [person["participant_id"] for person in own["people"]] == [student.id]
    assert len(own["minutes"]) == 1
    path = f"/api/v1/sessions/{seminar.session['id']}/quality?participant={seminar.professor.id}"
    assert (await client.get(path, headers=student.headers)).status_code == 403


async def test_metrics_name_nobody(client: httpx.AsyncClient, seminar: Seminar, media: Media) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        await media.runs(desk)
        await media.runs(desk)
        text = seminar.app.metrics.render()[0].decode()
    assert 'eduforum_media_people{level="good"} 1.0' in text
    assert 'eduforum_media_mos_count{direction="down"} 1.0' in text
    assert "eduforum_media_rtt_seconds_count 1.0" in text
    assert seminar.professor.id not in text
