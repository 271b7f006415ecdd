"""Students save and submit, start again and again, while staff give minutes."""

import random
from typing import ClassVar

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

QUESTIONS = 4
BURST = 3


class Quiz(Scenario):
    name = "quiz"
    # A request that acted without an answer is followed by what rests on it.
    refusals: ClassVar[frozenset[str]] = frozenset(
        {"rate_limited", "attempt_running", "attempt_over", "no_attempts_left"}
    )

    async def prepare(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.http(professor) as http:
            parts = []
            for number in range(QUESTIONS):
                question = {"kind": "numeric", "text": f"{number}?", "answer": str(number)}
                body = {"course_id": stage.course["id"], "question": question}
                made = (await http.post("/learning/questions", json=body)).json()["data"]
                parts.append({"kind": "question", "question_id": made["id"]})
            new = {
                "session_id": stage.session["id"],
                "title": "Again",
                "parts": parts,
                "settings": {"minutes": 60, "attempts": 10},
            }
            self.quiz = (await http.post("/learning/quizzes", json=new)).json()["data"]["id"]
            (await http.post(f"/learning/quizzes/{self.quiz}/open")).raise_for_status()

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if not actor.name.startswith("student"):
            return [{"type": "quiz:extend", "quiz": self.quiz, "minutes": 1}]
        started = actor.did("quiz:start")
        submitted = {act.request["attempt"] for act in actor.did("quiz:submit")}
        attempt = started[-1].answer["attempt"]["info"]["id"] if started else None
        if attempt is None or attempt in submitted:
            return [{"type": "quiz:start", "quiz": self.quiz}]
        saved = len(actor.did("quiz:answer"))
        if saved and rng.random() < 0.02 and len(submitted) < 9:
            return [{"type": "quiz:submit", "quiz": self.quiz, "attempt": attempt}]
        return [
            {
                "type": "quiz:answer",
                "quiz": self.quiz,
                "attempt": attempt,
                "place": rng.randint(1, QUESTIONS),
                "response": {"kind": "numeric", "text": f"{saved + number}"},
            }
            for number in range(BURST)
        ]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.http(professor) as http:
            await http.post(f"/learning/quizzes/{self.quiz}/close", json={"at_once": True})
            scores = (await http.get(f"/learning/quizzes/{self.quiz}/results")).json()["data"]["attempts"]
            detail = (await http.get(f"/learning/quizzes/{self.quiz}")).json()["data"]
            for actor in (a for a in stage.people.values() if a.name.startswith("student")):
                begun = [act.answer["attempt"]["info"]["id"] for act in actor.did("quiz:start")]
                kept = [score["attempt_id"] for score in scores if score["participant_id"] == actor.id]
                assert begun == kept, "every attempt that was begun is there, once"
                for attempt in begun:
                    path = f"/learning/quizzes/{self.quiz}/attempts/{attempt}"
                    review = (await http.get(path)).json()["data"]
                    there = {q["place"]: q["response"] for q in review["questions"] if q["response"]}
                    acts = [act for act in actor.did("quiz:answer") if act.request["attempt"] == attempt]
                    assert there == {act.request["place"]: act.request["response"] for act in acts}, "the last save"
        given = sum(len(stage.people[name].did("quiz:extend")) for name in ("professor", "ta"))
        assert detail["extra_minutes"] == given, "every minute once"
