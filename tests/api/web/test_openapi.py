"""The OpenAPI document: true to the routes, complete, served, and its generated files fresh."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from eduforum import __version__
from eduforum.web.app import Application, declared_endpoints
from eduforum.web.dispatch import Dispatcher
from eduforum.web.generate import generated
from eduforum.web.openapi import document

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def specification() -> dict[str, Any]:
    return document(declared_endpoints(), __version__)


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


@pytest.mark.parametrize("name", ["docs/openapi.json", "client/src/core/api.gen.ts"])
def test_generated_files_are_fresh(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == generated()[name], (
        f"{name} is stale: run python -m eduforum.web.generate"
    )


def test_every_route_is_in_the_document(app: Application, specification: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, methods in specification["paths"].items() for method in methods}
    served = {(endpoint.method, endpoint.full_path) for endpoint in app.endpoints()}
    assert served == described


def test_every_reference_leads_somewhere(specification: dict[str, Any]) -> None:
    names = {reference.removeprefix("#/components/schemas/") for reference in references(specification)}
    assert names <= specification["components"]["schemas"].keys()


def test_every_schema_is_used(specification: dict[str, Any]) -> None:
    bodies = {reference.rpartition("/")[2] for reference in references(specification)}
    queries = {endpoint.query.__name__ for endpoint in declared_endpoints() if endpoint.query}
    assert specification["components"]["schemas"].keys() == bodies | queries


def test_operations_have_names_of_their_own(specification: dict[str, Any]) -> None:
    names = [operation["operationId"] for methods in specification["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]\w+", name) for name in names)


def test_a_call_that_needs_a_sign_in_says_so(specification: dict[str, Any]) -> None:
    assert specification["paths"]["/api/v1/auth/me"]["get"]["security"] == [{"bearer": []}]
    assert specification["paths"]["/api/v1/auth/login"]["post"]["security"] == []


def test_a_list_is_described_as_a_page(specification: dict[str, Any]) -> None:
    answer = specification["paths"]["/api/v1/courses"]["get"]["responses"]["200"]
    envelope = answer["content"]["application/json"]["schema"]["properties"]
    assert envelope["data"] == {"type": "array", "items": {"$ref": "#/components/schemas/Course"}}
    assert envelope["meta"]["required"] == ["next_cursor"]


async def test_the_document_and_its_page_are_served(client: httpx.AsyncClient, specification: dict[str, Any]) -> None:
    assert (await client.get("/api/v1/openapi.json")).json() == specification
    page = await client.get("/api/v1/docs")
    assert page.headers["content-type"].startswith("text/html")
    for asset in re.findall(r'(?:src|href)="(/api/v1/docs/[^"]+)"', page.text):
        assert (await client.get(asset)).status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert (await client.get("/api/v1/docs/other.js")).status_code == 404


def test_a_call_that_is_declared_twice_is_a_defect() -> None:
    endpoint = declared_endpoints()[0]
    with pytest.raises(ValueError, match="declared twice"):
        Dispatcher(None, None, 0).routes([endpoint, endpoint])  # type: ignore[arg-type]


def test_paths_without_parameters_come_first(app: Application) -> None:
    routes = Dispatcher(app.auth, app.limiter, 0).routes(app.endpoints())
    paths = [route.path for route in routes if isinstance(route, Route)]
    assert paths.index("/api/v1/courses/join") < paths.index("/api/v1/courses/{course_id}")
