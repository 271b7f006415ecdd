"""Who takes part: what is counted, who sees it, how soon, and what outlives a restart."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from eduforum.analytics.participation.sight import SIGHT
from eduforum.media.schemas import Sound
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories import polls
from tests.factories.audit import audit_log
from tests.factories.boards import Drawer
from tests.factories.clock import ManualClock, pass_time
from tests.factories.debates import act, open_debate, place
from tests.factories.people import Person, make_person
from tests.factories.polls import open_poll, vote
from tests.factories.rooms import Frame, RoomClient, Seminar
from tests.factories.speech import STEP_SECONDS, needs_espeak, packets, say, spoken_in

SOON = 1.0
"""How soon what happens is on the teacher's screen at the latest, in seconds."""


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


def latest(client: RoomClient) -> Frame:
    """How the class takes part, as this client has heard it last."""
    told = [*client.state["states"], *client.events]
    return next(event for event in reversed(told) if event["type"] == "participation:class")


def of(client: RoomClient, person: Person) -> Frame:
    found: Frame = next(each for each in latest(client)["people"] if each["participant_id"] == person.id)
    return found


async def seen(client: RoomClient, person: Person, holds: Callable[[Frame], bool]) -> Frame:
    """What the client has of the person, once that holds."""

    def found() -> Frame | None:
        people = latest(client)["people"]
        return next((each for each in people if each["participant_id"] == person.id and holds(each)), None)

    return await client.until(found)


def path(seminar: Seminar, rest: str = "") -> str:
    return f"/api/v1/sessions/{seminar.session['id']}/participation{rest}"


async def speaks(seminar: Seminar, clock: ManualClock, person: Person, *, times: int = 1) -> float:
    """The person speaks into a microphone, and everybody else waits; for how many seconds."""
    sound = say("I think the second premise is doing all of the work in this argument.", "en-us", 165)
    sent = [packet for _ in range(times) for packet in packets(sound)]
    for first in range(0, len(sent), 50):
        seminar.app.engine.heard += [
            Sound(
                seminar.session["id"],
                person.id,
                ("device", 1),
                clock.monotonic() + (number - first) * STEP_SECONDS,
                number * 960,
                packet.level,
                packet.payload,
            )
            for number, packet in enumerate(sent[first : first + 50], first)
        ]
        await pass_time(clock, 1.0, step=0.1)
    await pass_time(clock, 3.0, step=0.5)
    return sum(end - start for start, end in spoken_in(sound)) * times


@needs_espeak
async def test_who_speaks_has_spoken_for_as_long(seminar: Seminar, professor: RoomClient, clock: ManualClock) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        await seen(professor, student, lambda each: each["spoken"] == 0 and each["turns"] == 0)
        seconds = await speaks(seminar, clock, student)
        told = await seen(professor, student, lambda each: each["spoken"] > 0.9 * seconds)

        assert told["spoken"] == pytest.approx(seconds, rel=0.1)
        assert (told["turns"], told["share"]) == (1, 1.0)
        assert latest(professor)["figures"]["spoke"] == 1
        assert latest(professor)["figures"]["teachers"] == 0.0


@needs_espeak
async def test_what_is_said_in_a_debate_is_in_no_share(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        debate = await open_debate(professor)
        await place(professor, debate, {student.id: "for"})
        await act(professor, "begin", debate, kind="opening", participant=student.id)
        seconds = await speaks(seminar, clock, student)
        told = await seen(professor, student, lambda each: each["debated"] > 0.9 * seconds)

    assert (told["spoken"], told["turns"], told["share"]) == (0, 0, None)
    assert latest(professor)["figures"]["teachers"] is None


@needs_espeak
async def test_talk_time_and_turns_outlive_a_restart(
    seminar: Seminar, professor: RoomClient, clock: ManualClock, config: Any
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        await speaks(seminar, clock, student)
        before = await seen(professor, student, lambda each: each["spoken"] > 0)
        await pass_time(clock, 6.0)

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(seminar.professor) as client:
            after = of(client, student)
            turns = (await http.get(path(again, "/turns"), headers=seminar.professor.headers)).json()["data"]
    await app.stop()

    assert (after["spoken"], after["turns"]) == (before["spoken"], before["turns"])
    assert [(turn["participant_id"], turn["kind"], turn["group_id"]) for turn in turns] == [
        (student.id, "speech", None)
    ]


async def test_who_cannot_be_heard_is_counted_by_level(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        seminar.app.engine.spoken[student.id] = 12.0
        await pass_time(clock, 2.0)
        told = await seen(professor, student, lambda each: each["spoken"] > 0)

    assert told["spoken"] == pytest.approx(12.0)


@needs_espeak
async def test_who_is_heard_is_counted_by_what_they_said_and_not_by_level(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        seconds = await speaks(seminar, clock, student)
        seminar.app.engine.spoken[student.id] = 600.0
        await pass_time(clock, 1.0)
        told = await seen(professor, student, lambda each: each["spoken"] > 0)

        assert told["spoken"] == pytest.approx(seconds, rel=0.1)


async def test_what_an_interpreter_says_is_the_signers_and_stands_beside_their_own(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    signer, interpreter = await seminar.person(), await seminar.person("observer")
    async with await seminar.enter(signer) as one, await seminar.enter(interpreter):
        await professor.ask("participant:interpreter", participant=interpreter.id, on=True)
        said = await professor.ask("participation:voice", interpreter=interpreter.id, person=signer.id)
        assert said["data"] == {"interpreter": interpreter.id, "person": signer.id}
        seminar.app.engine.spoken[interpreter.id] = 8.0
        await pass_time(clock, 2.0)
        told = await seen(professor, signer, lambda each: each["interpreted"] > 0)
        await pass_time(clock, 6.0)
        own = await one.event("participation:own", lambda event: event["own"]["interpreted"] > 0)

        assert (told["interpreted"], told["spoken"], own["own"]["interpreted"]) == (8.0, 0.0, 8.0)
        assert latest(professor)["figures"]["spoke"] == 1
        assert latest(professor)["voices"] == {interpreter.id: signer.id}
        assert not [event for event in one.events if "voices" in event]
        turns = (await seminar.client.get(path(seminar, "/turns"), headers=seminar.professor.headers)).json()["data"]
        assert [(turn["kind"], turn["voices"]) for turn in turns] == [("interpreting", signer.id)]


async def test_whose_words_an_interpreter_speaks_is_for_staff_and_of_students(
    seminar: Seminar, professor: RoomClient
) -> None:
    student, assistant, observer = await seminar.person(), await seminar.person("ta"), await seminar.person("observer")
    address = path(seminar, f"/voices/{observer.id}")
    async with (
        await seminar.enter(student) as one,
        await seminar.enter(assistant) as helper,
        await seminar.enter(observer) as other,
    ):
        nobody = await professor.ask("participation:voice", interpreter=observer.id, person=student.id)
        await professor.ask("participant:interpreter", participant=observer.id, on=True)
        refused = [
            await client.ask("participation:voice", interpreter=observer.id, person=student.id)
            for client in (one, other)
        ]
        teacher = await helper.ask("participation:voice", interpreter=observer.id, person=assistant.id)
        malformed = await professor.ask("participation:voice", interpreter=observer.id, person=7)
        done = await helper.ask("participation:voice", interpreter=observer.id, person=student.id)
        over = await seminar.client.put(address, json={"person": None}, headers=assistant.headers)
        hidden = await seminar.client.put(address, json={"person": None}, headers=student.headers)

        assert nobody["code"] == "no_such_interpreter"
        assert [each["code"] for each in refused] == ["staff_only", "staff_only"]
        assert (teacher["code"], malformed["type"], done["type"]) == ("no_such_student", "error", "ack")
        assert (over.status_code, over.json()["data"]["person"]) == (200, None)
        assert (hidden.status_code, hidden.json()["error"]["code"]) == (403, "staff_only")


async def test_reasons_count_where_votes_have_names_and_boards_by_their_objects(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        for names in ("shown", "hidden"):
            poll = await open_poll(professor, names=names, reasons=True)
            voted = await vote(client, poll, 0, reason="It follows.")
            assert voted["type"] == "ack", voted
            await polls.act(professor, "close", poll)
        drawer = await Drawer(client, seminar.session["id"]).open()
        for _ in range(2):
            await drawer.draw()
        # What was drawn is told apart by person a few seconds later.
        await pass_time(clock, 8)
        told = await seen(professor, student, lambda each: each["answered"] == 2 and each["drawn"] > 0)

        assert (told["reasons"], told["drawn"]) == (1, 2)


async def test_what_somebody_does_is_on_the_teachers_screen_within_a_second(
    seminar: Seminar, professor: RoomClient
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await seen(professor, student, lambda each: each["present"])
        began = time.monotonic()
        await client.ask("chat:send", text="A counterexample.")
        await seen(professor, student, lambda each: each["messages"] == 1)
        wrote = time.monotonic() - began
        began = time.monotonic()
        await client.ask("hand:raise")
        await seen(professor, student, lambda each: each["hands"] == 1)
        raised = time.monotonic() - began

        assert max(wrote, raised) < SOON


async def test_votes_questions_and_text_stand_beside_each_other(seminar: Seminar, professor: RoomClient) -> None:
    student, other = await seminar.person(), await seminar.person()
    async with await seminar.enter(student) as client, await seminar.enter(other):
        poll = await open_poll(professor)
        voted = await vote(client, poll, 0)
        assert voted["type"] == "ack", voted
        await client.ask("question:ask", text="Why?", anonymous=True)
        await client.ask("chat:send", text="Yes.", channel="room")
        told = await seen(professor, student, lambda each: each["questions"] == 1 and each["messages"] == 1)

        assert (told["answered"], told["rounds"], told["spoken"]) == (1, 1, 0.0)
        assert of(professor, other)["answered"] == 0
        assert latest(professor)["figures"]["answered"] == 0.5


async def test_a_direct_message_is_nobody_elses_affair(seminar: Seminar, professor: RoomClient) -> None:
    student, other = await seminar.person(), await seminar.person()
    async with await seminar.enter(student) as client, await seminar.enter(other):
        channel = "direct:" + ":".join(sorted((student.id, other.id)))
        sent = await client.ask("chat:send", text="Between us.", channel=channel)
        assert sent["type"] == "ack", sent
        await client.ask("chat:send", text="For all.")
        told = await seen(professor, student, lambda each: each["messages"] > 0)

        assert told["messages"] == 1


async def test_who_is_quiet_is_so_since_they_took_part_last(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        came = (await seen(professor, student, lambda each: each["present"]))["quiet_since"]
        await pass_time(clock, 600, step=20)
        await client.ask("chat:send", text="Here.")
        wrote = (await seen(professor, student, lambda each: each["messages"] == 1))["quiet_since"]

        assert came < wrote


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "student", "observer", "admin"])
async def test_who_sees_what_is_the_table_in_the_room_and_over_http(seminar: Seminar, role: str) -> None:
    assert set(SIGHT) == {"professor", "co_professor", "ta", "student", "observer", "guest", "admin"}
    sees = {"professor": "people", "co_professor": "people", "ta": "people", "admin": "figures"}.get(role, "nothing")
    student = await seminar.person()
    reader = (
        seminar.professor
        if role == "professor"
        else await make_person(seminar.app, seminar.client, role="admin")
        if role == "admin"
        else await seminar.person(role)
    )
    async with await seminar.enter(student) as one, await seminar.enter(reader) as client:
        await one.ask("chat:send", text="Something.")
        answer = await seminar.client.get(path(seminar), headers=reader.headers)
        turns = await seminar.client.get(path(seminar, "/turns"), headers=reader.headers)
        person = await seminar.client.get(path(seminar, f"/people/{student.id}"), headers=reader.headers)
        # What is to come has come by the answer to what is asked after it.
        await asyncio.sleep(0.3)
        await client.ask("participant:mute", kind="audio")
        told = [*client.state["states"], *client.events]
        classes = [event for event in told if event["type"] == "participation:class"]
        own = [event for event in told if event["type"] == "participation:own"]

    by_name = sees == "people"
    assert bool(classes) == (sees != "nothing")
    assert all((event["people"] is not None) == by_name for event in classes)
    assert bool(own) == (role == "student")
    assert answer.status_code == (403 if role == "observer" else 200)
    if answer.status_code == 200:
        data = answer.json()["data"]
        assert (data["figures"] is not None, data["people"] is not None, data["own"] is not None) == (
            sees != "nothing",
            by_name,
            role == "student",
        )
    assert turns.status_code == (200 if by_name else 403)
    assert person.status_code == (200 if by_name else 422 if role == "admin" else 403)
    assert student.name not in "".join(str(event) for event in classes) or by_name


async def test_an_administrator_says_why_and_the_audit_log_keeps_it(seminar: Seminar) -> None:
    student = await seminar.person()
    admin = await make_person(seminar.app, seminar.client, role="admin")
    async with await seminar.enter(student):
        answer = await seminar.client.get(
            path(seminar, f"/people/{student.id}"), params={"reason": "An objection"}, headers=admin.headers
        )

    assert answer.status_code == 200
    (entry,) = await audit_log(seminar.client, admin)
    assert (entry["act"], entry["subject"]["id"]) == ("participation.viewed", student.id)
    assert entry["details"]["reason"] == "An objection"


async def test_assistants_see_what_the_professor_decides_at_once(seminar: Seminar, professor: RoomClient) -> None:
    student, assistant = await seminar.person(), await seminar.person("ta")
    async with await seminar.enter(student), await seminar.enter(assistant) as client:
        await seen(client, student, lambda each: each["present"])
        await professor.ask("participation:allow", assistants="nothing")
        await client.until(lambda: True if latest(client)["figures"] is None else None)
        await professor.ask("participation:allow", assistants="figures")
        await client.until(lambda: True if latest(client)["figures"] is not None else None)
        assert latest(client)["people"] is None
        hidden = await seminar.client.get(path(seminar, "/turns"), headers=assistant.headers)
        refused = await client.ask("participation:allow", assistants="people")

        assert hidden.status_code == 403
        assert refused["code"] == "professors_only"
        kept = await seminar.client.get(path(seminar), headers=assistant.headers)
        assert (kept.json()["data"]["assistants"], kept.json()["data"]["people"]) == ("figures", None)


async def test_a_student_who_is_a_co_host_stays_a_student(seminar: Seminar, professor: RoomClient) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        made = await professor.ask("room:co_host", participant=student.id, on=True)
        assert made["type"] == "ack", made
        await client.ask("chat:send", text="Something.")
        await seen(professor, student, lambda each: each["messages"] == 1)
        await client.ask("participant:mute", kind="audio")

        assert [event for event in client.events if event["type"] == "participation:class"] == []


async def test_one_hears_ones_own_and_nothing_that_tells_of_others(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await client.ask("chat:send", text="Mine.")
        await pass_time(clock, 6.0)
        own = await client.event("participation:own", lambda event: event["own"]["messages"] == 1)

        assert not {"share", "interruptions", "quiet_since"} & set(own["own"])


@pytest.mark.parametrize("assistants", [None, "everything", 1, ["people"]])
async def test_a_malformed_decision_is_refused(seminar: Seminar, professor: RoomClient, assistants: object) -> None:
    answer = await professor.ask("participation:allow", assistants=assistants)
    by_http = await seminar.client.put(
        path(seminar, "/assistants"), json={"assistants": assistants}, headers=seminar.professor.headers
    )

    assert answer["type"] == "error"
    assert by_http.status_code == 422


async def test_decisions_are_limited(seminar: Seminar, professor: RoomClient) -> None:
    answers = [await professor.ask("participation:allow", assistants="people") for _ in range(25)]

    assert answers[-1]["code"] == "rate_limited"


async def test_a_professor_decides_over_http_too(seminar: Seminar) -> None:
    answer = await seminar.client.put(
        path(seminar, "/assistants"), json={"assistants": "nothing"}, headers=seminar.professor.headers
    )
    told = await seminar.client.get(path(seminar), headers=seminar.professor.headers)

    assert answer.json()["data"] == {"assistants": "nothing"}
    assert told.json()["data"]["assistants"] == "nothing"


async def test_a_session_that_is_over_tells_the_same(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await client.ask("chat:send", text="Kept.")
        await seen(professor, student, lambda each: each["messages"] == 1)
        await pass_time(clock, 2.0)
    await seminar.end()
    told = (await seminar.client.get(path(seminar), headers=seminar.professor.headers)).json()["data"]

    assert [(each["participant_id"], each["messages"], each["present"]) for each in told["people"]] == [
        (student.id, 1, False)
    ]
