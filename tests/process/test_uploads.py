"""CO4, CO5: the server is killed while files come and work is handed in; what it acknowledged is there, once."""

import hashlib
import random
import signal
import time
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any
from uuid import uuid4

import httpx

from tests.factories.process import Process, serve, started
from tests.factories.uploads import CHUNK, TUS, metadata

PASSWORD = "lantern"
KILLS = 4
PIECE = 200_000
SETTINGS = {"DEMO_PASSWORD": PASSWORD}


class Person:
    """Somebody of the demo, whatever server is there."""

    def __init__(self, server: Process, name: str) -> None:
        self.http = httpx.Client(base_url=f"{server.url}/api/v1", timeout=30)
        body = {"email": f"{name}@eduforum.test", "password": PASSWORD, "token_delivery": "body"}
        answer = self.http.post("/auth/login", json=body)
        assert answer.status_code == 200, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['data']['access_token']}"

    def data(self, method: str, path: str, **how: Any) -> Any:
        answer = self.http.request(method, path, **how)
        assert answer.is_success, answer.text
        return answer.json()["data"]


def kill_soon(server: Process, seconds: float) -> Timer:
    timer = Timer(seconds, server.send, (signal.SIGKILL,))
    timer.start()
    return timer


def test_nothing_of_a_file_or_a_hand_in_that_was_acknowledged_is_lost(data_dir: Path, tmp_path: Path) -> None:
    seed = time.time_ns()
    print(f"seed {seed}")
    chance = random.Random(seed)
    content = ("veil " * 400_000).encode()
    place, acknowledged, handed_in = "", 0, dict[str, str]()
    assignment: dict[str, Any] = {}
    for round_ in range(KILLS + 1):
        with started(serve(data_dir, "--demo"), tmp_path, SETTINGS) as server:
            student = Person(server, "student1")
            if not place:
                professor = Person(server, "professor")
                course = professor.data("GET", "/courses")[0]["id"]
                new = {"title": "Essay", "due_at": "2199-01-01T00:00:00Z", "time_zone": "UTC", "published": True}
                assignment = professor.data("POST", f"/courses/{course}/assignments", json=new)
                headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": metadata("veil.txt")}
                begun = student.http.post(f"/courses/{course}/uploads", headers=headers)
                place = begun.headers["location"].removeprefix("/api/v1")
            base = f"/courses/{assignment['course_id']}/assignments/{assignment['id']}"
            seen = {each["id"]: each["sha256"] for each in student.data("GET", base)["standing"]["submissions"]}
            assert handed_in.items() <= seen.items()
            offset = int(student.http.head(place, headers=TUS).headers["upload-offset"])
            assert offset >= acknowledged

            last = round_ == KILLS
            timer = None if last else kill_soon(server, chance.uniform(0, 0.3))
            with suppress(httpx.TransportError):
                while offset < len(content):
                    key = str(uuid4())
                    standing = student.data(
                        "POST", f"{base}/submissions", json={"text": key}, headers={"Idempotency-Key": key}
                    )
                    handed_in[key] = standing["submissions"][-1]["sha256"]
                    piece = content[offset : offset + PIECE]
                    answer = student.http.patch(
                        place, content=piece, headers={**TUS, **CHUNK, "Upload-Offset": str(offset)}
                    )
                    assert answer.status_code == 204, answer.text
                    offset = acknowledged = int(answer.headers["upload-offset"])
                    if len(handed_in) > 15:
                        break
            if timer is not None:
                timer.join()
                server.status()
                continue
            while offset < len(content):
                answer = student.http.patch(
                    place, content=content[offset:], headers={**TUS, **CHUNK, "Upload-Offset": str(offset)}
                )
                offset = int(answer.headers["upload-offset"])
            body = {"text": "", "upload_ids": [place.rpartition("/")[2]]}
            submissions = student.data("POST", f"{base}/submissions", json=body)["submissions"]
            assert len({each["number"] for each in submissions}) == len(submissions)
            assert submissions[-1]["files"][0]["sha256"] == hashlib.sha256(content).hexdigest()
