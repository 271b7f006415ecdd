"""Five students vote before a debate and after it, with tokens that nobody saw, while a professor asks and counts: what
the server called stored is counted, once."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.factories.blind import BlindToken, text
from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Signed, Stage, sign_in

VIEWS = ("for", "against", "undecided")
DEBATES = 30
VOTERS = tuple(f"student{number}" for number in range(1, 6))

# What a server that goes down, or a vote that is over, answers beside what was asked for.
_PASSING = frozenset(
    {"poll_closed", "debate_over", "no_such_debate", "no_view_before", "rate_limited", "not_stored", "unavailable",
     "database_unavailable"}
)  # fmt: skip


@dataclass
class Token:
    """A voter's for both votes of one debate. `stored`: which views the server has called so, by vote."""

    blind: BlindToken
    signature: str = ""
    revision: int = 0
    stored: dict[str, set[str]] = field(default_factory=lambda: {"before": set(), "after": set()})

    def body(self, vote: str, view: str) -> Frame:
        self.revision += 1
        return {
            "vote": vote,
            "view": view,
            "token": text(self.blind.prepared),
            "signature": self.signature,
            "revision": self.revision,
        }


class DebateVotes(Scenario):
    name = "debate votes"
    acting = ("professor",)
    refusals = Scenario.refusals | {"poll_closed", "view_voted", "no_view_before", "too_few_views"}

    def __init__(self) -> None:
        self._rng = random.Random()
        self._voters: Signed = {}
        self._tokens: dict[tuple[str, str], Token] = {}

    async def prepare(self, stage: Stage) -> None:
        async with stage.http(stage.people["professor"]) as http:
            enrolling = {"email": f"{VOTERS[-1]}@eduforum.test", "role": "student"}
            await http.post(f"/courses/{stage.course['id']}/enrollments", json=enrolling)
            others = {name: await sign_in(http, name) for name in VOTERS if name not in stage.people}
        self._voters = {name: actor.headers for name, actor in stage.people.items()} | others

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        self._rng = rng
        acts = [act for act in actor.acts if act.request["type"] != "room:set"]
        last = acts[-1].request if acts else None
        if last is None or last["type"] == "debate:close":
            if len(actor.did("debate:open")) == DEBATES:
                return [{"type": "room:set", "may_share": True}]
            return [{"type": "debate:open", "motion": f"motion {len(actor.acts)}", "seconds": 300}]
        debate = {"debate": acts[-1].answer["debate"]["id"]}
        if last["type"] == "debate:ask":
            return [{"type": "debate:count", **debate}]
        asked = [act.request["vote"] for act in actor.did("debate:ask") if act.request["debate"] == debate["debate"]]
        # There is no second vote where too few got through to the first.
        refused = any(frame["type"] == "debate:ask" and frame["debate"] == debate["debate"] for frame in actor.refused)
        if refused or len(asked) == 2:
            return [{"type": "debate:close", **debate}]
        return [{"type": "debate:ask", **debate, "vote": "after" if asked else "before"}]

    async def beside(self, actor: Actor, stage: Stage) -> None:
        """All vote at once in what was asked last."""
        last = actor.acts[-1] if actor.acts else None
        if last is not None and last.request["type"] == "debate:ask":
            debate, vote = last.answer["debate"], last.request["vote"]
            await asyncio.gather(*(self._vote(stage, name, debate, vote) for name in VOTERS))

    async def _vote(self, stage: Stage, name: str, debate: Frame, vote: str) -> None:
        token = self._tokens.setdefault((debate["id"], name), Token(BlindToken(debate["key"])))
        if not token.signature:
            body = {"session_id": stage.session["id"], "blinded": token.blind.blinded}
            async with _caller(stage, self._voters[name]) as http:
                answer = await http.post(f"/learning/debates/{debate['id']}/token", json=body)
            if not _passed(answer):
                return
            token.signature = token.blind.unblind(answer.json()["data"]["signature"])
        await _cast(stage, debate["id"], token, vote, self._rng.choice(VIEWS))

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        opened = [act.answer["debate"]["id"] for act in professor.did("debate:open")]
        kept = await _debates(stage, professor)
        assert [debate["id"] for debate in kept] == opened
        if "open" in (kept[-1]["before"], kept[-1]["after"]):
            async with stage.http(professor) as http:
                body = {"session_id": stage.session["id"]}
                (await http.post(f"/learning/debates/{opened[-1]}/count", json=body)).raise_for_status()
        counted = 0
        for debate in await _debates(stage, professor):
            votes = {
                vote: await self._counted(stage, debate["id"], vote)
                for vote in ("before", "after")
                if debate[vote] == "closed"
            }
            counted += sum(votes["before"].values()) if "before" in votes else 0
            _check_result(debate, votes)
        assert counted > 0

    async def _counted(self, stage: Stage, debate: str, vote: str) -> Counter[str]:
        """How many views each the server calls stored, of those whose tokens were signed."""
        counted: Counter[str] = Counter()
        for (id, _), token in self._tokens.items():
            if id == debate and token.signature:
                called = set(token.stored[vote])
                stored = [view for view in VIEWS if await _cast(stage, debate, token, vote, view)]
                assert len(stored) <= 1
                assert called <= set(stored)
                counted.update(stored)
        return counted


def _check_result(debate: Frame, votes: dict[str, Counter[str]]) -> None:
    result = debate["result"]
    if result is None:
        # Of the first vote nothing is told before the second, or the end.
        assert debate["state"] == "open"
        return
    assert result["voters"] == sum(votes["before"].values())
    assert result["again"] == (sum(votes["after"].values()) if "after" in votes else None)
    for vote, counts in votes.items():
        assert result[vote] in (None, {view: counts[view] for view in VIEWS})


async def _debates(stage: Stage, reader: Actor) -> list[Frame]:
    """The first one first."""
    async with stage.http(reader) as http:
        answer = await http.get("/learning/debates", params={"session_id": stage.session["id"]})
    return [each["debate"] for each in reversed(answer.json()["data"]["debates"])]


async def _cast(stage: Stage, debate: str, token: Token, vote: str, view: str) -> bool:
    """Whether the server says that it is stored."""
    async with _caller(stage, {}) as nobody:
        answer = await nobody.post(f"/learning/debates/{debate}/ballots", json=token.body(vote, view))
    if not _passed(answer) or not answer.json()["data"]["stored"]:
        return False
    token.stored[vote].add(view)
    return True


def _caller(stage: Stage, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=stage.origin + "/api/v1", headers=headers, verify=False)


def _passed(answer: httpx.Response) -> bool:
    if answer.is_success:
        return True
    assert answer.json()["error"]["code"] in _PASSING, answer.text
    return False
