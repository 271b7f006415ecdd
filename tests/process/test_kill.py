"""Rooms of a server that is a process of its own: killed again and again while people use each tool; and over TLS."""

from pathlib import Path

import pytest

from tests.process.tools.breakouts import Breakouts
from tests.process.tools.chat import Chat
from tests.process.tools.polls import Polls
from tests.process.tools.question_board import QuestionBoard
from tests.process.tools.quiz import Quiz
from tests.process.tools.scenario import Scenario, enact, run, running, settle

SCENARIOS: list[type[Scenario]] = [Chat, Polls, Breakouts, Quiz, QuestionBoard]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_nothing_acknowledged_is_lost_or_doubled(
    scenario: type[Scenario], data_dir: Path, tmp_path: Path
) -> None:
    await run(scenario(), data_dir, tmp_path)


async def test_a_room_is_reached_over_tls(data_dir: Path, tmp_path: Path) -> None:
    with running(data_dir, tmp_path, "--self-signed") as server:
        stage = await enact(server)

        await settle(stage.people["professor"], stage, Chat())

    assert stage.socket.startswith("wss://")
