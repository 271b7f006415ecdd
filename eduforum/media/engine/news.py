"""What those who listen to the engine are told."""

import asyncio
from collections.abc import Callable

from eduforum.media.engine import filling
from eduforum.media.engine.state import Peer, Source
from eduforum.media.slots import EngineEvent, LayersChanged, LayersState, SlotsChanged

_SVC_LAYERS = 3


class News:
    """Most is told at once; of a connection's slots once a turn of the loop, however often they change in it."""

    def __init__(self) -> None:
        self._hear: list[Callable[[str, EngineEvent], None]] = []
        self._dirty: list[Peer] = []

    def listen(self, hear: Callable[[str, EngineEvent], None]) -> None:
        """Call `hear` with the room's id and the event, whatever happens from now on."""
        self._hear.append(hear)

    def tell(self, room_id: str, event: EngineEvent) -> None:
        for hear in self._hear:
            hear(room_id, event)

    def tell_layers(self, peer: Peer) -> None:
        """Say which layers of what a connection sends are watched."""
        sources = [
            LayersState(source.name, [bool(source.watched >> layer & 1) for layer in range(_layers(source))])
            for source in peer.sources.values()
            if source.is_video
        ]
        self.tell(peer.room.id, LayersChanged(peer.connection_id, sources))

    def mark(self, peer: Peer) -> None:
        """Tell `SlotsChanged` once, after everything that this turn of the loop still changes."""
        if peer.part in ("publisher", "viewer"):
            return
        if not peer.dirty:
            peer.dirty = True
            if not self._dirty:
                asyncio.get_running_loop().call_soon(self._flush)
            self._dirty.append(peer)

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        for peer in dirty:
            peer.dirty = False
            if peer.room.peers.get(peer.connection_id) is peer:
                states = [filling.state(slot) for slot in peer.slots.values()]
                self.tell(peer.room.id, SlotsChanged(peer.connection_id, states))


def _layers(source: Source) -> int:
    """How many encodings there are, or spatial layers of a codec that has them within one."""
    count = len(source.spec.encodings)
    return _SVC_LAYERS if count == 1 and source.codec in ("vp9", "av1") else count
