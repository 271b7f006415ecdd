"""Lesson plans, made through the API, and how a class goes through them over the room's socket."""

from typing import Any
from uuid import uuid4

import httpx

from tests.factories.courses import Record
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

SECRET = "학생에게는-보이지-않아요"
"""What stands in the notes of a step."""


def step(title: str = "쟁점 제시", minutes: int = 10, kind: str = "talk", **fields: Any) -> Record:
    """As a client sends it; what is not named of `settings` is the kind's own."""
    return {"id": str(uuid4()), "title": title, "minutes": minutes, "kind": kind, "settings": {}, "notes": "", **fields}


async def make_plan(client: httpx.AsyncClient, by: Person, course: Record, *steps: Record, **fields: Any) -> Record:
    body = {"course_id": course["id"], "title": "롤스 3주차", "steps": list(steps), **fields}
    answer = await client.post("/api/v1/learning/plans", json=body, headers=by.headers)
    assert answer.status_code == 201, answer.text
    plan: Record = answer.json()["data"]
    return plan


async def prepare_poll(seminar: Seminar, question: str = "어느 사회를 고르겠어요?") -> str:
    """The id of a poll that waits to be asked."""
    content = {"kind": "single", "question": question, "options": ["A", "B"], "names": "shown"}
    answer = await seminar.client.post(
        "/api/v1/learning/prepared-polls",
        json={"course_id": seminar.course["id"], "content": content},
        headers=seminar.professor.headers,
    )
    assert answer.status_code == 201, answer.text
    poll: str = answer.json()["data"]["id"]
    return poll


async def use_plan(seminar: Seminar, staff: RoomClient, *steps: Record, **fields: Any) -> Record:
    """A plan of these steps, which the session goes through from here on."""
    plan = await make_plan(seminar.client, seminar.professor, seminar.course, *steps, **fields)
    await act(staff, "use", plan=plan["id"])
    return plan


async def act(staff: RoomClient, what: str, **fields: Any) -> int:
    """The run's version after an act that is acknowledged."""
    answer = await staff.ask(f"plan:{what}", **fields)
    assert answer["type"] == "ack", answer
    version: int = answer["data"]["version"]
    return version


async def refused(staff: RoomClient, what: str, **fields: Any) -> str:
    """The code of an act that is not."""
    answer = await staff.ask(f"plan:{what}", **fields)
    assert answer["type"] == "error", answer
    code: str = answer["code"]
    return code


async def run_of(client: RoomClient) -> Frame:
    """The run as this client has heard of it last, by what was told before this."""
    await client.ask("participant:mute", kind="audio")
    told = [event["run"] for event in client.events if event["type"] == "plan:changed"]
    run: Frame = [client.state["tools"]["plan"]["run"], *told][-1]
    return run


async def outline_of(client: RoomClient) -> Frame | None:
    """What this client has heard last of the steps' titles."""
    await client.ask("participant:mute", kind="audio")
    told = [event["outline"] for event in client.events if event["type"] == "plan:outline"]
    outline: Frame | None = [client.state["tools"]["plan"]["outline"], *told][-1]
    return outline


def states(run: Frame) -> list[tuple[str, str]]:
    return [(each["step"]["title"], each["state"]) for each in run["steps"]]


def arranged(run: Frame) -> list[Frame]:
    """Everything that is not over, as `plan:arrange` takes it."""
    return [
        {"step": each["step"], "skipped": each["state"] == "skipped"}
        for each in run["steps"]
        if each["state"] != "done"
    ]
