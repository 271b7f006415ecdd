"""Every example in docs/protocol.md: what a client says there is said, and what it is answered is what stands there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from eduforum.media.schemas import ANSWERS, EVENTS
from eduforum.web.protocol_types import TOOLS
from tests.factories.courses import enroll, make_course, make_session, start_session
from tests.factories.people import make_person
from tests.factories.plans import make_plan, step
from tests.factories.rooms import Frame, RoomClient, Seminar
from tests.factories.slides import put_up

PAGE = Path(__file__).parents[3] / "docs" / "protocol.md"

_EXAMPLE = re.compile(r"^```json (client|server|event)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY = "…"


class Example(NamedTuple):
    side: str
    device: str
    text: str


def examples() -> Iterator[Example]:
    for match in _EXAMPLE.finditer(PAGE.read_text(encoding="utf-8")):
        yield Example(match[1], match[2] or "desktop", match[3])


async def test_the_examples_are_what_the_server_does(seminar: Seminar) -> None:
    professor = await make_person(seminar.app, seminar.client, role="professor", name="한지원")
    student = await make_person(seminar.app, seminar.client, name="김하늘")
    seminar.professor = professor
    seminar.course = await make_course(seminar.client, professor, title="정치철학 세미나")
    await enroll(seminar.client, professor, seminar.course, student)
    session = await make_session(seminar.client, professor, seminar.course, title="정의론과 무지의 베일")
    seminar.session = await start_session(seminar.client, professor, session)
    deck = await put_up(seminar, professor, name="maximin.pdf")
    think = {"question": "무엇을 고를까요?", "seconds": 20}
    one = step(
        "무지의 베일", 5, "think", settings=think, notes="서두르지 않기", id="0193f1a0-0000-4000-8000-0000000000b1"
    )
    plan = await make_plan(seminar.client, professor, seminar.course, one, titles_shown=True)
    meant = {
        "<plan_id>": plan["id"],
        "<participant_token>": await seminar.token(student),
        "<professor_id>": professor.id,
        "<student_id>": student.id,
        "<session_id>": session["id"],
        "<deck_id>": deck["id"],
    }
    async with (
        await seminar.enter(professor) as host,
        RoomClient(seminar.url) as desktop,
        RoomClient(seminar.url, kind="phone") as phone,
    ):
        clients = {"desktop": desktop, "phone": phone, "professor": host}
        for example in examples():
            client = clients[example.device]
            if example.side == "client":
                text = example.text
                for word, value in meant.items():
                    text = text.replace(word, value)
                await client.send(msgspec.json.format(text.encode(), indent=0).decode())
            elif example.side == "server":
                text = example.text.replace("<session_id>", session["id"]).replace("<deck_id>", deck["id"])
                text = text.replace("<professor_id>", professor.id)
                frame = await said(client, msgspec.json.decode(text))
                if frame["type"] == "chat:message":
                    meant["<message_id>"] = frame["message"]["id"]
                elif frame["type"] == "poll:changed":
                    meant["<poll_id>"] = frame["poll"]["id"]
                elif frame["type"] == "hand:up":
                    meant["<hand_id>"] = frame["hand"]["id"]
                elif frame["type"] == "cold_call:changed":
                    meant["<call_id>"] = frame["call"]["id"]
                elif frame["type"] == "debate:changed":
                    meant["<debate_id>"] = frame["debate"]["id"]
                elif frame["type"] == "floor:changed":
                    meant["<floor_id>"] = frame["floor"]["id"]


def test_every_request_and_every_event_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    requests: list[type[msgspec.Struct]] = [*ANSWERS, *(request for tool in TOOLS for request in tool.requests)]
    events: list[type[msgspec.Struct]] = [*EVENTS, *(event for tool in TOOLS for event in tool.events)]

    assert [tag for tag in map(_tag, [*requests, *events]) if f"`{tag}`" not in page] == []


def test_examples_of_events_are_events() -> None:
    kinds: dict[str, type[msgspec.Struct]] = {_tag(kind): kind for kind in EVENTS}

    for example in examples():
        if example.side == "event":
            frame = msgspec.json.decode(example.text)
            msgspec.convert(frame, kinds[frame["type"]])


async def said(client: RoomClient, example: Frame) -> Frame:
    """A frame that the client has got and that is as the example says; each is taken once."""
    mismatches: list[str] = []

    def found() -> Frame | None:
        mismatches.clear()
        for frames in (client.answers, client.events):
            for frame in frames:
                mismatch = differs(frame, example, "")
                if mismatch is None:
                    frames.remove(frame)
                    return frame
                mismatches.append(mismatch)
        return None

    try:
        return await client.until(found)
    except TimeoutError:
        raise AssertionError(f"no frame is like {example}: {mismatches}") from None


def differs(value: Any, example: Any, where: str) -> str | None:
    """Where a value is not what the example says, or None."""
    if example == _ANY:
        return None
    if isinstance(example, dict) and isinstance(value, dict):
        if example.keys() != value.keys():
            return f"{where}: has {sorted(value)}"
        found = (differs(value[name], example[name], f"{where}.{name}") for name in example)
        return next((mismatch for mismatch in found if mismatch), None)
    if isinstance(example, list) and isinstance(value, list) and len(example) == len(value):
        pairs = zip(value, example, strict=True)
        found = (differs(item, other, f"{where}[{n}]") for n, (item, other) in enumerate(pairs))
        return next((mismatch for mismatch in found if mismatch), None)
    return None if value == example else f"{where}: is {value!r}"


def _tag(struct: type[msgspec.Struct]) -> str:
    return str(struct.__struct_config__.tag)
