"""Each SRTP profile, from the handshake of a client that has no other to the voice that another one hears."""

import asyncio
import re
from collections.abc import Callable

import pytest

from eduforum.clock import SystemClock
from eduforum.config import Config, Media
from eduforum.media.engine import MediaEngine
from eduforum.web.protocol import Muted
from tests.factories.offers import offer
from tests.native.live import left_behind
from tests.native.peer import Dtls, Peer, Rtp, opus

ROOM = "room"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another thread.
            await asyncio.sleep(0.005)


async def join(engine: MediaEngine, name: str, profile: int) -> Peer:
    produced = await engine.produce(
        ROOM, name, name, offer(name, 1), may_send=True, companion=False, muted=Muted(audio=False, video=False)
    )

    def value(pattern: str) -> str:
        found = re.search(pattern, produced.answer)
        assert found, pattern
        return found[1]

    ufrag, pwd = value(r"a=ice-ufrag:(\S+)").encode(), value(r"a=ice-pwd:(\S+)").encode()
    peer = Peer(port=engine.ports[0], ufrag=ufrag, pwd=pwd, name=name.encode())
    peer.own_pwd = b"w" * 24
    peer.dtls = Dtls(server=False, profiles=(profile,))
    asyncio.get_running_loop().add_reader(peer.fileno(), peer.step)
    peer.check()
    await until(lambda: bool(peer.responses))
    peer.handshake()
    await until(lambda: peer.connected)
    return peer


@pytest.mark.parametrize("profile", [0x0001, 0x0007, 0x0008])
async def test_a_voice_is_heard_under_every_profile(profile: int) -> None:
    engine = MediaEngine(Config(media=Media(workers=1)), SystemClock())
    await engine.start()
    engine.open_room(ROOM)
    speaker, listener = await join(engine, "speaker", profile), await join(engine, "listener", profile)
    said: list[bytes] = []

    def heard() -> bool:
        said.append(opus())
        speaker.send_rtp(Rtp(111, len(said), len(said) * 960, 11, said[-1], extensions={1: b"\x90", 4: b"0"}))
        return len(listener.rtp) > 3

    await until(heard)
    assert {packet.payload for packet in listener.rtp} <= set(said)
    assert listener.refused == 0
    for peer in (speaker, listener):
        asyncio.get_running_loop().remove_reader(peer.fileno())
        peer.close()
    await engine.stop()
    assert left_behind() == {}
