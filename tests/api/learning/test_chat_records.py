"""The chat over HTTP, during the session and after it: everybody reads what was theirs to read, and takes it along."""

import csv
import io
from typing import Any

import pytest

from eduforum.learning.chat.channels import direct
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, Seminar


async def get(seminar: Seminar, person: Person, path: str, **query: Any) -> Any:
    answer = await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/chat/{path}", params=query, headers=person.headers
    )
    assert answer.status_code == 200, answer.text
    return answer


async def texts(seminar: Seminar, person: Person, path: str = "messages", **query: Any) -> list[str]:
    return [message["text"] for message in (await get(seminar, person, path, **query)).json()["data"]]


@pytest.fixture
async def people(seminar: Seminar) -> dict[str, Person]:
    """Who is in a course where things were said everywhere, on Rawls and in Korean."""
    one, two = await seminar.person(), await seminar.person()
    assistant, professor = await seminar.person("ta"), seminar.professor
    async with (
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
        await seminar.enter(assistant) as ta,
        await seminar.enter(professor) as host,
    ):
        live = next(iter(seminar.app.rooms.live_rooms()))
        live.set_group(two.id, "a")
        await first.ask("chat:send", text="Rawls의 무지의 베일에서는 어떤가요?")
        await host.ask("chat:send", text="=1+1 위험 회피")
        await ta.ask("chat:send", text="staff on RAWLS", channel="staff")
        await second.ask("chat:send", text="group on Rawls", channel="group:a")
        await first.ask("chat:send", text="direct on Rawls", channel=direct(one.id, two.id))
        rude = await second.ask("chat:send", text="rude")
        await host.ask("chat:delete", message=rude["data"]["message"]["id"])
        typo = await first.ask("chat:send", text="Harsany")
        await first.ask("chat:edit", message=typo["data"]["message"]["id"], text="Harsanyi")
        live.set_group(two.id, None)
    return {"one": one, "two": two, "ta": assistant, "professor": professor}


ROOM = ["Rawls의 무지의 베일에서는 어떤가요?", "=1+1 위험 회피"]
READABLE: dict[str, list[str]] = {
    "one": [*ROOM, "direct on Rawls", "", "Harsanyi"],
    "two": [*ROOM, "direct on Rawls", "", "Harsanyi"],
    "ta": [*ROOM, "staff on RAWLS", "group on Rawls", "", "Harsanyi"],
    "professor": [*ROOM, "staff on RAWLS", "group on Rawls", "", "Harsanyi"],
}


@pytest.mark.parametrize("ended", [False, True])
async def test_each_reads_what_is_theirs_to_read_also_after_the_end(
    seminar: Seminar, people: dict[str, Person], ended: bool
) -> None:
    if ended:
        await seminar.end()

    assert {name: await texts(seminar, person) for name, person in people.items()} == READABLE


async def test_strangers_and_administrators(seminar: Seminar, people: dict[str, Person]) -> None:
    stranger = await make_person(seminar.app, seminar.client)
    admin = await make_person(seminar.app, seminar.client, role="admin")
    answer = await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/chat/messages", headers=stranger.headers
    )

    assert answer.status_code == 404
    assert await texts(seminar, admin) == [*ROOM, "", "Harsanyi"]


async def test_it_comes_by_pages_and_by_channel(seminar: Seminar, people: dict[str, Person]) -> None:
    found: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        body = (await get(seminar, people["one"], "messages", **query)).json()
        found += [message["text"] for message in body["data"]]
        if body["meta"]["next_cursor"] is None:
            break
        query["cursor"] = body["meta"]["next_cursor"]

    assert found == READABLE["one"]
    assert await texts(seminar, people["ta"], channel="staff") == ["staff on RAWLS"]
    assert await texts(seminar, people["one"], channel="staff") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rawls", ["direct on Rawls", ROOM[0]]),
        ("베일", [ROOM[0]]),
        ("지의 베", []),
        ("무지 RAWLS", [ROOM[0]]),
        ("무", [ROOM[0]]),
        ("Harsany", ["Harsanyi"]),
        ("rude", []),
        ("1+1", [ROOM[1]]),
        ("%", []),
        ("없는말", []),
    ],
)
async def test_search_finds_parts_of_words_in_what_one_may_read(
    seminar: Seminar, people: dict[str, Person], query: str, found: list[str]
) -> None:
    expected = [ROOM[0]] if query == "지의 베" else found
    assert await texts(seminar, people["one"], "search", q=query) == expected


async def test_search_is_by_pages_newest_first(seminar: Seminar, people: dict[str, Person]) -> None:
    first = (await get(seminar, people["one"], "search", q="rawls", limit=1)).json()
    second = await texts(seminar, people["one"], "search", q="rawls", limit=1, cursor=first["meta"]["next_cursor"])

    assert [first["data"][0]["text"], *second] == ["direct on Rawls", ROOM[0]]


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "  "}, {"q": "a b c d e f g h i"}, {"q": "x", "cursor": "?"}])
async def test_a_search_says_what_for(seminar: Seminar, query: dict[str, str]) -> None:
    answer = await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/chat/search", params=query, headers=seminar.professor.headers
    )

    assert answer.status_code == 422


async def test_staff_take_along_what_was_changed_and_others_do_not(seminar: Seminar, people: dict[str, Person]) -> None:
    exports = {
        name: (await get(seminar, people[name], "export.json")).json()["messages"] for name in ("professor", "one")
    }
    kept = {name: [row["originals"] for row in rows if row["originals"]] for name, rows in exports.items()}

    assert kept == {"professor": [["rude"], ["Harsany"]], "one": []}
    assert [row["message"]["text"] for row in exports["one"]] == READABLE["one"]


async def test_a_direct_message_keeps_its_originals_to_itself(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        said = await client.ask("chat:send", text="oops", channel=direct(student.id, seminar.professor.id))
        await client.ask("chat:delete", message=said["data"]["message"]["id"])
    export = (await get(seminar, seminar.professor, "export.json")).text

    assert "oops" not in export


async def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(seminar: Seminar, people: dict[str, Person]) -> None:
    answer = await get(seminar, people["professor"], "export.csv")
    rows: list[Frame] = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert [row["text"] for row in rows][1] == "'=1+1 위험 회피"
    assert [row["deleted"] for row in rows if row["deleted"]] == ["staff"]
    assert rows[0]["name"] == people["one"].name
