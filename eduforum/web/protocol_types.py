"""The client's types of the room protocol, from the structs that the server reads and writes frames with.

`python -m eduforum.web.generate` writes them to `client/src/core/protocol.gen.ts`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from eduforum.analytics.participation.tool import ParticipationTool
from eduforum.learning.breakouts.tool import BreakoutTool
from eduforum.learning.chat.schemas import Direct, ReactionKind, Writing
from eduforum.learning.chat.tool import Chat
from eduforum.learning.cold_call.tool import ColdCallTool
from eduforum.learning.debate.tool import DebateTool
from eduforum.learning.floor.tool import ThinkTime
from eduforum.learning.hands.tool import HandQueue
from eduforum.learning.moods.tool import Moods
from eduforum.learning.notes.tool import SharedNotes
from eduforum.learning.plan.tool import PlanTool
from eduforum.learning.polls.tool import PollTool
from eduforum.learning.question_board.tool import QuestionBoard
from eduforum.learning.quiz.tool import QuizTool
from eduforum.learning.reactions.schemas import Gesture
from eduforum.learning.reactions.tool import Reactions
from eduforum.learning.slides.tool import SlideShow
from eduforum.learning.whiteboard.tool import Whiteboard
from eduforum.media.controls.tool import HostControls
from eduforum.media.quality import Level
from eduforum.media.quality_tool import Quality
from eduforum.media.schemas import ANSWERS, EVENTS, DeviceKind, Kind, OwnSource, RoomRole
from eduforum.media.signaling import MediaSignaling
from eduforum.media.slots import Mode, Paused, VideoCodec
from eduforum.media.tools import RoomTool
from eduforum.web import typescript
from eduforum.web.protocol import Ack, Device, DurableEvent, Failure, Lang, Request, StateEvent

TOOLS: Sequence[type[RoomTool]] = (
    HostControls,
    MediaSignaling,
    Quality,
    Chat,
    PlanTool,
    PollTool,
    BreakoutTool,
    HandQueue,
    ThinkTime,
    ColdCallTool,
    DebateTool,
    Moods,
    Reactions,
    QuizTool,
    QuestionBoard,
    Whiteboard,
    SharedNotes,
    SlideShow,
    ParticipationTool,
)

_REF = "#/components/schemas/{name}"
# Words that the client uses by name; in the interfaces they are written out.
_NAMED: Mapping[str, Any] = {
    "ChatDirect": Direct,
    "ChatWriting": Writing,
    "RoomRole": RoomRole,
    "DeviceChoice": Device,
    "DeviceKind": DeviceKind,
    "Gesture": Gesture,
    "Lang": Lang,
    "MediaKind": Kind,
    "QualityLevel": Level,
    "Mode": Mode,
    "Paused": Paused,
    "ReactionKind": ReactionKind,
    "Source": OwnSource,
    "VideoCodec": VideoCodec,
}


def protocol_types() -> str:
    """The text of `protocol.gen.ts`."""
    answers: dict[type[Request], type[msgspec.Struct]] = dict(ANSWERS)
    events: list[type[StateEvent] | type[DurableEvent]] = list(EVENTS)
    snapshots: dict[str, type[msgspec.Struct]] = {}
    for tool in TOOLS:
        answers |= tool.requests
        events += tool.events
        if tool.snapshot_type is not None:
            snapshots[tool.name] = tool.snapshot_type
    structs = list(dict.fromkeys([*answers, *answers.values(), *events, *snapshots.values(), Ack, Failure]))
    _, schemas = msgspec.json.schema_components(structs, ref_template=_REF)
    for schema in schemas.values():
        # Every field is in the frame, and the client says every field of its own.
        if "properties" in schema:
            schema["required"] = list(schema["properties"])
            if "payload" in schema["properties"]:
                schema["properties"]["payload"] = {"$ref": _REF.format(name="Uint8Array")}
    for field in ("events", "states"):
        schemas["Joined"]["properties"][field]["items"] = {"$ref": _REF.format(name="ServerEvent")}
    return "\n".join(
        [
            "// Generated from the server's types by `python -m eduforum.web.generate`; do not edit.",
            "",
            *(f"export type {name} = {_literals(kind)};" for name, kind in _NAMED.items()),
            "",
            typescript.declarations(schemas),
            _union("ClientMessage", list(answers)),
            _union("DurableMessage", [request for request in answers if request.durable]),
            _union("ServerEvent", events),
            _union("ServerMessage", [Ack, Failure], "ServerEvent"),
            _table("Answers", "What the ack of each request carries.", {_tag(r): a for r, a in answers.items()}),
            _table("Snapshots", "What the tools tell who comes in; none where the join was resumed.", snapshots, "?"),
        ]
    )


def _tag(struct: type[msgspec.Struct]) -> str:
    return str(struct.__struct_config__.tag)


def _literals(kind: Any) -> str:
    (schema,), _ = msgspec.json.schema_components([kind])
    return typescript.type_of(schema)


def _union(name: str, structs: Sequence[type[msgspec.Struct]], *more: str) -> str:
    members = "".join(f"\n  | {member}" for member in [*(struct.__name__ for struct in structs), *more])
    return f"export type {name} ={members};\n"


def _table(name: str, comment: str, rows: Mapping[str, type[msgspec.Struct]], optional: str = "") -> str:
    body = "".join(f"  '{key}'{optional}: {struct.__name__};\n" for key, struct in rows.items())
    return f"/** {comment} */\nexport interface {name} {{\n{body}}}\n"
