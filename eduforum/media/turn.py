"""Credentials for TURN servers, by the secret that they share with this one (draft-uberti-behave-turn-rest-00).

A username is the second at which it expires and who it is for; its password is a keyed digest of it. The TURN server
checks both by itself, so nothing is stored and nobody is asked.
"""

import base64
import hmac

from eduforum.clock import Clock
from eduforum.config import Turn
from eduforum.media.schemas import IceServer


class TurnServers:
    """What a client is told of the configured servers."""

    def __init__(self, config: Turn, clock: Clock) -> None:
        self._config = config
        self._clock = clock

    def for_person(self, person_id: str) -> list[IceServer]:
        """The servers, with credentials in this person's name that expire after `turn.lifetime_minutes`; an allocation
        that stands by then goes on."""
        servers: list[IceServer] = []
        stun = [url for url in self._config.urls if url.startswith(("stun:", "stuns:"))]
        turn = [url for url in self._config.urls if url not in stun]
        if stun:
            servers.append(IceServer(stun))
        if turn and self._config.secret is not None:
            expires = int(self._clock.now().timestamp()) + 60 * self._config.lifetime_minutes
            username = f"{expires}:{person_id}"
            digest = hmac.digest(self._config.secret.encode(), username.encode(), "sha1")
            servers.append(IceServer(turn, username, base64.b64encode(digest).decode()))
        return servers
