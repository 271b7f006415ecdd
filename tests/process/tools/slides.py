"""Staff present, turn pages and stop, and put decks up, take them away and put them back: the last that was
acknowledged is what is there."""

import random

from tests.factories.rooms import Frame
from tests.factories.slides import OCTETS, pdf
from tests.process.tools.scenario import Actor, Scenario, Stage

PAGES = 40
TURNS = 3
DECKS = 4


class SlideShow(Scenario):
    name = "slides"
    acting = ("professor", "ta")
    refusals = Scenario.refusals | {"not_presenting", "not_here", "nothing_presented", "no_such_deck"}

    def __init__(self) -> None:
        self._deck = ""
        self._put_up: dict[str, bytes] = {}
        """By an assistant beside: the files, by the decks' ids."""

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
            return [show, *turns, *([{"type": "slides:stop"}] if rng.random() < 0.2 else [])]
        permit: Frame = {"type": "slides:permit", "participant": actor.id, "on": rng.random() < 0.5}
        if not self._put_up:
            return [permit]
        act = rng.choice(["slides:remove", "slides:restore"])
        return [permit, {"type": act, "deck": rng.choice(list(self._put_up))}]

    async def beside(self, actor: Actor, stage: Stage) -> None:
        if actor.name != "ta" or len(self._put_up) == DECKS:
            return
        content = pdf(len(self._put_up) + 1)
        async with stage.http(actor) as http:
            answer = await http.post(
                "/learning/slides/decks",
                params={"session_id": stage.session["id"], "name": "more.pdf"},
                content=content,
                headers=OCTETS,
            )
        if answer.is_success:
            self._put_up[answer.json()["data"]["id"]] = content

    async def check(self, stage: Stage) -> None:
        professor, ta = stage.people["professor"], stage.people["ta"]
        async with stage.fresh(professor) as client:
            slides = client.state["tools"]["slides"]
            decks = {deck["id"] for deck in (await client.ask("slides:list"))["data"]["decks"]}
        last = professor.acts[-1].request
        if last["type"] == "slides:stop":
            assert slides["presentation"] is None
        else:
            assert slides["presentation"]["page"] == last["page"]
            assert slides["presentation"]["participant_id"] == professor.id
        for id, content in self._put_up.items():
            acts = [act.request["type"] for act in ta.acts if act.request.get("deck") == id]
            assert (id in decks) == (acts[-1:] != ["slides:remove"])
            async with stage.http(ta) as http:
                file = await http.get(f"/learning/slides/decks/{id}/deck.pdf")
            assert id not in decks or file.content == content
        permitted = ta.did("slides:permit")[-1].request
        assert (permitted["participant"] in slides["presenters"]) == permitted["on"]
