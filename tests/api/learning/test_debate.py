"""Debates as they are led: sides, turns, a clock a side, points of information."""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from eduforum.learning.debate import running, tool
from eduforum.learning.debate.tool import ACTS
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.api.learning.test_floor import in_role
from tests.factories.clock import ManualClock, pass_time
from tests.factories.debates import MOTION, SECONDS, act, changed, open_debate, place
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

NOTHING = "0193f1a0-0000-4000-8000-0000000000ff"


def left(debate: Frame) -> list[float]:
    """Of clocks that stand."""
    assert all(clock["since"] is None for clock in debate["clocks"])
    return [clock["left"] for clock in debate["clocks"]]


class Stage:
    """A debate whose two speakers are in the room with the professor."""

    def __init__(self, professor: RoomClient, one: RoomClient, two: RoomClient, debate: Frame) -> None:
        self.professor, self.one, self.two, self.debate = professor, one, two, debate

    async def begin(self, who: RoomClient, kind: str = "opening") -> Frame:
        return await act(self.professor, "begin", self.debate, kind=kind, participant=who.state["participant_id"])

    async def close(self) -> None:
        for client in (self.professor, self.one, self.two):
            await client.disconnect()


async def stage(seminar: Seminar, **fields: Any) -> Stage:
    professor = await seminar.enter(seminar.professor)
    one, two = [await seminar.enter(await seminar.person()) for _ in range(2)]
    debate = await open_debate(professor, **fields)
    await place(professor, debate, {one.state["participant_id"]: "for", two.state["participant_id"]: "against"})
    return Stage(professor, one, two, debate)


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta"])
async def test_staff_put_up_a_motion_that_everybody_sees(seminar: Seminar, role: str) -> None:
    async with (
        await seminar.enter(await in_role(seminar, role)) as staff,
        await seminar.enter(await seminar.person()) as student,
        await seminar.enter(await seminar.person("observer")) as observer,
    ):
        debate = await open_debate(staff, motion=f"  {MOTION} ")

        assert (debate["motion"], debate["state"], left(debate)) == (MOTION, "open", [SECONDS, SECONDS])
        for client in (student, observer):
            assert (await client.event("debate:changed"))["debate"] == debate


@pytest.mark.parametrize("way", ["random", "balanced"])
async def test_sides_are_drawn_among_the_students_who_are_here(seminar: Seminar, way: str) -> None:
    students = [await seminar.enter(await seminar.person()) for _ in range(5)]
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person("observer")),
    ):
        debate = await open_debate(professor)
        drawn = await act(professor, "draw", debate, way=way)
        told = await students[0].event("debate:sides")

        assert told["sides"] == drawn["sides"]
        assert Counter(each["side"] for each in drawn["sides"]) == {"for": 2, "against": 2}
        assert {each["participant_id"] for each in drawn["sides"]} < {s.state["participant_id"] for s in students}
        few = await professor.ask("debate:draw", debate=debate["id"], way=way, each=3)
        assert few["code"] == "too_few_to_draw"
    for client in students:
        await client.disconnect()


async def test_a_side_is_given_and_taken_back_and_who_came_late_finds_it(seminar: Seminar) -> None:
    on = await stage(seminar)
    one, two = (client.state["participant_id"] for client in (on.one, on.two))
    sides = await act(on.professor, "assign", on.debate, participant=one, place="against")
    assert {each["participant_id"]: each["side"] for each in sides["sides"]} == {one: "against", two: "against"}
    sides = await act(on.professor, "assign", on.debate, participant=two, place="audience")
    async with await seminar.enter(await seminar.person()) as late:
        assert late.state["tools"]["debate"] == {"debate": on.debate, "sides": sides["sides"], "token": False}
        assert [each["participant_id"] for each in sides["sides"]] == [one]
    await on.close()


async def test_a_turn_has_the_floor_and_its_sides_clock_however_quiet_it_is(
    seminar: Seminar, clock: ManualClock
) -> None:
    on = await stage(seminar)
    speaker = on.one.state["participant_id"]
    await on.begin(on.one)
    hand = (await on.two.event("hand:up"))["hand"]
    seminar.app.engine.spoken[speaker] = 8.0
    await pass_time(clock, 20)
    assert (await changed(on.two))["speeches"][-1]["ended_at"] is None
    debate = await act(on.one, "yield", on.debate)

    assert (hand["participant_id"], hand["ends_at"]) == (speaker, None)
    assert left(debate) == [pytest.approx(SECONDS - 20, abs=0.5), SECONDS]
    assert (debate["speeches"][0]["kind"], debate["speeches"][0]["side"]) == ("opening", "for")
    assert (await on.two.event("hand:down"))["why"] == "spoken"
    await on.close()


async def test_all_clients_have_the_same_clock_also_after_a_reconnect(seminar: Seminar, clock: ManualClock) -> None:
    on = await stage(seminar)
    await on.begin(on.one)
    await pass_time(clock, 7)
    await on.two.cut()
    await act(on.professor, "pause", on.debate, on=True)
    await pass_time(clock, 30)
    await act(on.professor, "adjust", on.debate, side="for", seconds=60)
    await on.two.connect()
    await on.two.join(await seminar.token(await seminar.person()))
    async with await seminar.enter(await seminar.person(), kind="phone") as late:
        told = [(await changed(client))["clocks"] for client in (on.professor, on.one, late)]

        assert told[0] == told[1] == told[2]
        assert [each["left"] for each in told[0]] == [pytest.approx(SECONDS - 7 + 60, abs=0.5), SECONDS]
    await on.close()


async def test_who_lets_the_floor_go_or_loses_it_has_had_their_turn(seminar: Seminar, clock: ManualClock) -> None:
    on = await stage(seminar)
    await on.begin(on.one)
    await on.one.ask("hand:lower", hand=(await on.one.event("hand:up"))["hand"]["id"])
    await pass_time(clock, 2)
    assert (await changed(on.two))["speeches"][-1]["ended_at"] is not None
    await on.begin(on.two, "rebuttal")
    await on.professor.ask("hand:give", participant=on.one.state["participant_id"])
    await pass_time(clock, 2)
    debate = await changed(on.two)

    assert [speech["ended_at"] is None for speech in debate["speeches"]] == [False, False]
    assert all(clock["since"] is None for clock in debate["clocks"])
    await on.close()


async def test_the_next_turn_ends_the_one_before(seminar: Seminar, clock: ManualClock) -> None:
    on = await stage(seminar)
    await on.begin(on.one)
    await pass_time(clock, 5)
    debate = await on.begin(on.two, "rebuttal")
    again = await on.professor.ask(
        "debate:begin", debate=on.debate["id"], kind="closing", participant=on.two.state["participant_id"]
    )

    assert [(each["kind"], each["ended_at"] is None) for each in debate["speeches"]] == [
        ("opening", False), ("rebuttal", True),
    ]  # fmt: skip
    assert again["code"] == "has_the_floor"
    await on.close()


async def test_the_other_side_asks_points_which_the_speaker_takes_or_declines(seminar: Seminar) -> None:
    on = await stage(seminar, points=2)
    await on.begin(on.one)
    first = (await act(on.two, "offer", on.debate))["speeches"][-1]["points"][0]
    waits = await on.two.ask("debate:offer", debate=on.debate["id"])
    await act(on.one, "answer", on.debate, point=first["id"], accept=True)
    second = (await act(on.two, "offer", on.debate))["speeches"][-1]["points"][1]
    await act(on.one, "answer", on.debate, point=second["id"], accept=False)
    again = await on.one.ask("debate:answer", debate=on.debate["id"], point=second["id"], accept=True)
    used = await on.two.ask("debate:offer", debate=on.debate["id"])
    points = (await changed(on.professor))["speeches"][-1]["points"]

    assert [point["state"] for point in points] == ["accepted", "declined"]
    assert [waits["code"], again["code"], used["code"]] == ["point_waits", "point_answered", "points_used"]
    await on.close()


async def test_whoever_asked_may_take_it_back_and_has_it_still(seminar: Seminar) -> None:
    on = await stage(seminar, points=1)
    await on.begin(on.one)
    point = (await act(on.two, "offer", on.debate))["speeches"][-1]["points"][0]
    theirs = await on.two.ask("debate:answer", debate=on.debate["id"], point=point["id"], accept=True)
    debate = await act(on.two, "answer", on.debate, point=point["id"], accept=False)
    again = await act(on.two, "offer", on.debate)

    assert theirs["code"] == "speaker_answers"
    assert debate["speeches"][-1]["points"][0]["state"] == "withdrawn"
    assert len(again["speeches"][-1]["points"]) == 2
    await on.close()


async def test_only_the_other_side_asks(seminar: Seminar) -> None:
    on = await stage(seminar)
    quiet = await on.two.ask("debate:offer", debate=on.debate["id"])
    await on.begin(on.one)
    async with await seminar.enter(await seminar.person()) as listener:
        codes = [
            (await client.ask("debate:offer", debate=on.debate["id"]))["code"]
            for client in (on.one, listener, on.professor)
        ]

    assert quiet["code"] == "nobody_speaks"
    assert codes == ["other_side_asks"] * 3
    await on.close()


async def test_what_is_said_for_a_side_is_no_talk_time(seminar: Seminar, clock: ManualClock) -> None:
    on = await stage(seminar)
    spoken = seminar.app.engine.spoken
    one, two = (client.state["participant_id"] for client in (on.one, on.two))
    spoken[one] = 3.0
    await pass_time(clock, 2)
    await on.begin(on.one)
    spoken[one], spoken[two] = 40.0, 9.0
    await pass_time(clock, 2)
    point = (await act(on.two, "offer", on.debate))["speeches"][-1]["points"][0]
    await act(on.one, "answer", on.debate, point=point["id"], accept=True)
    spoken[two] = 20.0
    await pass_time(clock, 2)
    await act(on.professor, "yield", on.debate)
    spoken[one] = 45.0
    await pass_time(clock, 20)
    async with seminar.app.db.connection() as conn:
        kept = await conn.fetch(
            """select participant_id, sum(spoken) as seconds from talk_turns
               where kind = 'speech' group by participant_id"""
        )

    assert {row["participant_id"]: row["seconds"] for row in kept} == {one: 8.0, two: 9.0}
    await on.close()


async def test_the_turn_and_its_clock_outlive_a_restart(seminar: Seminar, config: Any, clock: ManualClock) -> None:
    on = await stage(seminar)
    began = await on.begin(on.one)
    speaker = on.one.state["participant_id"]
    await on.close()

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(seminar.professor) as professor:
            assert professor.state["tools"]["debate"]["debate"] == began
            again.app.engine.spoken[speaker] = 9.0
            await pass_time(clock, 12)
            assert (await changed(professor))["speeches"][-1]["ended_at"] is None
            debate = await act(professor, "yield", began)
            assert left(debate)[0] == pytest.approx(SECONDS - 12, abs=1)
    await app.stop()


async def test_one_debate_at_a_time_and_the_end_is_the_end(seminar: Seminar) -> None:
    on = await stage(seminar)
    second = await on.professor.ask("debate:open", motion="Another", seconds=60)
    await on.begin(on.one)
    closed = await act(on.professor, "close", on.debate)
    late = await on.professor.ask("debate:adjust", debate=on.debate["id"], side="for", seconds=10)
    other = await open_debate(on.professor, motion="Another")
    gone = await on.professor.ask("debate:close", debate=on.debate["id"])

    assert (closed["state"], closed["speeches"][0]["ended_at"] is not None) == ("closed", True)
    assert (await on.two.event("hand:down"))["why"] == "spoken"
    assert [second["code"], late["code"], gone["code"]] == ["debate_open", "debate_over", "no_such_debate"]
    assert other["motion"] == "Another"
    async with await seminar.enter(await seminar.person()) as late_one:
        assert late_one.state["tools"]["debate"]["sides"] == []
    await on.close()


async def test_sides_are_not_drawn_again_once_somebody_has_spoken(seminar: Seminar) -> None:
    on = await stage(seminar)
    await on.begin(on.one)
    drawn = await on.professor.ask("debate:draw", debate=on.debate["id"], way="random")
    moved = await on.professor.ask(
        "debate:assign", debate=on.debate["id"], participant=on.one.state["participant_id"], place="against"
    )

    assert [drawn["code"], moved["code"]] == ["debate_begun", "has_the_floor"]
    await on.close()


async def test_who_argues_no_side_has_no_turn(seminar: Seminar) -> None:
    on = await stage(seminar)
    async with await seminar.enter(await seminar.person()) as listener:
        answer = await on.professor.ask(
            "debate:begin", debate=on.debate["id"], kind="opening", participant=listener.state["participant_id"]
        )
    observer = await seminar.person("observer")
    async with await seminar.enter(observer):
        refused = await on.professor.ask("debate:assign", debate=on.debate["id"], participant=observer.id, place="for")

    assert (answer["code"], refused["code"]) == ("no_side", "only_students_debate")
    await on.close()


async def test_a_guest_may_be_given_a_side(seminar: Seminar) -> None:
    on = await stage(seminar)
    guest = await enter_as_guest(seminar, await make_link(seminar))
    await place(on.professor, on.debate, {guest.state["participant_id"]: "for"})
    await on.begin(guest)

    assert (await act(guest, "yield", on.debate))["speeches"][-1]["name"] == "Ada Guest"
    await guest.disconnect()
    await on.close()


LED: list[tuple[str, Frame]] = [
    ("open", {"motion": "Mine", "seconds": 60}),
    ("draw", {"way": "random"}),
    ("assign", {"participant": NOTHING, "place": "for"}),
    ("ask", {"vote": "before"}),
    ("count", {}),
    ("begin", {"kind": "opening", "participant": NOTHING}),
    ("pause", {"on": True}),
    ("adjust", {"side": "for", "seconds": 10}),
    ("close", {}),
]


@pytest.mark.parametrize("role", ["student", "observer", "admin", "guest"])
async def test_a_debate_is_led_by_staff(seminar: Seminar, role: str) -> None:
    on = await stage(seminar)
    await on.begin(on.one)
    client = (
        await enter_as_guest(seminar, await make_link(seminar))
        if role == "guest"
        else await seminar.enter(await in_role(seminar, role))
    )
    named = {"debate": on.debate["id"]}
    codes = [
        (await client.ask(f"debate:{what}", **fields, **({} if what == "open" else named)))["code"]
        for what, fields in LED
    ]
    codes.append((await client.ask("debate:yield", **named))["code"])

    assert codes == ["staff_only"] * (len(LED) + 1)
    await client.disconnect()
    await on.close()


async def test_a_student_who_is_a_co_host_leads_too(seminar: Seminar) -> None:
    on = await stage(seminar)
    await on.professor.ask("room:co_host", participant=on.two.state["participant_id"], on=True)
    debate = await act(on.two, "begin", on.debate, kind="opening", participant=on.one.state["participant_id"])

    assert debate["speeches"][-1]["participant_id"] == on.one.state["participant_id"]
    await on.close()


async def test_who_has_been_sent_out_argues_no_more(seminar: Seminar) -> None:
    on = await stage(seminar)
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await place(on.professor, on.debate, {student.id: "against"})
        await on.begin(on.one)
        await on.professor.ask("room:remove", participant=student.id, ban=True)
        assert await client.closed() == 4403
    answer = await seminar.client.post(
        f"/api/v1/learning/debates/{on.debate['id']}/points",
        json={"session_id": seminar.session["id"]},
        headers=student.headers,
    )

    assert answer.json()["error"]["code"] == "banned"
    await on.close()


async def test_a_debate_is_led_and_read_over_http(seminar: Seminar) -> None:
    student, outsider = await seminar.person(), await make_person(seminar.app, seminar.client)
    body = {"session_id": seminar.session["id"]}
    path = "/api/v1/learning/debates"

    async def post(person: Person, to: str, **fields: Any) -> Frame:
        answer = await seminar.client.post(path + to, json={**body, **fields}, headers=person.headers)
        assert answer.is_success, answer.text
        data: Frame = answer.json()["data"]
        return data

    async with await seminar.enter(student), await seminar.enter(other := await seminar.person()):
        debate = (await post(seminar.professor, "", motion=MOTION, seconds=120))["debate"]["id"]
        for person, side in ((student, "for"), (other, "against")):
            await post(seminar.professor, f"/{debate}/sides", participant=person.id, place=side)
        await post(seminar.professor, f"/{debate}/begin", kind="opening", participant=student.id)
        offered = await post(other, f"/{debate}/points")
        point = offered["debate"]["speeches"][-1]["points"][0]["id"]
        await post(student, f"/{debate}/points/{point}", accept=True)
        await post(seminar.professor, f"/{debate}/pause", on=True)
        await post(seminar.professor, f"/{debate}/adjust", side="against", seconds=-30)
        await post(student, f"/{debate}/yield")
        await post(seminar.professor, f"/{debate}/close")
    read = await seminar.client.get(path, params=body, headers=student.headers)
    stranger = await seminar.client.get(path, params=body, headers=outsider.headers)

    (told,) = read.json()["data"]["debates"]
    assert (told["debate"]["state"], len(told["sides"])) == ("closed", 2)
    assert [clock["left"] for clock in told["debate"]["clocks"]][1] == 90
    assert stranger.status_code == 404


async def test_a_repeated_request_gives_one_turn(seminar: Seminar) -> None:
    on = await stage(seminar)
    id, speaker = str(uuid4()), on.one.state["participant_id"]
    ask = {"debate": on.debate["id"], "kind": "opening", "participant": speaker}
    first = await on.professor.ask("debate:begin", id=id, **ask)
    again = await on.professor.ask("debate:begin", id=id, **ask)

    assert again["data"] == first["data"]
    assert len((await changed(on.two))["speeches"]) == 1
    await on.close()


MALFORMED: list[dict[str, Any]] = [
    {"type": "debate:open"},
    {"type": "debate:open", "motion": "", "seconds": 60},
    {"type": "debate:open", "motion": "  \n ", "seconds": 60},
    {"type": "debate:open", "motion": "x" * 301, "seconds": 60},
    {"type": "debate:open", "motion": "bell\u0007", "seconds": 60},
    {"type": "debate:open", "motion": "x", "seconds": 29},
    {"type": "debate:open", "motion": "x", "seconds": 60, "points": 10},
    {"type": "debate:draw", "debate": NOTHING, "way": "by view"},
    {"type": "debate:draw", "debate": NOTHING, "way": "random", "each": 0},
    {"type": "debate:assign", "debate": NOTHING, "participant": NOTHING, "place": "undecided"},
    {"type": "debate:ask", "debate": NOTHING, "vote": "now"},
    {"type": "debate:begin", "debate": NOTHING, "kind": "speech", "participant": NOTHING},
    {"type": "debate:pause", "debate": NOTHING, "on": "yes"},
    {"type": "debate:adjust", "debate": NOTHING, "side": "for", "seconds": 1801},
    {"type": "debate:token", "debate": NOTHING, "blinded": "A" * 341},
    {"type": "debate:answer", "debate": NOTHING, "point": "mine", "accept": True},
    {"type": "debate:close", "debate": "mine"},
]


@pytest.mark.parametrize("fields", MALFORMED, ids=str)
async def test_what_is_malformed_is_refused_and_changes_nothing(seminar: Seminar, fields: dict[str, Any]) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        answer = await professor.ask(**fields)

        assert answer["code"] == "invalid"
        assert not [event for event in professor.events if event["type"].startswith("debate:")]


async def test_what_is_not_there_is_not_found(seminar: Seminar) -> None:
    on = await stage(seminar)
    await on.begin(on.one)
    elsewhere = [(what, fields) for what, fields in LED if what != "open"]
    codes = [(await on.professor.ask(f"debate:{what}", debate=NOTHING, **fields))["code"] for what, fields in elsewhere]
    point = await on.one.ask("debate:answer", debate=on.debate["id"], point=NOTHING, accept=True)

    assert codes == ["no_such_debate"] * len(elsewhere)
    assert point["code"] == "no_such_point"
    await on.close()


async def test_nobody_does_it_all_the_time(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        debate = await open_debate(professor)
        answers = [
            await professor.ask("debate:adjust", debate=debate["id"], side="for", seconds=1) for _ in range(ACTS)
        ]

        assert [answer.get("code") for answer in answers[-2:]] == [None, "rate_limited"]


async def test_a_session_has_so_many_debates_and_a_debate_so_many_turns(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "DEBATES", 1)
    monkeypatch.setattr(running, "SPEECHES", 1)
    on = await stage(seminar)
    await on.begin(on.one)
    turn = await on.professor.ask(
        "debate:begin", debate=on.debate["id"], kind="rebuttal", participant=on.two.state["participant_id"]
    )
    await act(on.professor, "close", on.debate)

    assert turn["code"] == "too_many_speeches"
    assert (await on.professor.ask("debate:open", motion="x", seconds=60))["code"] == "too_many_debates"
    await on.close()
