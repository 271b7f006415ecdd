"""DTLS of a connection: its datagrams, its timer, and the keys that come of it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Literal

from eduforum.media.engine.state import Peer

_log = logging.getLogger(__name__)

State = Literal["connected", "disconnected", "failed"]


class Handshakes:
    """Carries datagrams between workers and DTLS sessions; `changed` hears where a connection stands. After "failed" it
    is the listener's to close the connection."""

    def __init__(self, changed: Callable[[Peer, State], None]) -> None:
        self._changed = changed

    def reached(self, peer: Peer) -> None:
        """The peer has been found by ICE: where it waits for our hello, that is sent."""
        if peer.state == "disconnected":
            self._change(peer, "connected")
        elif peer.state == "new":
            self._carry(peer, peer.dtls.start())

    def silent(self, peer: Peer) -> None:
        if peer.state == "connected":
            self._change(peer, "disconnected")

    def receive(self, peer: Peer, datagram: bytes) -> None:
        self._carry(peer, peer.dtls.receive(datagram))

    def fail(self, peer: Peer, reason: str) -> None:
        _log.info("A media transport ended.", extra={"connection_id": peer.connection_id, "reason": reason})
        self._changed(peer, "failed")

    def _carry(self, peer: Peer, datagrams: list[bytes]) -> None:
        """Send what DTLS has to say, and act on where it stands."""
        worker, dtls = peer.room.shard.worker, peer.dtls
        if dtls.state == "connected" and peer.state == "new" and dtls.keys is not None:
            # Before the last flight: the peer may answer it with media at once.
            worker.set_keys(peer.transport, dtls.keys.profile, dtls.keys.receive, dtls.keys.send)
        for datagram in datagrams:
            worker.send_dtls(peer.transport, datagram)
        if peer.timer is not None:
            peer.timer.cancel()
            peer.timer = None
        match dtls.state:
            case "connected":
                if peer.state == "new":
                    self._change(peer, "connected")
            case "handshaking":
                if (due := dtls.timeout) is not None:
                    loop = asyncio.get_running_loop()
                    peer.timer = loop.call_later(due, lambda: self._carry(peer, dtls.handle_timeout()))
            case "closed":
                self.fail(peer, "the peer said good-bye")
            case "failed":
                self.fail(peer, dtls.failure)

    def _change(self, peer: Peer, state: Literal["connected", "disconnected"]) -> None:
        peer.state = state
        self._changed(peer, state)
