"""Every call of the OpenAPI document against values that it describes, and against values that nobody expects.

No answer is a 500, each has the envelope, and each status is one that the document names.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduforum import __version__
from eduforum.web.app import Application, declared_endpoints
from eduforum.web.openapi import document
from tests.factories.courses import enroll, make_course, make_session
from tests.factories.people import Person, make_person
from tests.factories.questions import make_question

SPECIFICATION = document(declared_endpoints(), __version__)
CALLS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, methods in SPECIFICATION["paths"].items()
    for method, operation in methods.items()
]

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=30)
ODD_TEXT = st.sampled_from(
    ["", " ", "\0", "\ud800", "😀", "가" * 300, "a" * 4000, "\u202e", "%", "_", "\\", "'", '"', "null", "-1", "1e999"]
)
TIMES = st.sampled_from(
    [
        "2026-03-02T10:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "2026-03-02T10:00:00",
        "2026-12-31T23:59:60Z",
    ]
)
SDP_TEXT = st.sampled_from(
    ["v=0\r\n", "v=0\r\nm=audio 9 RTP 0\r\na=mid:0\r\n", "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"]
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**400])
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | ANY_TEXT | ODD_TEXT | TIMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
CURSORS = ANYTHING.map(lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("="))


def described(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema describes, more or less: its bounds are for the server to hold."""
    if "$ref" in schema:
        return described(SPECIFICATION["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([described(option) for option in schema["anyOf"]])
    match schema.get("type"):
        case "string":
            if schema.get("format") == "date-time":
                return TIMES
            return st.sampled_from(["Seminar", "student1@eduforum.test", "wombat-lantern-42"]) | ANY_TEXT
        case "integer" | "number":
            return st.integers(schema.get("minimum", 0), schema.get("maximum", 100))
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(described(schema.get("items", {})), max_size=3)
        case "object":
            required = set(schema.get("required", ()))
            fields = {name: described(field) | ANYTHING for name, field in schema.get("properties", {}).items()}
            return st.fixed_dictionaries(
                {name: field for name, field in fields.items() if name in required},
                optional={name: field for name, field in fields.items() if name not in required},
            )
    return st.none()


@dataclass
class World:
    """Somebody of each kind, and things whose ids calls may name."""

    people: list[Person | None]
    ids: list[str]


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
    url = path
    for parameter in operation.get("parameters", ()):
        place = "{" + parameter["name"] + "}"
        if parameter["in"] == "path":
            url = url.replace(place, data.draw(st.sampled_from(world.ids)))
        elif data.draw(st.booleans()):
            values = (CURSORS if parameter["name"] == "cursor" else described(parameter["schema"])) | ANY_TEXT
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
            content = json.dumps(data.draw(described(described_body["schema"]) | ANYTHING)).encode()
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
