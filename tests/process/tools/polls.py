"""Staff ask, close, ask again and show; students vote and change their votes, with names and without."""

import random
from collections import Counter
from uuid import NAMESPACE_OID, uuid4, uuid5

from tests.factories.polls import asked
from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

OPTIONS = 3
VOTES = 4


class Polls(Scenario):
    name = "polls"
    refusals = Scenario.refusals | {"poll_open", "poll_closed", "not_found", "too_many_polls", "too_many_rounds"}

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        poll, number = _current(stage)
        if actor.name == "professor":
            return [self._next(actor, rng)]
        if actor.name == "ta":
            return [{"type": "poll:extend", "poll": poll, "seconds": 600}]
        receipt = str(uuid5(NAMESPACE_OID, actor.id))
        return [
            {
                "type": "poll:vote",
                "poll": poll,
                "round": number,
                "ballot": {"choices": [rng.randrange(OPTIONS)]},
                "receipt": receipt,
            }
            for _ in range(VOTES)
        ]

    def _next(self, professor: Actor, rng: random.Random) -> Frame:
        last = professor.acts[-1] if professor.acts else None
        if last is None or last.request["type"] == "poll:share":
            return {"type": "poll:open", "content": asked(names=rng.choice(["hidden", "shown"]))}
        what = {
            "poll:open": ["extend", "close"],
            "poll:repeat": ["extend", "close"],
            "poll:extend": ["extend", "close"],
        }
        act = rng.choice(what.get(last.request["type"], ["repeat", "share"]))
        fields = {"seconds": 600} if act == "extend" else {}
        return {"type": f"poll:{act}", "poll": last.answer["poll"], **fields}

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        students = [stage.people["student1"], stage.people["student2"]]
        session = {"session_id": stage.session["id"]}
        async with stage.http(professor) as http:
            found: list[Frame] = (await http.get("/learning/polls", params=session)).json()["data"]["polls"]
            assert [poll["id"] for poll in found] == [act.answer["poll"] for act in professor.did("poll:open")]
            repeats = Counter(act.answer["poll"] for act in professor.did("poll:repeat"))
            counted = 0
            for poll in found:
                answer = await http.get(f"/learning/polls/{poll['id']}/results", params=session)
                report = answer.json()["data"]
                assert len(poll["rounds"]) == 1 + repeats[poll["id"]]
                for told in report["details"]["rounds"]:
                    # By the ack only the last vote of each person counts.
                    votes = {
                        voter.id: act.request["ballot"]["choices"][0]
                        for voter in students
                        for act in voter.did("poll:vote")
                        if act.answer == {"poll": poll["id"], "round": told["number"]}
                    }
                    counted += len(votes)
                    assert told["voted"] == sorted(votes)
                    if poll["names"] == "shown":
                        assert votes == {
                            ballot["participant_id"]: ballot["ballot"]["choices"][0]
                            for ballot in report["ballots"]
                            if ballot["round"] == told["number"]
                        }
                    if told["result"] is not None:
                        chosen = Counter(votes.values())
                        assert told["result"]["counts"] == [chosen[option] for option in range(OPTIONS)]
            assert counted > 0


def _current(stage: Stage) -> tuple[str, int]:
    """The poll that was opened last, and its round."""
    professor = stage.people["professor"]
    opened = professor.did("poll:open")
    if not opened:
        return str(uuid4()), 1
    poll: str = opened[-1].answer["poll"]
    return poll, 1 + sum(act.answer["poll"] == poll for act in professor.did("poll:repeat"))
