"""CO6: a course's gradebook. Marks are kept with who and why, nobody's is lost, and all is exact."""

import asyncio
import base64
import io
import json
import sys
import zipfile
from pathlib import Path

import httpx
import pytest_asyncio

from eduforum.web.app import Application
from tests.factories.courses import enroll
from tests.factories.gradebooks import Gradebook, entry_of, make_gradebook
from tests.factories.people import make_person


@pytest_asyncio.fixture
async def book(app: Application, client: httpx.AsyncClient) -> Gradebook:
    return await make_gradebook(app, client)


async def test_marks_come_to_totals_and_letters(book: Gradebook) -> None:
    first, second = book.students
    essay = await book.column()
    await book.put(essay, first, "17.5")
    changed = await book.put(essay, second, "20")

    view = await book.view()

    assert [one["cells"][0]["points"] for one in view["students"]] == ["17.5", "20"]
    assert [(one["totals"]["so_far"], one["totals"]["letter"]) for one in view["students"]] == [
        ("87.50", "B+"),
        ("100.00", "A+"),
    ]
    assert changed["students"][second.id]["letter"] == "A+"
    assert changed["version"] == view["version"]


async def test_who_was_second_is_told_both_values_and_overwrites_nothing(book: Gradebook) -> None:
    student = book.students[0]
    essay, poster = await book.column(), await book.column("Poster")
    await book.put(essay, student, "15")

    # One of a block that was seen before is in the way; the other is not held up by it.
    entries = [entry_of(essay, student, "12"), entry_of(poster, student, "9")]
    done = await book.data("PATCH", "/cells", {"entries": entries})

    assert [cell["column_id"] for cell in done["cells"]] == [poster["id"]]
    (conflict,) = done["conflicts"]
    assert (conflict["yours"]["points"], conflict["current"]["points"]) == ("12", "15")
    assert conflict["changed_by"] == book.professor.name

    cell = f"/cells/{essay['id']}/{student.id}"
    seen = await book.call("GET", cell)
    stale = await book.call("PUT", cell, {"put": "score", "points": "12"}, headers={"If-Match": '"0"'})
    fresh = await book.call("PUT", cell, {"put": "score", "points": "12"}, headers={"If-Match": seen.headers["ETag"]})
    assert stale.status_code == 412
    details = {one["field"]: one["message"] for one in stale.json()["error"]["details"]}
    assert (stale.json()["error"]["code"], details["yours"], details["current"]) == ("cell_changed", "12", "15")
    assert fresh.headers["ETag"] == '"2"'


async def test_an_answer_that_was_lost_can_be_asked_for_again(book: Gradebook) -> None:
    essay = await book.column()
    await book.put(essay, book.students[0], "15")

    again = await book.put(essay, book.students[0], "15")

    assert (again["cells"], again["conflicts"]) == ([], [])


async def test_every_change_is_kept_with_who_when_and_why(book: Gradebook) -> None:
    student = book.students[0]
    essay = await book.column()
    await book.put(essay, student, "15", why="first reading")
    await book.put(essay, student, "16", 1, why="page 3 was overlooked")

    history = await book.data("GET", f"/history?column_id={essay['id']}&student_id={student.id}")

    assert [(one["before"] and one["before"]["raw"], one["after"]["raw"], one["why"]) for one in history] == [
        ("15", "16", "page 3 was overlooked"),
        (None, "15", "first reading"),
    ]
    assert {one["changed_by"] for one in history} == {book.professor.name}


async def test_a_faulty_entry_keeps_the_whole_block_out_and_is_named(book: Gradebook) -> None:
    first, second = book.students
    essay = await book.column()
    entries = [entry_of(essay, first, "15"), entry_of(essay, second, "-1")]

    answer = await book.call("PATCH", "/cells", {"entries": entries})

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["error"]["details"]] == ["entries[1].points"]
    assert [one["cells"] for one in (await book.view())["students"]] == [[None], [None]]


async def test_excused_counts_nowhere_and_missing_as_nothing(book: Gradebook) -> None:
    first, second = book.students
    essay, poster = await book.column(), await book.column("Poster")
    for student in (first, second):
        await book.put(essay, student, "10")
    put = {"column_id": poster["id"], "version": 0}
    await book.data(
        "PATCH",
        "/cells",
        {
            "entries": [
                {**put, "student_id": first.id, "put": "excused"},
                {**put, "student_id": second.id, "put": "missing"},
            ]
        },
    )

    totals = [one["totals"]["so_far"] for one in (await book.view())["students"]]

    assert totals == ["50.00", "25.00"]


async def test_a_curve_is_seen_before_it_is_laid_and_can_be_taken_back(book: Gradebook) -> None:
    essay = await book.column()
    await book.put(essay, book.students[0], "15")
    curve = f"/columns/{essay['id']}/curve"
    body = {"curve": {"kind": "add", "points": "3"}}

    previewed = await book.data("PUT", curve, {**body, "preview": True})
    before = (await book.view())["students"][0]["totals"]["letter"]
    await book.data("PUT", curve, body)
    curved = (await book.view())["students"][0]
    await book.data("DELETE", curve)

    (move,) = previewed["moves"]
    assert (move["before"], move["after"], move["pushed"]) == ("C+", "A0", False)
    assert (before, curved["totals"]["letter"]) == ("C+", "A0")
    assert (curved["cells"][0]["points"], curved["cells"][0]["raw"]) == ("18", "15")
    assert (await book.view())["students"][0]["totals"]["letter"] == "C+"


async def test_quotas_say_whom_a_mark_would_push_before_it_is_saved(book: Gradebook) -> None:
    first, second = book.students
    essay = await book.column()
    await book.put(essay, first, "18")
    policy = (await book.view())["settings"]["policy"]
    policy["quota_rules"] = [{"clause": "Art. 7", "quotas": [{"down_to": "A0", "most": "50"}]}]
    await book.data("PATCH", "/settings", {"policy": policy})
    entry = entry_of(essay, second, "19")

    seen = await book.data("PATCH", "/cells", {"entries": [entry], "preview": True})
    view = await book.view()

    moves = {one["student_id"]: (one["before"], one["after"], one["pushed"]) for one in seen["moves"]}
    assert moves[first.id] == ("A0", "B+", True)
    assert (seen["saved"], view["students"][1]["cells"]) == (False, [None])
    assert view["totals"]["quotas"] == [{"letter": "A0", "given": 1, "most": 1, "least": None}]


async def test_a_tie_over_a_quota_stays_open_until_somebody_decides(book: Gradebook) -> None:
    first, second = book.students
    essay = await book.column()
    policy = (await book.view())["settings"]["policy"]
    policy["quota_rules"] = [{"clause": "Art. 7", "quotas": [{"down_to": "A0", "most": "50"}]}]
    await book.data("PATCH", "/settings", {"policy": policy})
    await book.put(essay, first, "19")
    await book.put(essay, second, "19")

    (tie,) = (await book.view())["totals"]["ties"]
    body = {"students": [second.id, first.id], "decision": "in_order", "why": "the exam"}
    settled = await book.data("POST", "/ties", body)
    after = await book.view()
    await book.data("DELETE", f"/ties/{settled['tie_id']}")

    assert set(tie["students"]) == {first.id, second.id}
    assert [one["totals"]["letter"] for one in after["students"]] == ["B+", "A+"]
    assert after["totals"]["ties"] == []
    assert len((await book.view())["totals"]["ties"]) == 1


async def test_every_number_opens_what_it_came_of(book: Gradebook) -> None:
    student = book.students[0]
    essay = await book.column()
    await book.put(essay, student, "15", why="see the margin")

    found = await book.data("GET", f"/students/{student.id}/derivation?of=letter")

    total = found["derivation"]["parts"][0]
    cell = total["parts"][0]["parts"][0]
    assert (found["derivation"]["letter"], total["value"], cell["value"], cell["of"]) == ("C+", "75", "15", "20")
    assert cell["parts"][0]["change"]["why"] == "see the margin"
    assert found["people"] == {book.professor.id: book.professor.name}


async def test_a_column_that_was_taken_away_comes_back_with_its_marks(book: Gradebook) -> None:
    essay = await book.column()
    await book.put(essay, book.students[0], "15")

    in_use = await book.call("DELETE", f"/categories/{book.category['id']}")
    await book.data("DELETE", f"/columns/{essay['id']}")
    without = await book.view()
    await book.data("POST", f"/columns/{essay['id']}/put-back")

    assert in_use.json()["error"]["code"] == "category_in_use"
    assert without["columns"] == []
    assert (await book.view())["students"][0]["cells"][0]["points"] == "15"


async def test_weights_that_cannot_be_are_refused_with_the_field(book: Gradebook) -> None:
    answer = await book.call("PATCH", f"/categories/{book.category['id']}", {"weight": "-5"})
    stale = await book.call("PATCH", f"/categories/{book.category['id']}", {"weight": "5"}, headers={"If-Match": '"9"'})

    assert [one["field"] for one in answer.json()["error"]["details"]] == ["categories[0].weight"]
    assert stale.json()["error"]["code"] == "version_conflict"


async def test_a_table_goes_out_and_comes_back_with_a_dry_run_first(book: Gradebook) -> None:
    first, second = book.students
    essay = await book.column("Essay, 1st")
    await book.put(essay, first, "15")
    table = (await book.call("GET", "/export.csv?language=ko")).content.decode("utf-8-sig")
    lines = table.splitlines()
    file = "\n".join([lines[0], lines[1].replace("15", "16.5"), lines[2].replace(",,", ",미제출,", 1)])
    body = {"file": base64.b64encode(file.encode()).decode()}

    dry = await book.data("POST", "/import", body)
    untouched = await book.view()
    done = await book.data("POST", "/import", {**body, "dry_run": False, "why": "exam scripts"})
    view = await book.view()

    assert [(one["student_id"], one["put"], one["points"]) for one in dry["changes"]] == [
        (first.id, "score", "16.5"),
        (second.id, "missing", None),
    ]
    assert (dry["saved"], done["saved"]) == (False, True)
    assert untouched["students"][0]["cells"][0]["points"] == "15"
    assert [one["cells"][0]["state"] for one in view["students"]] == ["score", "missing"]
    assert (await book.call("GET", "/export.xlsx")).content.startswith(b"PK")


async def test_a_file_with_faults_changes_nothing_and_names_every_line(book: Gradebook) -> None:
    await book.column()
    rows = ["Name,E-mail,Essay", f"x,{book.students[0].email},12", "y,nobody@eduforum.test,3",
            f"z,{book.students[1].email},twelve"]  # fmt: skip

    body = {"file": base64.b64encode("\n".join(rows).encode()).decode(), "dry_run": False}
    report = await book.data("POST", "/import", body)

    assert [(one["line"], one["code"]) for one in report["faults"]] == [(3, "unknown_student"), (4, "not_a_score")]
    assert report["saved"] is False
    assert (await book.view())["students"][0]["cells"] == [None]


async def test_the_term_export_is_reckoned_again_by_its_own_checker(book: Gradebook, tmp_path: Path) -> None:
    essay = await book.column()
    await book.put(essay, book.students[0], "15.25")
    await book.data("PUT", f"/columns/{essay['id']}/curve", {"curve": {"kind": "root"}})

    archive = zipfile.ZipFile(io.BytesIO((await book.call("GET", "/term-export.zip")).content))
    archive.extractall(tmp_path)
    checked = await asyncio.create_subprocess_exec(
        sys.executable, "check.py", "grades.json", cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await checked.communicate()

    assert said.decode() == "2 students, 1 columns: 0 differences\n"
    assert json.loads((tmp_path / "grades.json").read_text())["course"] == "PHIL 301 Philosophy of Mind"
    assert book.students[0].email in (tmp_path / "students.csv").read_text("utf-8-sig")


async def test_assistants_mark_and_only_professors_set_how_it_counts(
    book: Gradebook, app: Application, client: httpx.AsyncClient
) -> None:
    assistant = await make_person(app, client)
    await enroll(client, book.professor, book.course, assistant, "ta")
    essay = await book.column()

    marked = await book.call("PATCH", "/cells", {"entries": [entry_of(essay, book.students[0], "9")]}, by=assistant)
    published = await book.call("POST", "/publish", {"columns": [{"id": essay["id"], "published": True}]}, by=assistant)

    assert (marked.status_code, published.status_code) == (200, 403)
    assert (await book.data("GET", "", by=assistant))["owner"] is False
