"""The question bank of a course: written, found, changed and taken along by its staff."""

import base64
import io
import zipfile
from typing import Any

import httpx
import msgspec
import pytest

from eduforum.ids import new_id
from eduforum.learning.questions import service
from eduforum.learning.questions.schemas import MAX_FILE
from eduforum.web.app import Application
from tests.factories.courses import Record, enroll, make_course
from tests.factories.people import Person, make_person
from tests.factories.questions import SAMPLES, make_question

BANK = "/api/v1/learning/questions"
SINGLE = {
    "kind": "single",
    "text": "What lies behind the veil of ignorance?",
    "options": [{"id": "a", "text": "The original position"}, {"id": "b", "text": "원초적 입장이 아님"}],
    "answer": "a",
}


class Bank:
    """A course's bank, and one of its staff who works on it."""

    def __init__(self, client: httpx.AsyncClient, person: Person, course: Record) -> None:
        self.client = client
        self.person = person
        self.course = course

    async def add(self, question: Any = SINGLE, **fields: Any) -> Record:
        return await make_question(self.client, self.person, self.course, question=question, **fields)

    async def list(self, **query: Any) -> list[Record]:
        answer = await self.get("", **query)
        found: list[Record] = answer.json()["data"]
        return found

    async def get(self, path: str, **query: Any) -> httpx.Response:
        params = {"course_id": self.course["id"], **query} if not path.startswith("/0") else query
        return await self.client.get(BANK + path, params=params, headers=self.person.headers)

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.client.request(method, BANK + path, json=body, headers={**self.person.headers, **headers})

    async def import_file(self, raw: bytes, format: str = "csv", *, dry_run: bool = False) -> httpx.Response:
        file = base64.b64encode(raw).decode()
        body = {"course_id": self.course["id"], "format": format, "file": file, "dry_run": dry_run}
        return await self.send("POST", "/import", body)


@pytest.fixture
async def bank(app: Application, client: httpx.AsyncClient) -> Bank:
    professor = await make_person(app, client, role="professor")
    return Bank(client, professor, await make_course(client, professor))


@pytest.mark.parametrize("question", SAMPLES, ids=lambda question: str(question.__struct_config__.tag))
async def test_a_question_of_any_kind_is_kept_as_it_was_written(bank: Bank, question: Any) -> None:
    made = await bank.add(msgspec.to_builtins(question))

    shown = (await bank.get(f"/{made['id']}")).json()["data"]
    assert shown == made
    assert shown["version"] == 1
    assert shown["question"]["text"] == question.text
    assert shown["updated_by"] == bank.person.name


async def test_what_is_wrong_with_a_question_is_told_by_field(bank: Bank) -> None:
    body = {"course_id": bank.course["id"], "question": {**SINGLE, "text": " ", "answer": "z"}}

    answer = await bank.send("POST", "", body)

    assert answer.status_code == 422
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["question.text", "question.answer"]


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"kind": "essay", "text": "?"},
        {**SINGLE, "key": "a"},
        {**SINGLE, "options": []},
        {**SINGLE, "answer": "A B"},
        {"kind": "numeric", "text": "?", "answer": "NaN"},
        {"kind": "numeric", "text": "?", "answer": "1e999999999"},
        {"kind": "numeric", "text": "?", "answer": []},
    ],
)
async def test_what_is_no_question_is_refused(bank: Bank, question: Any) -> None:
    answer = await bank.send("POST", "", {"course_id": bank.course["id"], "question": question})

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid"


async def test_a_question_has_a_bound_in_bytes(bank: Bank) -> None:
    question = {**SINGLE, "text": "x" * 300_000}

    answer = await bank.send("POST", "", {"course_id": bank.course["id"], "question": question})

    assert answer.status_code == 413


async def test_an_edit_is_a_new_version_and_the_old_ones_stay(bank: Bank) -> None:
    made = await bank.add(tags=["정의론"])

    answer = await bank.send("PATCH", f"/{made['id']}", {"question": {**SINGLE, "answer": "b"}, "difficulty": "hard"})

    changed = answer.json()["data"]
    assert answer.headers["etag"] == '"2"'
    assert (changed["version"], changed["difficulty"], changed["tags"]) == (2, "hard", ["정의론"])
    versions = (await bank.get(f"/{made['id']}/versions")).json()["data"]
    assert versions == [changed, made]


async def test_of_two_edits_from_one_version_the_second_is_refused(bank: Bank) -> None:
    path = f"/{(await bank.add())['id']}"

    first = await bank.send("PATCH", path, {"difficulty": "hard"}, **{"If-Match": '"1"'})
    second = await bank.send("PATCH", path, {"difficulty": "easy"}, **{"If-Match": '"1"'})

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["error"]["code"] == "version_conflict"


async def test_an_archived_question_is_out_of_the_list_until_it_is_restored(bank: Bank) -> None:
    made = await bank.add()

    await bank.send("DELETE", f"/{made['id']}")

    assert await bank.list() == []
    assert [question["id"] for question in await bank.list(archived=True)] == [made["id"]]
    await bank.send("POST", f"/{made['id']}/restore")
    assert [question["id"] for question in await bank.list()] == [made["id"]]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("veil", ["veil"]),
        ("VEIL ignor", ["veil"]),
        ("무지", ["장막"]),
        ("지의 베", ["장막"]),
        ("베일 칸트", []),
        ("원초적", ["veil"]),
        ("ethics", ["장막"]),
        ("베", ["장막"]),
        ("%", []),
        ("", ["장막", "veil"]),
    ],
)
async def test_questions_are_found_by_parts_of_words_in_korean_and_english(
    bank: Bank, search: str, found: list[str]
) -> None:
    veil = await bank.add()
    other = await bank.add({"kind": "true_false", "text": "무지의 베일은 장막인가?", "answer": True}, tags=["Ethics"])
    names = {veil["id"]: "veil", other["id"]: "장막"}

    assert [names[question["id"]] for question in await bank.list(search=search)] == found


async def test_the_list_is_narrowed_by_kind_difficulty_and_tag(bank: Bank) -> None:
    single = await bank.add(tags=["Rawls"], difficulty="hard")
    await bank.add({"kind": "true_false", "text": "?", "answer": True})

    for query in ({"kind": "single"}, {"difficulty": "hard"}, {"tag": "rawls"}):
        assert [question["id"] for question in await bank.list(**query)] == [single["id"]]
    assert (await bank.get("/tags")).json()["data"] == [{"tag": "Rawls", "questions": 1}]


async def test_the_list_goes_on_where_a_page_ends(bank: Bank) -> None:
    made = [(await bank.add())["id"] for _ in range(5)]

    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        body = (await bank.get("", **query)).json()
        seen += [question["id"] for question in body["data"]]
        if body["meta"]["next_cursor"] is None:
            break
        query["cursor"] = body["meta"]["next_cursor"]

    assert seen == made[::-1]


async def test_versions_go_on_where_a_page_ends(bank: Bank) -> None:
    path = f"/{(await bank.add())['id']}"
    for difficulty in ("easy", "hard"):
        await bank.send("PATCH", path, {"difficulty": difficulty})

    first = (await bank.get(f"{path}/versions", limit=2)).json()
    rest = (await bank.get(f"{path}/versions", limit=2, cursor=first["meta"]["next_cursor"])).json()

    assert [question["version"] for question in [*first["data"], *rest["data"]]] == [3, 2, 1]


async def test_one_courses_bank_holds_nothing_of_anothers(bank: Bank) -> None:
    await bank.add()

    assert await Bank(bank.client, bank.person, await make_course(bank.client, bank.person)).list() == []


async def test_staff_of_another_course_cannot_tell_a_question_from_nothing(app: Application, bank: Bank) -> None:
    made = await bank.add()
    stranger = await make_person(app, bank.client, role="professor")

    there, nowhere = [await bank.client.get(f"{BANK}/{id}", headers=stranger.headers) for id in (made["id"], new_id())]

    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()


async def test_a_student_gets_no_key_by_any_way(app: Application, bank: Bank) -> None:
    made = await bank.add()
    student = await make_person(app, bank.client)
    await enroll(bank.client, bank.person, bank.course, student)
    theirs = Bank(bank.client, student, bank.course)

    for path in ("", "/tags", "/export/csv", "/export/qti", f"/{made['id']}", f"/{made['id']}/versions"):
        answer = await theirs.get(path)
        assert answer.status_code in (403, 404)
        assert "original" not in answer.text


@pytest.mark.parametrize("format", ["csv", "qti"])
async def test_a_bank_is_taken_along_to_another_course(bank: Bank, format: str) -> None:
    for question in SAMPLES:
        await bank.add(msgspec.to_builtins(question), tags=["2026"])
    exported = await bank.get(f"/export/{format}")
    other = Bank(bank.client, bank.person, await make_course(bank.client, bank.person))

    answer = await other.import_file(exported.content, format)

    assert exported.headers["content-disposition"].startswith("attachment;")
    report = answer.json()["data"]
    assert report["questions"] == len(report["imported"]) == len(SAMPLES)
    assert report["kinds"] == {question.__struct_config__.tag: 1 for question in SAMPLES}
    theirs, ours = [await one.list() for one in (other, bank)]
    assert [(q["kind"], q["text"], q["tags"]) for q in theirs] == [(q["kind"], q["text"], q["tags"]) for q in ours]


async def test_a_dry_run_says_what_a_file_holds_and_keeps_nothing(bank: Bank) -> None:
    raw = b"kind,text,answer\ntrue_false,Yes?,true\ntrue_false,No?,perhaps\n"

    report = (await bank.import_file(raw, dry_run=True)).json()["data"]

    assert (report["questions"], report["kinds"], report["imported"]) == (1, {"true_false": 1}, [])
    assert [(fault["line"], fault["field"], fault["code"]) for fault in report["faults"]] == [
        (3, "answer", "unknown_value")
    ]
    assert await bank.list() == []


async def test_of_a_file_with_faults_nothing_is_imported(bank: Bank) -> None:
    answer = await bank.import_file(b"kind,text,answer\ntrue_false,Yes?,true\ntrue_false,No?,perhaps\n")

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "import_faulty"
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["line 3: answer"]
    assert await bank.list() == []


async def test_a_file_that_is_too_large_is_refused(bank: Bank) -> None:
    answer = await bank.import_file(b"x" * (MAX_FILE + 1))

    assert answer.status_code in (413, 422)


async def test_a_file_that_is_no_base_64_is_refused(bank: Bank) -> None:
    answer = await bank.send("POST", "/import", {"course_id": bank.course["id"], "format": "csv", "file": "!"})

    assert answer.status_code == 422


async def test_a_bomb_in_a_package_is_refused(bank: Bank) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(60):
            package.writestr(f"{number}.xml", b" " * 1_000_000)

    report = (await bank.import_file(out.getvalue(), "qti", dry_run=True)).json()["data"]

    assert report["questions"] == 0
    assert report["faults"][-1]["code"] == "too_long"


async def test_a_bank_has_a_bound(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_QUESTIONS", 2)
    raw = b"kind,text,answer\n" + b"true_false,Yes?,true\n" * 2

    await bank.add()

    assert (await bank.import_file(raw)).json()["error"]["code"] == "bank_full"
    assert len(await bank.list()) == 1


async def test_files_come_at_a_human_rate(bank: Bank) -> None:
    answers = [(await bank.import_file(b"x", dry_run=True)).status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]
