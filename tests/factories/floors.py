"""Questions with think time, asked in a room and answered."""

from typing import Any

from tests.factories.rooms import Frame, RoomClient

THINK = 20


async def open_floor(staff: RoomClient, question: str = "왜 그럴까요?", **fields: Any) -> Frame:
    """The question as it was acknowledged."""
    answer = await staff.ask("floor:open", question=question, **fields)
    assert answer["type"] == "ack", answer
    floor: Frame = answer["data"]["floor"]
    return floor


async def give(client: RoomClient, floor: Frame, *, hand: bool = True, text: str = "") -> Frame:
    answer = await client.ask("floor:give", floor=floor["id"], hand=hand, text=text)
    assert answer["type"] == "ack", answer
    given: Frame = answer["data"]["answer"]
    return given


async def shown(client: RoomClient, floor: Frame) -> Frame:
    """The question once it is shown."""
    event = await client.event(
        "floor:changed", lambda frame: frame["floor"]["id"] == floor["id"] and frame["floor"]["state"] == "revealed"
    )
    found: Frame = event["floor"]
    return found


async def call_next(staff: RoomClient, floor: Frame, **fields: Any) -> str:
    """Who was given the floor."""
    before = {entry["participant_id"]: entry["called_at"] for entry in floor["entries"]}
    answer = await staff.ask("floor:call", floor=floor["id"], **fields)
    assert answer["type"] == "ack", answer
    (person,) = [
        entry["participant_id"]
        for entry in answer["data"]["floor"]["entries"]
        if entry["called_at"] != before[entry["participant_id"]]
    ]
    floor["entries"] = answer["data"]["floor"]["entries"]
    found: str = person
    return found
