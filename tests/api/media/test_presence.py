"""Who is in the room, as its clients see it."""

from tests.factories.people import make_person
from tests.factories.rooms import RoomClient, Seminar


async def test_somebody_who_comes_in_sees_everyone_and_is_seen(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as other:
        joined = await professor.event("participant:joined")

        assert joined["participant"]["id"] == student.id
        assert joined["participant"]["role"] == "student"
        assert [person["id"] for person in other.state["participants"]] == [seminar.professor.id, student.id]


async def test_nobody_is_told_of_the_own_coming(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor), await seminar.enter(student) as other:
        await other.ask("participant:mute", kind="audio")
        await other.event("participant:changed")

        assert [event["type"] for event in other.events] == ["participant:changed"]


async def test_mute_is_seen_by_all_and_told_to_the_forwarder(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as other:
        answer = await other.ask("participant:mute", kind="video")
        changed = await professor.event("participant:changed")

        assert answer["type"] == "ack"
        assert changed["participant"]["muted"] == {"audio": False, "video": True}
        assert ("set_muted", student.id, "camera", True) in seminar.app.engine.told


async def test_leaving_closes_the_socket_and_is_told_at_once(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as other:
        answer = await other.ask("room:leave")

        assert answer["data"] == {}
        assert await other.closed() == 1000
        assert (await professor.event("participant:left"))["participant_id"] == student.id


async def test_a_lost_network_shows_as_reconnecting_and_after_thirty_seconds_the_person_has_left(
    seminar: Seminar,
) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        other = await seminar.enter(student)
        await other.cut()
        changed = await professor.event("participant:changed")
        assert changed["participant"]["state"] == "reconnecting"

        seminar.app.clock.advance(31)

        assert (await professor.event("participant:left"))["participant_id"] == student.id


async def test_a_reload_takes_its_own_place_again(seminar: Seminar) -> None:
    student = await seminar.person()
    before = await seminar.enter(student)
    async with await seminar.enter(student, instance=before.instance) as after:
        assert after.state["connection_id"] == before.state["connection_id"]
        assert await before.closed() == 4409
        assert [person["state"] for person in after.state["participants"]] == ["present"]


async def test_a_second_device_is_asked_and_may_become_a_second_screen(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student), RoomClient(seminar.url, kind="phone") as phone:
        token = await seminar.token(student)
        refused = await phone.join(token)
        taken = await phone.join(token, device="second")

        assert refused["code"] == "device_choice_needed"
        assert taken["data"]["companion"] is True
        assert len(phone.state["participants"]) == 1
        assert len(phone.state["participants"][0]["connections"]) == 2


async def test_moving_here_closes_the_other_device_with_its_code(seminar: Seminar) -> None:
    student = await seminar.person()
    laptop = await seminar.enter(student)
    await laptop.ask("participant:mute", kind="audio")
    async with RoomClient(seminar.url, kind="phone") as phone:
        answer = await phone.join(await seminar.token(student), device="move")

        assert answer["data"]["companion"] is False
        assert await laptop.closed() == 4409
        assert phone.state["participants"][0]["muted"] == {"audio": True, "video": False}
        assert ("close_connection", laptop.state["connection_id"]) in seminar.app.engine.told


async def test_an_administrator_is_listed_as_one(seminar: Seminar) -> None:
    admin = await make_person(seminar.app, seminar.client, role="admin")
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(admin):
        joined = await professor.event("participant:joined")

        assert joined["participant"]["role"] == "admin"


async def test_media_that_is_still_there_is_said_to_be(seminar: Seminar) -> None:
    student = await seminar.person()
    before = await seminar.enter(student)
    assert before.state["media_alive"] is False
    await before.ask("media:produce", offer="v=0\r\n")
    await before.cut()

    async with await seminar.enter(student, instance=before.instance) as after:
        assert after.state["media_alive"] is True


async def test_a_tab_that_comes_back_as_a_second_screen_leaves_no_socket_behind(seminar: Seminar) -> None:
    student = await seminar.person()
    former = await seminar.enter(student)
    async with RoomClient(seminar.url, instance=former.instance) as client:
        assert (await client.join(await seminar.token(student), device="second"))["data"]["companion"]

        assert await former.closed() == 4409
