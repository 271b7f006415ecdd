"""How long a class waits for its room to open, and any call for its answer.

Aims: from the request to start a session until somebody is in its room, p95 < 100 ms; every call but sign-in, at 50
requests a second, p95 < 20 ms.

A server of its own, with its embedded database, runs on one core and the load on another. Run as
`python -m benchmarks.bench_api`; `--seconds` and `--rate` set the load.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect

PASSWORD = "benchmark-of-the-api-7"
START_TIMEOUT = 60.0

Record = dict[str, Any]
Call = Callable[[], Awaitable[None]]


@dataclass
class Caller:
    """Somebody who is signed in."""

    client: httpx.AsyncClient
    token: str
    refresh_token: str

    async def call(self, method: str, path: str, *, body: Record | None = None) -> Any:
        answer = await self.client.request(
            method, "/api/v1" + path, json=body, headers={"Authorization": f"Bearer {self.token}"}
        )
        # Two changes at once: the loser is told so, which is an answer as good as any.
        if not answer.is_success and answer.status_code != 409:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json().get("data") if answer.content else None


@contextlib.asynccontextmanager
async def server(core: int, port: int) -> AsyncIterator[str]:
    """A server on `core`, with the demo accounts and no limits."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DEMO_PASSWORD": PASSWORD,
            "EDUFORUM_LIMITS__REQUESTS_PER_MINUTE": "0",
            "EDUFORUM_LIMITS__LOGIN_PER_MINUTE": "0",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "eduforum", "serve", "--demo", "--port", str(port), "--data", folder],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        url = f"http://127.0.0.1:{port}"
        try:
            async with httpx.AsyncClient() as client:
                deadline = time.monotonic() + START_TIMEOUT
                while time.monotonic() < deadline and process.poll() is None:
                    with contextlib.suppress(httpx.TransportError):
                        if (await client.get(url + "/readyz")).is_success:
                            break
                    await asyncio.sleep(0.05)
                else:
                    raise RuntimeError("the server does not start")
            yield url
        finally:
            process.terminate()
            process.wait(30)


async def sign_in(client: httpx.AsyncClient, email: str) -> Caller:
    answer = await client.post(
        "/api/v1/auth/login", json={"email": email, "password": PASSWORD, "token_delivery": "body"}
    )
    data = answer.raise_for_status().json()["data"]
    return Caller(client, data["access_token"], data["refresh_token"])


async def make_session(professor: Caller, course_id: str, number: int) -> Record:
    body = {"title": f"Session {number}", "scheduled_at": "2026-03-02T10:00:00Z", "duration_minutes": 90}
    session: Record = await professor.call("POST", f"/courses/{course_id}/sessions", body=body)
    return session


async def enter(student: Caller, session_id: str) -> None:
    """Join over HTTP, then the room over its socket, until the answer to `room:join`."""
    admission = await student.call("POST", f"/sessions/{session_id}/join")
    async with connect(admission["ws_url"], proxy=None, compression=None) as socket:
        frame = {
            "type": "room:join",
            "id": str(uuid4()),
            "token": admission["participant_token"],
            "client": {"instance": str(uuid4()), "kind": "program"},
        }
        await socket.send(json.dumps(frame))
        while (answer := json.loads(await socket.recv())).get("id") != frame["id"]:
            pass
        if answer["type"] != "ack":
            raise RuntimeError(f"not let in: {answer}")


async def measure_start(professor: Caller, student: Caller, course_id: str, rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        session = await make_session(professor, course_id, number)
        begin = time.perf_counter()
        await professor.call("POST", f"/sessions/{session['id']}/start")
        started = time.perf_counter()
        await enter(student, session["id"])
        times["start → in the room"].append(time.perf_counter() - begin)
        times["  of this, start"].append(started - begin)
        await professor.call("POST", f"/sessions/{session['id']}/end")
    return times


def mix(professor: Caller, student: Caller, course: Record, session: Record) -> list[tuple[str, int, Call]]:
    """The calls of an ordinary day, with how often each comes."""
    course_path = f"/courses/{course['id']}"
    number = iter(range(1_000_000))

    async def refresh() -> None:
        body = {"refresh_token": student.refresh_token}
        answer = await student.client.post("/api/v1/auth/refresh", json=body)
        student.refresh_token = answer.raise_for_status().json()["data"]["refresh_token"]

    async def rename() -> None:
        await professor.call("PATCH", course_path, body={"title": f"Philosophy of Mind {next(number)}"})

    async def schedule() -> None:
        await make_session(professor, course["id"], next(number))

    def get(caller: Caller, path: str) -> Call:
        async def call() -> None:
            await caller.call("GET", path)

        return call

    async def join() -> None:
        await student.call("POST", f"/sessions/{session['id']}/join")

    return [
        ("GET /auth/me", 10, get(student, "/auth/me")),
        ("GET /courses", 20, get(student, "/courses")),
        ("GET /courses/{id}", 15, get(student, course_path)),
        ("GET /courses/{id}/enrollments", 10, get(professor, course_path + "/enrollments")),
        ("GET /courses/{id}/sessions", 15, get(student, course_path + "/sessions")),
        ("GET /sessions", 10, get(student, "/sessions")),
        ("POST /sessions/{id}/join", 8, join),
        ("POST /auth/refresh", 4, refresh),
        ("POST /courses/{id}/sessions", 4, schedule),
        ("PATCH /courses/{id}", 4, rename),
    ]


async def measure_calls(calls: list[tuple[str, int, Call]], rate: float, seconds: float) -> dict[str, list[float]]:
    """Calls begin when they are due, whether the ones before are answered or not; waiting counts."""
    times: dict[str, list[float]] = defaultdict(list)
    choose = random.Random(7)
    names = choose.choices(calls, weights=[weight for _, weight, _ in calls], k=int(rate * seconds))
    begin = time.perf_counter() + 0.1

    async def timed(name: str, call: Call, due: float) -> None:
        await call()
        taken = time.perf_counter() - due
        times[name].append(taken)
        times["all"].append(taken)

    running: list[asyncio.Task[None]] = []
    for number, (name, _, call) in enumerate(names):
        due = begin + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        running.append(asyncio.create_task(timed(name, call, due)))
    await asyncio.gather(*running)
    return times


def table(title: str, times: dict[str, list[float]]) -> None:
    print(f"{title:34} {'count':>6} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'max ms':>8}")
    for name, taken in times.items():
        taken.sort()
        points = [taken[min(len(taken) - 1, int(len(taken) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
        print(f"{name:34} {len(taken):6} " + " ".join(f"{point:8.1f}" for point in (*points, taken[-1] * 1000)))
    print()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=21390)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    async with server(cores[0], options.port) as url, httpx.AsyncClient(base_url=url, timeout=30) as client:
        professor = await sign_in(client, "professor@eduforum.test")
        student = await sign_in(client, "student1@eduforum.test")
        (course,) = await professor.call("GET", "/courses")
        table("Opening a room", await measure_start(professor, student, course["id"], options.rounds))
        session = await make_session(professor, course["id"], 0)
        await professor.call("POST", f"/sessions/{session['id']}/start")
        calls = mix(professor, student, course, session)
        table(f"{options.rate:g} requests/s", await measure_calls(calls, options.rate, options.seconds))


if __name__ == "__main__":
    asyncio.run(main())
