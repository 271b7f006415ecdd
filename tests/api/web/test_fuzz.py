"""Every call of the OpenAPI document against values that it describes, and against values that nobody expects.

No answer is a 500, each has the envelope, and each status is one that the document names.
"""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduforum import __version__
from eduforum.web.app import Application, declared_endpoints
from eduforum.web.openapi import document
from tests.api.media.conftest import seminar
from tests.factories.anything import ANY_TEXT, ANYTHING, ODD_TEXT, Described
from tests.factories.courses import enroll, make_course, make_session
from tests.factories.floors import open_floor
from tests.factories.lessons import in_full_swing
from tests.factories.people import Person, make_person
from tests.factories.questions import make_question
from tests.factories.rooms import Seminar

__all__ = ["seminar"]

SPECIFICATION = document(declared_endpoints(), __version__)
COMPONENTS = SPECIFICATION["components"]["schemas"]
CALLS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, methods in SPECIFICATION["paths"].items()
    for method, operation in methods.items()
]

SDP_TEXT = st.sampled_from(
    ["v=0\r\n", "v=0\r\nm=audio 9 RTP 0\r\na=mid:0\r\n", "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"]
)
CURSORS = ANYTHING.map(lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("="))


# What people do in a class that goes on.
LIVE_CALLS = [
    (method, path, operation)
    for path, methods in SPECIFICATION["paths"].items()
    for method, operation in methods.items()
    if "/learning/" in path or "/sessions/{session_id}/" in path
    if not path.endswith(("/sessions/{session_id}/start", "/sessions/{session_id}/end"))
]


@dataclass
class World:
    """Somebody of each kind, and things whose ids calls may name: any, and by what a path or a body calls them."""

    people: list[Person | None]
    ids: list[str]
    named: dict[str, str] = field(default_factory=dict)


@pytest.fixture
async def world(app: Application, client: httpx.AsyncClient) -> World:
    professor = await make_person(app, client, role="professor")
    student = await make_person(app, client)
    course = await make_course(client, professor)
    enrollment = await enroll(client, professor, course, student)
    session = await make_session(client, professor, course)
    question = await make_question(client, professor, course)
    ids = [
        course["id"],
        question["id"],
        session["id"],
        enrollment["id"],
        "0193a000-0000-7000-8000-000000000000",
        "x",
        "%00",
        "%FF",
    ]
    admin = await make_person(app, client, role="admin")
    return World([professor, student, admin, await make_person(app, client), None], ids)


@pytest.mark.parametrize(("method", "path", "operation"), CALLS)
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
async def test_no_request_makes_the_server_fail(
    client: httpx.AsyncClient, world: World, method: str, path: str, operation: dict[str, Any], data: st.DataObject
) -> None:
    await _call(client, world, method, path, operation, data)


@pytest.fixture
async def live(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A class in the middle of everything, where nobody is too fast."""
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as learner:
        named = await in_full_swing(seminar, professor, learner)
        named |= {"floor": (await open_floor(professor))["id"], "session": seminar.session["id"]}
        named |= {"course": seminar.course["id"], "person": student.id}
        monkeypatch.setattr(seminar.app.limiter, "hit", _never_too_much)
        people = [seminar.professor, seminar.professor, await seminar.person("ta"), student, student, None]
        yield World(people, [*named.values(), "x"], named)


async def _never_too_much(key: str, limit: int, window: float) -> float:
    return 0.0


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
async def test_no_request_of_a_class_makes_the_server_fail(
    client: httpx.AsyncClient, live: World, data: st.DataObject
) -> None:
    method, path, operation = data.draw(st.sampled_from(LIVE_CALLS))
    await _call(client, live, method, path, operation, data)


async def _call(
    client: httpx.AsyncClient, world: World, method: str, path: str, operation: dict[str, Any], data: st.DataObject
) -> None:
    described = Described(COMPONENTS, world.named)
    url = path
    for parameter in operation.get("parameters", ()):
        place = "{" + parameter["name"] + "}"
        named = described.named(parameter["name"])
        if parameter["in"] == "path":
            url = url.replace(place, data.draw(st.sampled_from(world.ids) if named is None else named))
        elif named is not None or data.draw(st.booleans()):
            values = CURSORS if parameter["name"] == "cursor" else described.values(parameter["schema"])
            values = values | ANY_TEXT if named is None else named
            value = str(data.draw(values)).encode("utf-8", "surrogatepass")
            url += ("&" if "?" in url else "?") + f"{parameter['name']}={quote(value[:4000], safe='')}"
    person = data.draw(st.sampled_from(world.people))
    headers = dict(person.headers) if person else {}
    if data.draw(st.booleans()):
        headers["If-Match"] = data.draw(st.sampled_from(['"1"', "1", "*", '"x"', "W/", '"99999999999999999999"']))
    content = None
    if "requestBody" in operation:
        ((media_type, described_body),) = operation["requestBody"]["content"].items()
        if media_type == "application/json":
            values = described.values(described_body["schema"])
            content = json.dumps(data.draw(values if world.named else values | ANYTHING)).encode()
        else:
            content = data.draw(ANY_TEXT | ODD_TEXT | SDP_TEXT).encode("utf-8", "surrogatepass")
        headers["Content-Type"] = media_type

    request = client.build_request(method.upper(), "/", content=content, headers=headers)
    request.url = request.url.copy_with(raw_path=url.encode())
    answer = await client.send(request)

    assert answer.status_code < 500, (url, content, answer.text)
    # A path with bytes that are none of ours may be malformed whatever the call.
    documented = {*operation["responses"], "400"}
    known = str(answer.status_code) in documented or (answer.status_code >= 400 and "4XX" in documented)
    assert known, (answer.status_code, sorted(documented), answer.text)
    if answer.status_code >= 400:
        assert answer.json()["error"].keys() == {"code", "message", "details"}
