"""What every answer has: an id, security headers, an envelope, its place in log and metrics."""

import logging

import httpx
import msgspec
import pytest

from eduforum.config import Config, Server
from eduforum.db import Database
from eduforum.ids import is_id
from eduforum.web.app import Application
from eduforum.web.server import HttpServer
from tests.api.conftest import open_client
from tests.factories.people import make_person


async def test_an_answer_carries_the_id_that_was_given(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": "trace-7"})
    assert answer.headers["x-request-id"] == "trace-7"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\tb"])
async def test_an_id_that_is_none_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": given})
    assert is_id(answer.headers["x-request-id"])


async def test_a_request_is_one_line_in_the_log(
    app: Application, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    person = await make_person(app, client)
    with caplog.at_level(logging.INFO, "eduforum.access"):
        caplog.clear()
        await client.get("/api/v1/auth/me?token=secret", headers=person.headers)
    (line,) = [record for record in caplog.records if record.name == "eduforum.access"]
    fields = vars(line)
    assert (fields["method"], fields["route"], fields["status"]) == ("GET", "/api/v1/auth/me", 200)
    assert fields["user_id"] == person.id
    assert "secret" not in str(fields)


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/auth/me", "/api/v1/nowhere", "/", "/api/v1/docs"])
async def test_security_headers_are_on_every_answer(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "'unsafe-" not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


async def test_api_answers_are_not_kept_by_caches(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/auth/policy")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/api", "/api/v1/nowhere", "/api/v2/courses", "/ws/v1/other", "/.well-known/x"])
async def test_an_unknown_path_of_the_server_is_not_found_in_json(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_a_method_that_a_path_lacks_is_told_which_it_has(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/v1/auth/me")
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "method_not_allowed"
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "id_", ["x", "0193A000-0000-7000-8000-000000000000", "0193a000000070008000000000000000", "%00"]
)
async def test_an_id_that_is_none_is_not_found(app: Application, client: httpx.AsyncClient, id_: str) -> None:
    person = await make_person(app, client)
    answer = await client.get(f"/api/v1/courses/{id_}", headers=person.headers)
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_body_must_say_that_it_is_json(client: httpx.AsyncClient, kind: str | None) -> None:
    answer = await client.post(
        "/api/v1/auth/login",
        content=b'{"email":"a@b.de","password":"x"}',
        headers={"Content-Type": kind} if kind else {},
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b'{"email":"a\\u0000@b.de","password":"x"}', b"[" * 5000, b'{"email":NaN}', b"\xff"])
async def test_a_body_that_would_choke_the_database_gets_a_clean_refusal(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post("/api/v1/auth/login", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "malformed"


async def test_a_fault_of_ours_is_a_500_with_an_id_to_quote_and_nothing_else(
    app: Application, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret inside")

    person = await make_person(app, client)
    monkeypatch.setattr(app.auth, "me", broken)
    answer = await client.get("/api/v1/auth/me", headers=person.headers)
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert answer.headers["x-request-id"] in answer.json()["error"]["message"]
    assert "secret" not in answer.text


async def test_the_server_goes_on_when_the_database_has_dropped_its_connections(
    app: Application, client: httpx.AsyncClient, db: Database
) -> None:
    person = await make_person(app, client)
    async with db.connection() as conn:
        await conn.execute(
            """select pg_terminate_backend(pid) from pg_stat_activity
               where application_name = 'eduforum' and datname = current_database() and pid <> pg_backend_pid()"""
        )
    while (answer := await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 503:
        assert answer.json()["error"]["code"] == "database_unavailable"
    assert answer.status_code == 200


class TestHealth:
    async def test_a_live_process_says_so(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/healthz")).json() == {"status": "ok"}

    async def test_it_is_ready_with_its_database(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["checks"] == {"serving": True, "database": True}

    async def test_it_is_not_once_it_stops(self, app: Application, client: httpx.AsyncClient) -> None:
        app.serving = False
        assert (await client.get("/readyz")).status_code == 503

    async def test_it_is_not_without_its_database(self, app: Application, client: httpx.AsyncClient) -> None:
        await app.db.close()
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"]["database"] is False


class TestMetrics:
    async def test_this_machine_reads_them(self, app: Application, served: HttpServer) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}") as local:
            await local.get("/api/v1/auth/policy")
            answer = await local.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain")
        assert 'eduforum_http_requests_total{method="GET",route="/api/v1/auth/policy",status="200"} 1.0' in answer.text

    async def test_made_up_paths_share_one_label(self, app: Application, served: HttpServer) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}") as local:
            await local.get("/api/v1/made-up-7")
            assert "made-up-7" not in (await local.get("/metrics")).text

    async def test_others_do_not(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/metrics")).status_code == 403

    async def test_nor_does_anybody_through_an_unknown_proxy(self, app: Application, served: HttpServer) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}") as local:
            answer = await local.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
        assert answer.status_code == 403

    async def test_an_administrator_does(self, app: Application, client: httpx.AsyncClient) -> None:
        admin = await make_person(app, client, role="admin")
        assert (await client.get("/metrics", headers=admin.headers)).status_code == 200


class TestPublicUrl:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return msgspec.structs.replace(config, server=Server(port=0, public_url="https://forum.example.org"))

    async def test_https_is_asked_for_next_time(self, app: Application, client: httpx.AsyncClient) -> None:
        assert "max-age" in (await client.get("/healthz")).headers["strict-transport-security"]

    async def test_the_pages_of_that_address_are_our_own(self, app: Application) -> None:
        person = {"email": "x@eduforum.test", "password": "y" * 12}
        async with open_client(app) as browser:
            ours = await browser.post(
                "/api/v1/auth/login", json=person, headers={"Origin": "https://forum.example.org"}
            )
            others = await browser.post("/api/v1/auth/login", json=person, headers={"Origin": "https://example.org"})
        assert (ours.status_code, others.status_code) == (401, 403)
