"""People whose network lets nothing through but a TURN server."""

from pathlib import Path

import pytest

from eduforum.config import Turn
from tests.factories.station import VOICES
from tests.factories.turn import PROGRAM, SECRET, turn_server
from tests.native.conversation import Meeting

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no turnserver (Debian: coturn) on this machine")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_two_people_meet_through_a_relay(transport: str, tmp_path: Path) -> None:
    async with turn_server(tmp_path) as port:
        turn = Turn((f"turn:127.0.0.1:{port}?transport={transport}",), SECRET)
        async with Meeting.open(turn=turn) as meeting:
            ada, ben = meeting.person("ada", grey=40), meeting.person("ben", grey=200)
            for person in (ada, ben):
                await person.join()
                assert " typ relay" in person.pc.localDescription.sdp
                assert " typ host" not in person.pc.localDescription.sdp
            await meeting.all_connected()
            ada.want("ben")
            ben.want("ada")
            await meeting.until(lambda: ada.picture.grey > 150 and 0 < ben.picture.grey < 90)
            await meeting.until(lambda: any(voice.frames for voice in ada.heard[:VOICES]))


async def test_credentials_of_another_secret_are_refused(tmp_path: Path) -> None:
    async with turn_server(tmp_path) as port:
        turn = Turn((f"turn:127.0.0.1:{port}?transport=udp",), "another secret")
        async with Meeting.open(turn=turn) as meeting:
            assert "a=candidate" not in await meeting.person("ada").offer()
