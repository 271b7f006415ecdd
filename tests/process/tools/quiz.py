"""Students save and submit, start again and again, while staff give minutes, and run short quizzes beside that they
correct and release."""

import random
from typing import ClassVar

import httpx

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

QUESTIONS = 4
BURST = 3

# The short quizzes ask one question with this key; these corrections are made of it.
KEY, ACCEPTED = "0", "7"
CORRECTIONS = [{"act": "accept_also", "response": {"kind": "numeric", "text": ACCEPTED}}, {"act": "full_marks"}]


class Quiz(Scenario):
    name = "quiz"
    # A request that acted without an answer is followed by what rests on it.
    refusals: ClassVar[frozenset[str]] = frozenset(
        {"rate_limited", "attempt_running", "attempt_over", "no_attempts_left", "quiz_not_open", "too_many_quizzes"}
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
            self.part = parts[int(KEY)]
            new = {
                "session_id": stage.session["id"],
                "title": "Again",
                "parts": parts,
                "settings": {"minutes": 60, "attempts": 10},
            }
            self.quiz = (await http.post("/learning/quizzes", json=new)).json()["data"]["id"]
            (await http.post(f"/learning/quizzes/{self.quiz}/open")).raise_for_status()

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        extend: Frame = {"type": "quiz:extend", "quiz": self.quiz, "minutes": 1}
        if actor.name == "professor" and rng.random() < 0.7:
            return [self._next(actor, rng)]
        if not actor.name.startswith("student"):
            return [extend]
        short = _open(stage.people["professor"])
        if short is not None and (frames := self._take_short(actor, short, rng)):
            return frames
        started = _begun(actor, self.quiz)
        submitted = _submitted(actor)
        if not started or started[-1] in submitted:
            return [{"type": "quiz:start", "quiz": self.quiz}]
        attempt: Frame = {"quiz": self.quiz, "attempt": started[-1]}
        saved = len(actor.did("quiz:answer"))
        if saved and rng.random() < 0.02 and len(started) < 10:
            return [{"type": "quiz:submit", **attempt}]
        return [
            {
                "type": "quiz:answer",
                **attempt,
                "place": rng.randint(1, QUESTIONS),
                "response": {"kind": "numeric", "text": f"{saved + number}"},
            }
            for number in range(BURST)
        ]

    def _next(self, professor: Actor, rng: random.Random) -> Frame:
        """From a short quiz to the next: made, opened, closed, corrected, released."""
        last = _last(professor)
        create = {"type": "quiz:create", "title": f"Short {len(professor.acts)}", "parts": [self.part]}
        if last is None or last["type"] in ("quiz:delete", "quiz:release"):
            return create
        quiz = {"quiz": last["quiz"]}
        regrade = {"type": "quiz:regrade", **quiz, "number": 1, "regrading": rng.choice(CORRECTIONS)}
        release = {"type": "quiz:release", **quiz, "release": rng.choice(["scores", "answers"])}
        then: dict[str, list[Frame]] = {
            "quiz:create": [*[{"type": "quiz:open", **quiz}] * 4, {"type": "quiz:delete", **quiz}],
            "quiz:open": [{"type": "quiz:close", **quiz, "at_once": True}],
            "quiz:close": [regrade, release],
            "quiz:regrade": [regrade, {"type": "quiz:undo", **quiz}, release],
            "quiz:undo": [release],
        }
        return rng.choice(then[last["type"]])

    def _take_short(self, student: Actor, quiz: str, rng: random.Random) -> list[Frame]:
        """What is still to be done in it."""
        begun = _begun(student, quiz)
        if not begun:
            return [{"type": "quiz:start", "quiz": quiz}]
        if begun[-1] in _submitted(student) or _refused(student, begun[-1]):
            return []
        attempt: Frame = {"quiz": quiz, "attempt": begun[-1]}
        response = {"kind": "numeric", "text": rng.choice([KEY, ACCEPTED, "9"])}
        return [
            {"type": "quiz:answer", **attempt, "place": 1, "response": response},
            *([{"type": "quiz:submit", **attempt}] if rng.random() < 0.5 else []),
        ]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        students = [actor for actor in stage.people.values() if actor.name.startswith("student")]
        async with stage.http(professor) as http:
            asked = await http.get("/learning/quizzes", params={"session_id": stage.session["id"]})
            kept: dict[str, Frame] = {quiz["id"]: quiz for quiz in asked.json()["data"]["quizzes"]}
            deleted = {act.request["quiz"] for act in professor.did("quiz:delete")}
            made = {act.answer["quiz"]["id"] for act in professor.did("quiz:create")}
            assert kept.keys() == {self.quiz} | made - deleted
            for quiz in kept.values():
                _check_state(quiz, _acts(professor, quiz["id"]))
                if quiz["state"] == "draft":
                    continue
                await http.post(f"/learning/quizzes/{quiz['id']}/close", json={"at_once": True})
                scores = (await http.get(f"/learning/quizzes/{quiz['id']}/results")).json()["data"]["attempts"]
                for student in students:
                    own = [score for score in scores if score["participant_id"] == student.id]
                    assert _begun(student, quiz["id"]) == [score["attempt_id"] for score in own], "each begun, once"
                    for score in own:
                        there = await _check_answers(http, quiz["id"], score["attempt_id"], student)
                        if quiz["id"] != self.quiz:
                            assert float(score["earned"]) == _earned(there.get(1), _acts(professor, quiz["id"]))
            detail = (await http.get(f"/learning/quizzes/{self.quiz}")).json()["data"]
        given = sum(len(stage.people[name].did("quiz:extend")) for name in ("professor", "ta"))
        assert detail["extra_minutes"] == given, "every minute once"


def _check_state(quiz: Frame, acts: list[Frame]) -> None:
    """As what was acknowledged has left it; the long one is open all the time."""
    done = [act["type"] for act in acts]
    state = "closed" if "quiz:close" in done else "draft" if done == ["quiz:create"] else "open"
    assert quiz["state"] == state
    released = [act["release"] for act in acts if act["type"] == "quiz:release"]
    assert quiz["released"] == (released[-1] if released else None)


async def _check_answers(http: httpx.AsyncClient, quiz: str, attempt: str, student: Actor) -> dict[int, Frame]:
    """What is there by place: what was saved last."""
    review = (await http.get(f"/learning/quizzes/{quiz}/attempts/{attempt}")).json()["data"]
    there = {each["place"]: each["response"] for each in review["questions"] if each["response"]}
    acts = [act.request for act in student.did("quiz:answer") if act.request["attempt"] == attempt]
    assert there == {act["place"]: act["response"] for act in acts}
    return there


def _earned(response: Frame | None, acts: list[Frame]) -> float:
    """Under the corrections of the one question that stand."""
    standing: list[str] = []
    for act in acts:
        if act["type"] == "quiz:regrade":
            standing.append(act["regrading"]["act"])
        elif act["type"] == "quiz:undo":
            standing.pop()
    right = {KEY, ACCEPTED} if "accept_also" in standing else {KEY}
    return float("full_marks" in standing or (response is not None and response["text"] in right))


def _acts(professor: Actor, quiz: str) -> list[Frame]:
    """What was done with a quiz, with its id where it had none yet."""
    named = ({"quiz": act.answer.get("quiz", {}).get("id"), **act.request} for act in professor.acts)
    return [act for act in named if act["quiz"] == quiz and act["type"] != "quiz:extend"]


def _last(professor: Actor) -> Frame | None:
    """What was done last with a short quiz."""
    short = [act for act in professor.acts if act.request["type"] != "quiz:extend"]
    if not short:
        return None
    return {"quiz": short[-1].answer.get("quiz", {}).get("id"), **short[-1].request}


def _open(professor: Actor) -> str | None:
    """The short quiz that is open."""
    last = _last(professor)
    return last["quiz"] if last is not None and last["type"] == "quiz:open" else None


def _begun(student: Actor, quiz: str) -> list[str]:
    acts = [act for act in student.did("quiz:start") if act.request["quiz"] == quiz]
    return [act.answer["attempt"]["info"]["id"] for act in acts]


def _submitted(student: Actor) -> set[str]:
    return {act.request["attempt"] for act in student.did("quiz:submit")}


def _refused(student: Actor, attempt: str) -> bool:
    """Whether they were told that it is over."""
    return any(frame.get("attempt") == attempt for frame in student.refused)
