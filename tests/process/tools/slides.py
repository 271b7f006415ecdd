"""Staff present in each other's place and turn pages: the last that was acknowledged is the one that is there."""

import random

from tests.factories.rooms import Frame
from tests.factories.slides import OCTETS, pdf
from tests.process.tools.scenario import Actor, Scenario, Stage

PAGES = 40
TURNS = 3


class SlideShow(Scenario):
    name = "slides"
    breath = 0.02
    refusals = Scenario.refusals | {"not_presenting", "not_here"}

    def __init__(self) -> None:
        self._deck = ""

    async def prepare(self, stage: Stage) -> None:
        async with stage.http(stage.people["professor"]) as http:
            answer = await http.post(
                "/learning/slides/decks",
                params={"session_id": stage.session["id"], "name": "deck.pdf"},
                content=pdf(PAGES),
                headers=OCTETS,
            )
        self._deck = answer.raise_for_status().json()["data"]["id"]

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if actor.name == "professor":
            show: Frame = {"type": "slides:show", "deck": self._deck, "page": 1, "take_over": True}
            turns = [{"type": "slides:turn", "deck": self._deck, "page": rng.randint(1, PAGES)} for _ in range(TURNS)]
            return [show, *turns]
        if actor.name == "ta":
            student = stage.people["student1"].id
            return [{"type": "slides:permit", "participant": student, "on": rng.random() < 0.5}]
        return [{"type": "slides:list"}]

    async def check(self, stage: Stage) -> None:
        professor, ta = stage.people["professor"], stage.people["ta"]
        async with stage.fresh(professor) as client:
            slides = client.state["tools"]["slides"]
        last = professor.acts[-1].request
        assert slides["presentation"]["page"] == last["page"]
        assert slides["presentation"]["participant_id"] == professor.id
        permitted = ta.did("slides:permit")[-1].request
        assert (permitted["participant"] in slides["presenters"]) == permitted["on"]
