"""Screens, interpreters and modes over the room's socket: who may, and who hears of it."""

from tests.factories.rooms import Frame, RoomClient, Seminar


def person(frame: Frame, id: str) -> Frame:
    found: Frame = frame["participant"]
    return found if found["id"] == id else {}


async def shares(client: RoomClient, id: str, on: bool) -> Frame:
    return await client.event("participant:changed", lambda frame: person(frame, id).get("screen") is on)


async def test_a_shared_screen_is_known_to_all_and_told_to_the_forwarder(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk, await seminar.enter(student) as bench:
        assert (await bench.ask("screen:start"))["data"] == {}
        changed = await shares(desk, student.id, True)
        assert changed["participant"]["sources"] == [{"source": "screen", "kind": "video", "label": "", "muted": False}]
        assert ("set_screen", bench.state["connection_id"], True) in seminar.app.engine.told
        await bench.ask("screen:stop")
        await shares(desk, student.id, False)
        assert ("set_screen", bench.state["connection_id"], False) in seminar.app.engine.told


async def test_who_comes_later_finds_it(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk:
        await desk.ask("screen:start")
        async with await seminar.enter(student) as bench:
            assert [p["screen"] for p in bench.state["participants"]] == [True, False]


async def test_a_second_sharer_is_refused_and_a_host_takes_over(seminar: Seminar) -> None:
    first, second = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as desk,
        await seminar.enter(first) as one,
        await seminar.enter(second) as two,
    ):
        await one.ask("screen:start")
        assert (await two.ask("screen:start"))["code"] == "screen_taken"
        assert (await two.ask("screen:start", take_over=True))["code"] == "hosts_only"
        assert (await desk.ask("screen:start"))["code"] == "screen_taken"
        assert (await desk.ask("screen:start", take_over=True))["data"] == {}
        await shares(one, first.id, False)
        await shares(one, seminar.professor.id, True)


async def test_a_teaching_assistant_is_no_host(seminar: Seminar) -> None:
    student, assistant = await seminar.person(), await seminar.person("ta")
    async with await seminar.enter(student) as bench, await seminar.enter(assistant) as aide:
        await bench.ask("screen:start")
        assert (await aide.ask("screen:start", take_over=True))["code"] == "hosts_only"
        answer = await aide.ask("participant:interpreter", participant=student.id, on=True)
        assert answer["code"] == "hosts_only"


async def test_observers_have_nothing_to_share(seminar: Seminar) -> None:
    observer = await seminar.person("observer")
    async with await seminar.enter(observer) as guest:
        assert (await guest.ask("screen:start"))["code"] == "no_seat"


async def test_a_screen_ends_with_its_socket_gone_for_good(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk:
        bench = await seminar.enter(student)
        await bench.ask("screen:start")
        await bench.ask("room:leave")
        await desk.event("participant:left")
        assert ("set_screen", bench.state["connection_id"], False) in seminar.app.engine.told


async def test_a_host_names_the_interpreter(seminar: Seminar) -> None:
    signer, student = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as desk,
        await seminar.enter(signer) as hands,
        await seminar.enter(student) as bench,
    ):
        denied = await bench.ask("participant:interpreter", participant=student.id, on=True)
        assert denied["code"] == "hosts_only"
        assert (await desk.ask("participant:interpreter", participant=signer.id, on=True))["data"] == {}
        for client in (hands, bench):
            await client.event("participant:changed", lambda f: person(f, signer.id).get("interpreter") is True)
        unknown = await desk.ask("participant:interpreter", participant=desk.state["connection_id"], on=True)
        assert unknown["code"] == "not_found"


async def test_one_source_of_a_person_is_muted_alone(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as bench:
        assert (await bench.ask("participant:mute", kind="video", source="camera"))["data"] == {}
        assert ("set_muted", student.id, "camera", True) in seminar.app.engine.told
        assert (await bench.ask("participant:mute", kind="video", source="whip-0"))["code"] == "not_found"
        assert (await bench.ask("participant:mute", kind="video", source="periscope"))["code"] == "invalid"


async def test_audio_and_slides_is_told_to_the_forwarder(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as bench:
        await bench.ask("media:produce", offer="v=0\r\n")
        assert (await bench.ask("media:mode", mode="audio_slides"))["data"] == {}
        assert ("set_mode", bench.state["connection_id"], "audio_slides") in seminar.app.engine.told
        assert (await bench.ask("media:mode", mode="thrift"))["code"] == "invalid"


async def test_what_one_wants_to_see_is_told_to_nobody(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk, await seminar.enter(student) as bench:
        await bench.ask("media:produce", offer="v=0\r\n")
        want = {"slot": 1, "participant": seminar.professor.id, "width": 1920, "height": 1080, "priority": 255}
        assert (await bench.ask("media:consume", want=[want]))["type"] == "ack"
        await bench.event("media:slots")
        await bench.ask("participant:mute", kind="audio")
        await desk.event("participant:changed")
        assert {event["type"] for event in desk.events} == {"participant:joined", "participant:changed"}
