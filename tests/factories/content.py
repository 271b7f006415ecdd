"""What a course hands out, made through the API as its staff make it."""

from typing import Any

import httpx

from tests.factories.courses import Record
from tests.factories.people import Person
from tests.factories.uploads import upload


async def make_folder(client: httpx.AsyncClient, person: Person, course: Record, **fields: object) -> Record:
    return await _post(client, person, f"/courses/{course['id']}/content/folders", {"title": "Week 1", **fields})


async def make_item(
    client: httpx.AsyncClient, person: Person, course: Record, folder: Record, content: Record, **fields: object
) -> Record:
    body = {"folder_id": folder["id"], "content": content, **fields}
    return await _post(client, person, f"/courses/{course['id']}/content/items", body)


async def make_file(
    client: httpx.AsyncClient,
    person: Person,
    course: Record,
    folder: Record,
    name: str = "veil.txt",
    data: bytes = b"A veil",
    **fields: object,
) -> Record:
    sent = await upload(client, person, course, name, data)
    return await make_item(client, person, course, folder, {"kind": "file", "upload_id": sent}, **fields)


async def content_request(
    client: httpx.AsyncClient, professor: Person, course: Record, call: str
) -> tuple[str, Record | None]:
    """Path and body of a call about a folder with one file, hidden from students, in a course that has nothing else."""
    folder = await make_folder(client, professor, course)
    path = call.partition(" ")[2]
    item = await make_file(client, professor, course, folder, visible=False) if "folders" not in path else {"id": ""}
    named = path.replace("{course_id}", course["id"])
    named = named.replace("{folder_id}", folder["id"]).replace("{item_id}", item["id"])
    if path.endswith("/restore"):
        await client.delete("/api/v1" + named.removesuffix("/restore"), headers=professor.headers)
    bodies: dict[str, Record] = {
        "PUT order": {"folders": [{"id": folder["id"], "items": [item["id"]]}]},
        "POST folders": {"title": "Week 2"},
        "POST items": {"folder_id": folder["id"], "content": {"kind": "link", "url": "https://plato.stanford.edu/"}},
        "PATCH {folder_id}": {"title": "Another"},
        "PATCH {item_id}": {"title": "Another"},
    }
    return named, bodies.get(f"{call.partition(' ')[0]} {path.rpartition('/')[2]}")


async def _post(client: httpx.AsyncClient, person: Person, path: str, body: Record) -> Record:
    answer = await client.post("/api/v1" + path, json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data
