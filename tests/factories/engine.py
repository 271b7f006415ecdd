"""A media engine without media, for tests of what goes on around it: no native thread, no UDP port."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, cast

from eduforum.media.schemas import IceServer, Kind, Sound, SourceName
from eduforum.media.slots import EngineEvent, Mode, Produced, SlotInfo, SlotsChanged, SlotState, TransportChanged, Want
from sfu_core.records import EncodingStats, SlotStats, TransportStats

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine


ANSWER = "\r\n".join(
    (
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=mid:0",
        "a=ice-ufrag:server",
        "a=ice-pwd:serverpasswordserverpassword",
        "a=candidate:1 1 udp 2130706431 192.0.2.9 40000 typ host",
        "a=end-of-candidates",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "a=mid:1",
        "",
    )
)


class SilentEngine:
    """Answers every offer with one audio and one video slot, shows at once whom it is asked for, and keeps a list of
    what it was told."""

    def __init__(self) -> None:
        self._hear: list[Callable[[str, EngineEvent], None]] = []
        self.told: list[tuple[object, ...]] = []
        self.alive: set[tuple[str, str]] = set()
        self.stats: dict[str, TransportStats] = {}
        self.encodings: dict[str, list[tuple[SourceName, EncodingStats]]] = {}
        self.slots: dict[str, list[tuple[Kind, SlotStats]]] = {}
        self.relays: list[IceServer] = []
        self.silent: dict[str, float] = {}
        self.spoken: dict[str, float] = {}
        self.heard: list[Sound] = []

    async def start(self) -> None:
        self.told.append(("start",))

    async def stop(self) -> None:
        self.told.append(("stop",))

    def listen(self, hear: Callable[[str, EngineEvent], None]) -> None:
        self._hear.append(hear)

    def ice_servers(self, participant_id: str) -> list[IceServer]:
        return self.relays

    def open_room(self, room_id: str) -> None:
        self.told.append(("open_room", room_id))

    def close_room(self, room_id: str) -> None:
        self.told.append(("close_room", room_id))
        self.alive = {place for place in self.alive if place[0] != room_id}

    def is_alive(self, room_id: str, connection_id: str) -> bool:
        return (room_id, connection_id) in self.alive

    async def produce(
        self, room_id: str, connection_id: str, participant_id: str, offer: str, **how: object
    ) -> Produced:
        self.told.append(("produce", connection_id, how))
        self.alive.add((room_id, connection_id))
        return Produced("v=0\r\n", [SlotInfo(0, "2", "audio"), SlotInfo(1, "3", "video")], "vp8")

    async def publish(
        self, room_id: str, resource_id: str, participant_id: str, offer: str, *, name: SourceName, **how: object
    ) -> tuple[str, list[SourceName]]:
        self.told.append(("publish", resource_id, name))
        self.alive.add((room_id, resource_id))
        return ANSWER, [f"{name}-audio", name]

    async def subscribe(self, room_id: str, resource_id: str, participant_id: str, offer: str, **how: object) -> str:
        self.told.append(("subscribe", resource_id, how))
        self.alive.add((room_id, resource_id))
        return ANSWER

    def restart_ice(self, room_id: str, connection_id: str, ufrag: str, pwd: str) -> tuple[str, str]:
        self.told.append(("restart_ice", connection_id, ufrag, pwd))
        return "newufrag", "newpasswordnewpasswordnew"

    def change(self, room_id: str, connection_id: str, state: Literal["connected", "disconnected", "failed"]) -> None:
        """A transport comes up, falls silent or goes."""
        for hear in self._hear:
            hear(room_id, TransportChanged(connection_id, state))

    def consume(self, room_id: str, connection_id: str, want: Sequence[Want]) -> None:
        self.told.append(("consume", connection_id, want))
        shown = [SlotState(wish.slot, wish.participant, wish.source) for wish in want]
        for hear in self._hear:
            hear(room_id, SlotsChanged(connection_id, [SlotState(0, None, None), *shown]))

    def set_muted(self, room_id: str, participant_id: str, source: str, muted: bool) -> None:
        self.told.append(("set_muted", participant_id, source, muted))

    def set_screen(self, room_id: str, connection_id: str, shared: bool) -> None:
        self.told.append(("set_screen", connection_id, shared))

    def set_groups(self, room_id: str, groups: Mapping[str, str | None]) -> None:
        self.told.append(("set_groups", dict(groups)))

    def silences(self, room_id: str) -> dict[str, float]:
        return self.silent

    def set_announcing(self, room_id: str, participant_id: str, on: bool) -> None:
        self.told.append(("set_announcing", participant_id, on))

    def set_mode(self, room_id: str, connection_id: str, mode: Mode) -> None:
        self.told.append(("set_mode", connection_id, mode))

    def set_may_send(self, room_id: str, connection_id: str, allowed: bool) -> None:
        self.told.append(("set_may_send", connection_id, allowed))

    def speech(self, room_id: str) -> dict[str, float]:
        return dict(self.spoken)

    def sounds(self) -> list[Sound]:
        heard, self.heard = self.heard, []
        return heard

    def transport_stats(self, room_id: str, connection_id: str) -> TransportStats | None:
        return self.stats.get(connection_id)

    def encoding_stats(self, room_id: str, connection_id: str) -> list[tuple[SourceName, EncodingStats]]:
        return self.encodings.get(connection_id, [])

    def slot_stats(self, room_id: str, connection_id: str) -> list[tuple[Kind, SlotStats]]:
        return self.slots.get(connection_id, [])

    def close_connection(self, room_id: str, connection_id: str) -> None:
        self.told.append(("close_connection", connection_id))
        self.alive.discard((room_id, connection_id))


def silent_engine() -> "MediaEngine":
    return cast("MediaEngine", SilentEngine())
