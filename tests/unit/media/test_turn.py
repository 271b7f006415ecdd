"""Credentials for TURN: what the server of a relay computes by itself from the shared secret."""

import base64
import hashlib
import hmac

from eduforum.config import Turn
from eduforum.media.turn import TurnServers
from tests.factories.clock import ManualClock

URLS = ("turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp")


def test_without_servers_nothing_is_told() -> None:
    assert TurnServers(Turn(), ManualClock()).for_person("ada") == []


def test_the_name_says_until_when_and_for_whom_and_the_password_proves_it() -> None:
    clock = ManualClock()
    (server,) = TurnServers(Turn(URLS, "s3cret", lifetime_minutes=60), clock).for_person("ada")
    assert server.urls == list(URLS)
    assert server.username == f"{int(clock.now().timestamp()) + 3600}:ada"
    digest = hmac.new(b"s3cret", server.username.encode(), hashlib.sha1).digest()
    assert server.credential == base64.b64encode(digest).decode()


def test_credentials_are_made_anew_for_everyone_and_every_time() -> None:
    clock = ManualClock()
    servers = TurnServers(Turn(URLS, "s3cret"), clock)
    (ada,) = servers.for_person("ada")
    (ben,) = servers.for_person("ben")
    clock.advance(60)
    (later,) = servers.for_person("ada")
    assert len({ada.credential, ben.credential, later.credential}) == 3


def test_stun_needs_no_credentials() -> None:
    stun, turn = TurnServers(Turn(("stun:stun.example.org", *URLS), "s3cret"), ManualClock()).for_person("ada")
    assert (stun.urls, stun.username, stun.credential) == (["stun:stun.example.org"], None, None)
    assert turn.urls == list(URLS)
