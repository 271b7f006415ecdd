"""The built client: hashed assets for ever, the page for every place in it, precompressed where the browser can."""

import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from eduforum.web.dispatch import METHODS
from eduforum.web.static import Client, load_assets

SCRIPT = "/assets/index-B7xK2q.js"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>EduForum</title>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    script = tmp_path / SCRIPT.lstrip("/")
    script.write_text("console.log(1)")
    Path(f"{script}.gz").write_bytes(gzip.compress(b"console.log(1)"))
    Path(f"{script}.br").write_bytes(b"brotli")
    Path(f"{script}.map").write_text("{}")
    return tmp_path


@pytest.fixture
def browser(built: Path) -> httpx.AsyncClient:
    app = Starlette(
        routes=[Route("/{path:path}", Client(load_assets(built), "https://forum.example.org").respond, methods=METHODS)]
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://10.0.0.7:8080")


async def test_hashed_assets_are_kept_for_ever(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(SCRIPT)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_webassembly_is_sent_as_such_so_that_it_is_compiled_while_it_comes(built: Path) -> None:
    (built / "assets" / "rnnoise-C0FFEE.wasm").write_bytes(b"\0asm")
    assert load_assets(built)["/assets/rnnoise-C0FFEE.wasm"].media_type == "application/wasm"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("", None),
        ("br;q=x", "br"),
    ],
)
async def test_the_encoding_is_one_that_the_browser_takes(built: Path, accepted: str, encoding: str | None) -> None:
    # Not through a client that decodes: the brotli here is none.
    headers = [(b"accept-encoding", accepted.encode())]
    scope = {"type": "http", "method": "GET", "path": SCRIPT, "query_string": b"", "scheme": "http", "headers": headers}
    response = await Client(load_assets(built), "http://10.0.0.7").respond(Request(scope))
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/0193a000-0000-7000-8000-000000000000/sessions", "/a.b"])
async def test_every_place_in_the_client_is_its_page(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert "EduForum" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


async def test_an_unchanged_page_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    first = await browser.get("/")
    again = await browser.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/assets/index-old.js", "/api/v1/x", f"{SCRIPT}.map", "/assets/%2e%2e/index.html"])
async def test_what_is_not_there_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    request = browser.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    assert (await browser.send(request)).status_code == 404


async def test_nothing_outside_of_the_client_is_served(browser: httpx.AsyncClient) -> None:
    request = browser.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=b"/../../../../etc/passwd")
    assert "root:" not in (await browser.send(request)).text


async def test_the_policy_names_our_own_sockets_and_no_other_source(browser: httpx.AsyncClient) -> None:
    policy = dict(
        directive.split(" ", 1) for directive in (await browser.get("/")).headers["content-security-policy"].split("; ")
    )
    assert policy["connect-src"] == "'self' wss://forum.example.org ws://10.0.0.7:8080"
    assert policy["style-src"] == "'self'"
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"


async def test_pages_and_workers_may_compile_webassembly_of_ours_and_run_no_text(built: Path) -> None:
    (built / "assets" / "pdf.worker.min-B7.mjs").write_text("export {}")
    app = Starlette(routes=[Route("/{path:path}", Client(load_assets(built), "http://a.test").respond)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a.test") as other:
        answers = [await other.get(path) for path in ("/assets/pdf.worker.min-B7.mjs", SCRIPT, "/")]

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert "'unsafe-eval'" not in policy
        assert "'unsafe-inline'" not in policy
    assert answers[0].headers["content-type"].startswith("text/javascript")


async def test_a_host_that_is_none_stays_out_of_the_policy(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/", headers={"Host": "x; script-src *"})
    assert "script-src *" not in answer.headers["content-security-policy"]


async def test_a_page_is_not_posted_to(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/courses")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


async def test_without_a_built_client_the_page_is_not_found(tmp_path: Path) -> None:
    app = Starlette(routes=[Route("/{path:path}", Client(load_assets(tmp_path / "none"), "http://a.test").respond)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a.test") as browser:
        assert (await browser.get("/")).status_code == 404
