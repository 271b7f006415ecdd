"""Who may write, change and moderate: each role by each request, and what turning the chat down does."""

from dataclasses import dataclass
from typing import Any

import pytest

from eduforum.ids import new_id
from eduforum.learning.chat.channels import direct
from eduforum.learning.chat.schemas import ChatConfigure
from eduforum.learning.chat.tool import ACTS, LOOKS
from tests.factories.people import Person, make_person
from tests.factories.rooms import RoomClient, Seminar

ROLES = ("professor", "co_professor", "ta", "student", "observer")
YES = None

# What each role is answered, in the order of ROLES: the code of the error, None where it is done.
MATRIX: dict[str, tuple[str | None, ...]] = {
    "send":            (YES, YES, YES, YES, "observers_do_not_write"),
    "send to staff":   (YES, YES, YES, "not_found", "observers_do_not_write"),
    "send to one":     (YES, YES, YES, YES, "observers_do_not_write"),
    "edit own":        (YES, YES, YES, YES, "not_yours"),
    "edit another's":  ("not_yours",) * 5,
    "delete own":      (YES, YES, YES, YES, "not_yours"),
    "delete another's": (YES, YES, YES, "not_yours", "not_yours"),
    "react":           (YES, YES, YES, YES, "observers_do_not_write"),
    "history":         (YES,) * 5,
    "read":            (YES,) * 5,
    "reads":           (YES,) * 5,
    "configure":       (YES, YES, YES, "staff_only", "staff_only"),
    "mute":            (YES, YES, YES, "staff_only", "staff_only"),
}  # fmt: skip


@dataclass
class Stage:
    """A room with a student who has said something, and somebody who asks."""

    other: Person
    others: str

    async def attempt(self, client: RoomClient, person: Person, what: str) -> str | None:
        own = await client.ask("chat:send", text="mine")
        mine = own["data"]["message"]["id"] if own["type"] == "ack" else self.others
        requests: dict[str, tuple[str, dict[str, Any]]] = {
            "send": ("chat:send", {"text": "x"}),
            "send to staff": ("chat:send", {"text": "x", "channel": "staff"}),
            "send to one": ("chat:send", {"text": "x", "channel": direct(person.id, self.other.id)}),
            "edit own": ("chat:edit", {"message": mine, "text": "y"}),
            "edit another's": ("chat:edit", {"message": self.others, "text": "y"}),
            "delete own": ("chat:delete", {"message": mine}),
            "delete another's": ("chat:delete", {"message": self.others}),
            "react": ("chat:react", {"message": self.others, "kind": "like", "on": True}),
            "history": ("chat:history", {"before": self.others}),
            "read": ("chat:read", {"message": self.others}),
            "reads": ("chat:reads", {}),
            "configure": ("chat:configure", {"writing": "everyone", "direct": "staff"}),
            "mute": ("chat:mute", {"participant": self.other.id, "on": True}),
        }
        type, fields = requests[what]
        code: str | None = (await client.ask(type, **fields)).get("code")
        return code


@pytest.mark.parametrize("what", MATRIX)
async def test_each_role_may_do_what_the_table_says(seminar: Seminar, what: str) -> None:
    observed = []
    for role in ROLES:
        other = await seminar.person()
        person = seminar.professor if role == "professor" else await seminar.person(role)
        async with await seminar.enter(other) as writer, await seminar.enter(person) as client:
            said = await writer.ask("chat:send", text="theirs")
            stage = Stage(other, said["data"]["message"]["id"])
            observed.append(await stage.attempt(client, person, what))
            await seminar.app.rooms.command(
                await seminar.app.auth.authenticate(seminar.professor.access_token), seminar.session["id"], _calm()
            )
    assert observed == list(MATRIX[what])


def _calm() -> ChatConfigure:
    return ChatConfigure(id=new_id(), writing="everyone", direct="everyone")


async def test_who_was_removed_reads_and_writes_nothing(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        people = await seminar.client.get(
            f"/api/v1/courses/{seminar.course['id']}/enrollments", headers=seminar.professor.headers
        )
        (enrollment,) = [row for row in people.json()["data"] if row["user_id"] == student.id]
        await seminar.client.delete(
            f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment['id']}",
            headers=seminar.professor.headers,
        )
        await client.closed()
        direct_message = await professor.ask(
            "chat:send", text="are you there", channel=direct(seminar.professor.id, student.id)
        )
        record = await seminar.client.get(
            f"/api/v1/sessions/{seminar.session['id']}/chat/messages", headers=student.headers
        )

        assert direct_message["code"] == "not_found"
        assert record.status_code == 404


async def test_staff_delete_what_a_student_wrote_and_all_see_by_whom(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as writer, await seminar.enter(seminar.professor) as host:
        said = await writer.ask("chat:send", text="rude")
        await host.ask("chat:delete", message=said["data"]["message"]["id"])
        event = await writer.event("chat:deleted")
        back = await writer.ask("chat:restore", message=said["data"]["message"]["id"])

        assert event["by"] == "staff"
        assert back["code"] == "not_yours"


async def test_a_direct_message_is_deleted_by_its_writer_alone(seminar: Seminar) -> None:
    student = await seminar.person()
    channel = direct(student.id, seminar.professor.id)
    async with await seminar.enter(student) as writer, await seminar.enter(seminar.professor) as host:
        said = await writer.ask("chat:send", text="just you", channel=channel)

        assert (await host.ask("chat:delete", message=said["data"]["message"]["id"]))["code"] == "not_yours"


async def test_who_is_muted_writes_to_staff_alone_until_it_is_taken_back(seminar: Seminar) -> None:
    student, other = await seminar.person(), await seminar.person()
    async with await seminar.enter(seminar.professor) as host, await seminar.enter(student) as client:
        before = (await client.ask("chat:send", text="before"))["data"]["message"]["id"]
        await host.ask("chat:mute", participant=student.id, on=True)
        event = await client.event("chat:muted")
        refused = [
            await client.ask("chat:send", text="x"),
            await client.ask("chat:edit", message=before, text="x"),
            await client.ask("chat:react", message=before, kind="like", on=True),
            await client.ask("chat:send", text="x", channel=direct(student.id, other.id)),
        ]
        help = await client.ask("chat:send", text="why?", channel=direct(student.id, seminar.professor.id))
        own = await client.ask("chat:delete", message=before)
        await host.ask("chat:mute", participant=student.id, on=False)

        assert (event["participant_id"], event["on"]) == (student.id, True)
        assert [answer["code"] for answer in refused] == ["chat_muted"] * 4
        assert (help["type"], own["type"]) == ("ack", "ack")
        assert (await client.ask("chat:send", text="again"))["type"] == "ack"


async def test_only_staff_and_the_person_know_who_is_muted(seminar: Seminar) -> None:
    student, other = await seminar.person(), await seminar.person()
    async with await seminar.enter(seminar.professor) as host, await seminar.enter(other) as classmate:
        await host.ask("chat:mute", participant=student.id, on=True)
        await classmate.ask("participant:mute", kind="audio")
        seen = {}
        for name, person in {
            "self": student,
            "classmate": await seminar.person(),
            "ta": await seminar.person("ta"),
        }.items():
            async with await seminar.enter(person) as late:
                seen[name] = late.state["tools"]["chat"]["muted"]

        assert "chat:muted" not in [event["type"] for event in classmate.events]
        assert seen == {"self": [student.id], "classmate": [], "ta": [student.id]}


async def test_staff_are_not_muted(seminar: Seminar) -> None:
    outsider = await make_person(seminar.app, seminar.client)
    async with await seminar.enter(seminar.professor) as host:
        assistant = await seminar.person("ta")

        assert (await host.ask("chat:mute", participant=assistant.id, on=True))["code"] == "staff_not_muted"
        assert (await host.ask("chat:mute", participant=outsider.id, on=True))["code"] == "not_found"


async def test_the_chat_is_turned_off_for_students_and_all_are_told(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as host, await seminar.enter(student) as client:
        await host.ask("chat:configure", writing="staff", direct="everyone")
        event = await client.event("chat:settings")

        assert event["settings"] == {"writing": "staff", "direct": "everyone"}
        assert (await client.ask("chat:send", text="x"))["code"] == "chat_closed"
        assert (await host.ask("chat:send", text="listen"))["type"] == "ack"
        async with await seminar.enter(await seminar.person()) as late:
            assert late.state["tools"]["chat"]["settings"] == event["settings"]


@pytest.mark.parametrize(
    ("setting", "to_student", "to_staff"),
    [("everyone", None, None), ("staff", "direct_closed", None), ("nobody", "direct_closed", "direct_closed")],
)
async def test_direct_messages_of_students_go_as_far_as_staff_let_them(
    seminar: Seminar, setting: str, to_student: str | None, to_staff: str | None
) -> None:
    student, other = await seminar.person(), await seminar.person()
    async with await seminar.enter(seminar.professor) as host, await seminar.enter(student) as client:
        await host.ask("chat:configure", writing="everyone", direct=setting)
        answers = [
            await client.ask("chat:send", text="x", channel=direct(student.id, person.id))
            for person in (other, seminar.professor)
        ]
        from_staff = await host.ask("chat:send", text="x", channel=direct(student.id, seminar.professor.id))

        assert [answer.get("code") for answer in answers] == [to_student, to_staff]
        assert from_staff["type"] == "ack"


async def test_what_was_set_outlives_the_server(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as host:
        await host.ask("chat:configure", writing="staff", direct="staff")
        await host.ask("chat:mute", participant=student.id, on=True)
    tool = next(tool for tool in seminar.app.rooms._tools if tool.name == "chat")
    live = next(iter(seminar.app.rooms.live_rooms()))
    tool.closed(live)
    async with seminar.app.db.connection() as conn:
        await tool.opened(conn, live)
    async with await seminar.enter(student) as client:
        channel = direct(student.id, (await seminar.person()).id)

        assert (await client.ask("chat:send", text="x"))["code"] == "chat_muted"
        assert (await client.ask("chat:send", text="x", channel=channel))["code"] == "chat_muted"


@pytest.mark.parametrize(
    ("limit", "type", "fields"),
    [
        (ACTS, "chat:react", {"kind": "like", "on": True}),
        (ACTS, "chat:edit", {"text": "x"}),
        (LOOKS, "chat:read", {}),
    ],
)
async def test_changes_and_looks_too_are_limited(
    seminar: Seminar, limit: int, type: str, fields: dict[str, Any]
) -> None:
    async with await seminar.enter(seminar.professor) as client:
        id = (await client.ask("chat:send", text="x"))["data"]["message"]["id"]
        answers = [await client.ask(type, message=id, **fields) for _ in range(limit + 1)]

        assert {answer["type"] for answer in answers[:limit]} == {"ack"}
        assert answers[limit]["code"] == "rate_limited"


class TestCoHosts:
    """A student whom a professor has made a co-host moderates as staff do, and is not moderated."""

    async def test_they_may_all_that_assistants_may_but_write_to_staff(self, seminar: Seminar) -> None:
        writing, other = await seminar.person(), await seminar.person()
        async with (
            await seminar.enter(seminar.professor) as professor,
            await seminar.enter(other) as writer,
            await seminar.enter(writing) as client,
        ):
            await professor.ask("room:co_host", participant=writing.id, on=True)
            said = await writer.ask("chat:send", text="theirs")
            stage = Stage(other, said["data"]["message"]["id"])
            assistants = ROLES.index("ta")
            observed = {}
            for what in MATRIX:
                observed[what] = await stage.attempt(client, writing, what)
                if what == "delete another's":
                    said = await writer.ask("chat:send", text="theirs")
                    stage = Stage(other, said["data"]["message"]["id"])

            assert observed == {what: answers[assistants] for what, answers in MATRIX.items()} | {
                "send to staff": "not_found"
            }

    async def test_what_those_who_teach_say_among_themselves_is_not_for_them(self, seminar: Seminar) -> None:
        student = await seminar.person()
        chat = f"/api/v1/sessions/{seminar.session['id']}/chat"
        async with await seminar.enter(seminar.professor) as professor:
            async with await seminar.enter(student) as client:
                await professor.ask("chat:send", text="before it", channel="staff")
                await professor.ask("room:co_host", participant=student.id, on=True)
                await professor.ask("chat:send", text="after it", channel="staff")
                heard = await client.ask("chat:history", channel="staff", before=None)
                positions = await client.ask("chat:reads")
                told = [event for event in client.events if event["type"] == "chat:message"]
            async with await seminar.enter(student) as again:
                snapshot = [each["channel"] for each in again.state["tools"]["chat"]["channels"]]
            pages = [
                (await seminar.client.get(chat + path, headers=student.headers)).text
                for path in ("/messages", "/search?q=it", "/export.json", "/export.csv")
            ]

        assert heard["code"] == "not_found"
        assert "staff" not in [each["channel"] for each in positions["data"]["positions"]]
        assert (told, snapshot) == ([], ["room"])
        assert not [page for page in pages if "before it" in page or "after it" in page]

    async def test_they_write_and_react_whatever_was_closed_to_them(self, seminar: Seminar) -> None:
        student = await seminar.person()
        async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
            said = await professor.ask("chat:send", text="hello")
            await professor.ask("chat:mute", participant=student.id, on=True)
            await professor.ask("chat:configure", writing="staff", direct="nobody")
            await professor.ask("room:co_host", participant=student.id, on=True)

            assert (await client.ask("chat:send", text="I go on"))["type"] == "ack"
            like = await client.ask("chat:react", message=said["data"]["message"]["id"], kind="like", on=True)
            assert like["type"] == "ack"

    async def test_nobody_mutes_them_and_students_reach_them(self, seminar: Seminar) -> None:
        student, other = await seminar.person(), await seminar.person()
        async with await seminar.enter(seminar.professor) as professor, await seminar.enter(other) as client:
            await seminar.enter(student)
            await professor.ask("room:co_host", participant=student.id, on=True)
            await professor.ask("chat:configure", writing="everyone", direct="staff")

            assert (await professor.ask("chat:mute", participant=student.id, on=True))["code"] == "staff_not_muted"
            said = await client.ask("chat:send", text="help", channel=direct(student.id, other.id))
            assert said["type"] == "ack"

    async def test_who_is_none_any_more_moderates_no_more(self, seminar: Seminar) -> None:
        student = await seminar.person()
        async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
            await professor.ask("room:co_host", participant=student.id, on=True)
            await professor.ask("room:co_host", participant=student.id, on=False)

            answer = await client.ask("chat:configure", writing="staff", direct="nobody")
            assert answer["code"] == "staff_only"
