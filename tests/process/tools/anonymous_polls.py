"""Students fetch tokens and cast ballots with them, while a professor asks and closes: what the server called stored is
counted, once."""

import random
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.factories.blind import BlindToken, text
from tests.factories.polls import asked
from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

OPTIONS = 3

# What a server that goes down, or a vote that is over, answers beside what was asked for.
_PASSING = frozenset({"poll_closed", "rate_limited", "not_stored", "unavailable", "database_unavailable"})


@dataclass
class Vote:
    """A student's in one poll. `stored`: what the server has called so."""

    token: BlindToken
    signature: str = ""
    choice: int = 0
    revision: int = 0
    stored: set[int] = field(default_factory=set)

    def body(self, choice: int) -> Frame:
        return {
            "round": 1,
            "token": text(self.token.prepared),
            "signature": self.signature,
            "ballot": {"choices": [choice]},
            "revision": self.revision,
        }


class AnonymousPolls(Scenario):
    name = "anonymous polls"
    refusals = Scenario.refusals | {"poll_open", "poll_closed", "not_found", "too_many_polls"}

    def __init__(self) -> None:
        self._votes: dict[tuple[str, str], Vote] = {}

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if actor.name == "ta":
            return [{"type": "poll:extend", "poll": _current(stage), "seconds": 600}]
        if actor.name != "professor":
            # What they do is beside.
            return []
        last = actor.acts[-1] if actor.acts else None
        if last is None or last.request["type"] == "poll:close":
            return [{"type": "poll:open", "content": asked(names="anonymous")}]
        what: Frame = {"type": "poll:close"} if rng.random() < 0.5 else {"type": "poll:extend", "seconds": 600}
        return [{**what, "poll": last.answer["poll"]}]

    async def beside(self, actor: Actor, stage: Stage) -> None:
        if not actor.name.startswith("student"):
            return
        async with stage.http(actor) as http:
            polls = await _polls(http, stage)
            for poll in polls:
                if poll["rounds"][0]["closed_at"] is None:
                    await self._vote(http, stage, actor, poll)

    async def _vote(self, http: httpx.AsyncClient, stage: Stage, actor: Actor, poll: Frame) -> None:
        known = self._votes.get((poll["id"], actor.name))
        vote = known or Vote(BlindToken(poll["rounds"][0]["key"]))
        self._votes[poll["id"], actor.name] = vote
        if not vote.signature:
            body = {"session_id": stage.session["id"], "round": 1, "blinded": vote.token.blinded}
            answer = await http.post(f"/learning/polls/{poll['id']}/token", json=body)
            if not _passed(answer):
                return
            vote.signature = vote.token.unblind(answer.json()["data"]["signature"])
        vote.choice = (vote.choice + 1) % OPTIONS
        vote.revision += 1
        await _cast(stage, poll["id"], vote, vote.choice)

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.http(professor) as http:
            polls = await _polls(http, stage)
            assert [poll["id"] for poll in polls] == [act.answer["poll"] for act in professor.did("poll:open")]
            if polls[-1]["rounds"][0]["closed_at"] is None:
                body = {"session_id": stage.session["id"]}
                (await http.post(f"/learning/polls/{polls[-1]['id']}/close", json=body)).raise_for_status()
            for poll in await _polls(http, stage):
                counted: Counter[int] = Counter()
                for vote in self._of(poll):
                    called = set(vote.stored)
                    stored = [choice for choice in range(OPTIONS) if await _cast(stage, poll["id"], vote, choice)]
                    assert len(stored) <= 1
                    assert called <= set(stored)
                    counted.update(stored)
                assert poll["rounds"][0]["result"]["counts"] == [counted[option] for option in range(OPTIONS)]

    def _of(self, poll: Frame) -> list[Vote]:
        """Those on a poll whose token was signed."""
        return [vote for (id, _), vote in self._votes.items() if id == poll["id"] and vote.signature]


def _current(stage: Stage) -> str:
    """The poll that was opened last."""
    opened = stage.people["professor"].did("poll:open")
    poll: str = opened[-1].answer["poll"] if opened else str(uuid4())
    return poll


async def _polls(http: httpx.AsyncClient, stage: Stage) -> list[Frame]:
    answer = await http.get("/learning/polls", params={"session_id": stage.session["id"]})
    return list(answer.json()["data"]["polls"]) if _passed(answer) else []


async def _cast(stage: Stage, poll: str, vote: Vote, choice: int) -> bool:
    """Whether the server says that it is stored."""
    async with httpx.AsyncClient(base_url=stage.origin + "/api/v1", verify=False) as nobody:
        answer = await nobody.post(f"/learning/polls/{poll}/ballots", json=vote.body(choice))
    if not _passed(answer) or not answer.json()["data"]["stored"]:
        return False
    vote.stored.add(choice)
    return True


def _passed(answer: httpx.Response) -> bool:
    if answer.is_success:
        return True
    assert answer.json()["error"]["code"] in _PASSING, answer.text
    return False
