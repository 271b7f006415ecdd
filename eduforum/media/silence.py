"""A media engine for rooms in which nobody sends: it opens no port, starts no thread and hears nothing."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn, cast

from eduforum.errors import Unavailable
from eduforum.media.schemas import IceServer, Sound
from eduforum.media.slots import EngineEvent

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine


class _Silence:
    """What rooms and their tools ask of an engine, answered as for people without microphone and camera. Whoever makes
    an offer is refused."""

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    def listen(self, hear: Callable[[str, EngineEvent], None]) -> None:
        return

    def open_room(self, room_id: str) -> None:
        return

    def close_room(self, room_id: str) -> None:
        return

    def close_connection(self, room_id: str, connection_id: str) -> None:
        return

    def ice_servers(self, participant_id: str) -> list[IceServer]:
        return []

    def is_alive(self, room_id: str, connection_id: str) -> bool:
        return False

    def set_may_send(self, room_id: str, connection_id: str, allowed: bool) -> None:
        return

    def set_muted(self, room_id: str, participant_id: str, source: str, muted: bool) -> None:
        return

    def set_screen(self, room_id: str, connection_id: str, shared: bool) -> None:
        return

    def set_groups(self, room_id: str, groups: Mapping[str, str | None]) -> None:
        return

    def set_announcing(self, room_id: str, participant_id: str, on: bool) -> None:
        return

    def silences(self, room_id: str) -> dict[str, float]:
        return {}

    def speech(self, room_id: str) -> dict[str, float]:
        return {}

    def sounds(self) -> list[Sound]:
        return []

    def transport_stats(self, room_id: str, connection_id: str) -> None:
        return None

    def encoding_stats(self, room_id: str, connection_id: str) -> list[NoReturn]:
        return []

    def slot_stats(self, room_id: str, connection_id: str) -> list[NoReturn]:
        return []

    async def produce(self, *offer: object, **how: object) -> NoReturn:
        raise _no_media()

    async def publish(self, *offer: object, **how: object) -> NoReturn:
        raise _no_media()

    async def subscribe(self, *offer: object, **how: object) -> NoReturn:
        raise _no_media()


def silent_engine() -> "MediaEngine":
    return cast("MediaEngine", _Silence())


def _no_media() -> Unavailable:
    return Unavailable("Nobody sends in this room.")
