"""The engine and the forwarder with clients of another make: they meet, see and hear each other."""

import re
import socket

import pytest

from eduforum.media.slots import SlotState
from eduforum.web.protocol import Muted
from tests.factories.relay import Direction, Relay
from tests.factories.station import FIRST_VIDEO, VIDEO_SLOTS
from tests.native.conversation import ROOM, Meeting

DARK, LIGHT = 40, 210


async def test_two_people_see_and_hear_each_other() -> None:
    async with Meeting.open() as meeting:
        ann, bob = meeting.person("ann", grey=DARK), meeting.person("bob", grey=LIGHT)
        await ann.join()
        await bob.join()
        await meeting.all_connected()
        ann.want("bob")
        bob.want("ann")
        await meeting.until(lambda: ann.picture.frames > 5 and bob.picture.frames > 5)
        assert ann.picture.grey == pytest.approx(LIGHT, abs=25)
        assert bob.picture.grey == pytest.approx(DARK, abs=25)
        await meeting.until(lambda: ann.heard[0].level > 500 and bob.heard[0].level > 500)
        assert ann.shown[FIRST_VIDEO] == SlotState(FIRST_VIDEO, "bob", "camera", 160, 120)
        assert ann.shown[0] == SlotState(0, "bob", "microphone")


async def test_a_wish_is_served_when_the_person_comes() -> None:
    async with Meeting.open() as meeting:
        ann = meeting.person("ann")
        await ann.join()
        ann.want("bob")
        bob = meeting.person("bob")
        await bob.join()
        await meeting.until(lambda: ann.picture.frames > 0)


async def test_a_slot_changes_hands_with_the_picture() -> None:
    async with Meeting.open() as meeting:
        ann, bob, eve = meeting.person("ann"), meeting.person("bob", grey=DARK), meeting.person("eve", grey=LIGHT)
        for person in (ann, bob, eve):
            await person.join()
        ann.want("bob")
        await meeting.until(lambda: ann.picture.frames > 0 and ann.picture.grey < 80)
        ann.want("eve")
        await meeting.until(lambda: ann.shown[FIRST_VIDEO].participant == "eve")
        await meeting.until(lambda: ann.picture.grey > 170)


async def test_a_muted_microphone_is_not_forwarded() -> None:
    async with Meeting.open() as meeting:
        ann, bob = meeting.person("ann"), meeting.person("bob")
        await ann.join()
        await bob.join(may_send=False)
        await meeting.until(lambda: bob.heard[0].level > 500)
        meeting.engine.set_muted(ROOM, "ann", "microphone", True)
        await meeting.until(lambda: meeting.worker_stats().dropped["paused"] > 0)
        forwarded = meeting.worker_stats().forwarded
        await meeting.until(lambda: meeting.worker_stats().dropped["paused"] > 25)
        assert meeting.worker_stats().forwarded == forwarded
        heard = bob.heard[0].frames
        meeting.engine.set_muted(ROOM, "ann", "microphone", False)
        await meeting.until(lambda: bob.heard[0].frames > heard + 10)


async def test_a_muted_camera_comes_back_with_a_picture() -> None:
    async with Meeting.open() as meeting:
        ann, bob = meeting.person("ann"), meeting.person("bob")
        await ann.join(muted=Muted(video=True))
        await bob.join()
        bob.want("ann")
        await meeting.until(lambda: meeting.worker_stats().dropped["paused"] > 10)
        assert bob.picture.frames == 0
        meeting.engine.set_muted(ROOM, "ann", "camera", False)
        await meeting.until(lambda: bob.picture.frames > 0)


async def test_someone_without_a_seat_watches() -> None:
    async with Meeting.open() as meeting:
        ann, bob = meeting.person("ann"), meeting.person("bob")
        await ann.join()
        await bob.join(may_send=False)
        bob.want("ann")
        await meeting.until(lambda: bob.picture.frames > 0 and bob.heard[0].level > 500)
        assert all(heard.frames == 0 for heard in ann.heard)


async def test_losses_on_the_way_down_are_repaired() -> None:
    async with Meeting.open() as meeting:
        # One slot, because aiortc cannot tell whose a retransmission is where several receivers take its payload type.
        ann, bob = meeting.person("ann"), meeting.person("bob", video_slots=1)

        def lose(datagram: bytes, direction: Direction) -> bool:
            # Every eighth packet of the picture; what is sent again has another payload type and comes through.
            is_picture = direction == "down" and datagram[0] >> 6 == 2 and datagram[1] & 0x7F == bob.vp8
            return is_picture and datagram[3] % 8 == 0

        relay = await Relay.start(("0.0.0.0", meeting.engine.ports[0]), lose)
        await ann.join()
        await bob.join(through=relay.port)
        bob.want("ann")
        await meeting.until(lambda: bob.picture.frames > 40)
        assert relay.lost >= 4
        assert bob.stats().retransmitted >= 4
        relay.stop()


async def test_a_handshake_survives_lost_datagrams() -> None:
    lost: set[str] = set()

    def lose(datagram: bytes, direction: Direction) -> bool:
        # The first DTLS datagram of each way (RFC 7983: 20–63).
        first = 20 <= datagram[0] < 64 and direction not in lost
        if first:
            lost.add(direction)
        return first

    async with Meeting.open() as meeting:
        relay = await Relay.start(("0.0.0.0", meeting.engine.ports[0]), lose)
        ann = meeting.person("ann")
        await ann.join(through=relay.port)
        await meeting.all_connected()
        assert lost == {"up", "down"}
        relay.stop()


async def test_a_certificate_that_the_offer_did_not_name_gets_no_media() -> None:
    async with Meeting.open() as meeting:
        ann = meeting.person("ann")
        forged = re.sub(r"a=fingerprint:.*", "a=fingerprint:sha-256 " + ":".join(["11"] * 32), await ann.offer())
        await ann.join(offer=forged)
        await meeting.until(lambda: ann.state == "failed")
        assert not meeting.engine.is_alive(ROOM, "ann")


async def test_who_leaves_is_gone_from_the_slots() -> None:
    async with Meeting.open() as meeting:
        ann, bob = meeting.person("ann"), meeting.person("bob")
        await ann.join()
        await bob.join()
        bob.want("ann")
        await meeting.until(lambda: bob.picture.frames > 0 and bob.shown[0].participant == "ann")
        await ann.leave()
        await meeting.until(lambda: ann.state == "failed")
        await meeting.until(lambda: all(slot.participant is None for slot in bob.shown.values()))
        assert len(bob.shown) == FIRST_VIDEO + VIDEO_SLOTS


async def test_a_stranger_gets_no_answer() -> None:
    hello = bytes.fromhex("16feff0000000000000000") + (200).to_bytes(2, "big") + bytes(200)
    check = bytes.fromhex("000100002112a442") + bytes(12)
    async with Meeting.open() as meeting:
        ann = meeting.person("ann")
        await ann.join()
        await meeting.all_connected()
        before = sum(meeting.worker_stats().dropped.values())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.setblocking(False)
            for datagram in (hello, check, b"\x80\x60" + bytes(100)):
                stranger.sendto(datagram, ("127.0.0.1", meeting.engine.ports[0]))
            await meeting.until(lambda: sum(meeting.worker_stats().dropped.values()) >= before + 3)
            with pytest.raises(BlockingIOError):
                stranger.recv(2048)
