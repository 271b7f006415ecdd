"""Rooms of a server that is a process of its own: killed again and again while people use each tool; and over TLS."""

from pathlib import Path

from tests.process.tools.anonymous_polls import AnonymousPolls
from tests.process.tools.breakouts import Breakouts
from tests.process.tools.chat import Chat
from tests.process.tools.cold_calls import ColdCalls
from tests.process.tools.controls import Heir, HostControls
from tests.process.tools.debate import Debate
from tests.process.tools.debate_votes import DebateVotes
from tests.process.tools.floor import ThinkTime
from tests.process.tools.guests import Guests
from tests.process.tools.hands import Hands
from tests.process.tools.notes import SharedNotes
from tests.process.tools.participation import Participation
from tests.process.tools.plan import LessonPlan
from tests.process.tools.polls import Polls
from tests.process.tools.question_board import QuestionBoard
from tests.process.tools.quiz import Quiz
from tests.process.tools.scenario import Scenario, enact, run, running, settle
from tests.process.tools.slides import SlideShow
from tests.process.tools.whiteboard import Whiteboard

SCENARIOS: list[type[Scenario]] = [
    Chat,
    Polls,
    AnonymousPolls,
    Breakouts,
    Quiz,
    QuestionBoard,
    Whiteboard,
    SlideShow,
    SharedNotes,
    ThinkTime,
    ColdCalls,
    Debate,
    DebateVotes,
    Hands,
    LessonPlan,
    Participation,
    HostControls,
    Heir,
    Guests,
]


async def test_nothing_acknowledged_is_lost_or_doubled(data_dir: Path, tmp_path: Path) -> None:
    await run([scenario() for scenario in SCENARIOS], data_dir, tmp_path)


async def test_a_room_is_reached_over_tls(data_dir: Path, tmp_path: Path) -> None:
    with running(data_dir, tmp_path, "--self-signed") as server:
        stage = await enact(server, {})

        await settle(stage.people["professor"], stage, Chat())

    assert stage.socket.startswith("wss://")
