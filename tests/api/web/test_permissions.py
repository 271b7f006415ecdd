"""AU7: who may do what, as one table, walked through real HTTP. Every call stands in it, or is open on purpose."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

import httpx
import pytest

from eduforum.courses.access import session_of_room
from eduforum.ids import new_id
from eduforum.learning.polls import blind
from eduforum.web.app import Application, declared_endpoints
from tests.factories.assignments import assignment_request
from tests.factories.clock import ManualClock
from tests.factories.content import content_request
from tests.factories.courses import Record, enroll, make_course, make_live_session, make_session, weekly
from tests.factories.guests import guest_token, make_link
from tests.factories.people import PASSWORD, Person, make_person
from tests.factories.plans import make_plan, step
from tests.factories.questions import make_question
from tests.factories.rights import MATRIX, OPEN, ROLES, STANDINGS, TEXT_BODIES
from tests.factories.rooms import Seminar
from tests.factories.slides import OCTETS, pdf
from tests.factories.standings import stand


@dataclass
class World:
    """A course with somebody in each role of it, and the things that a call may name, new for each call."""

    app: Application
    client: httpx.AsyncClient
    people: dict[str, Person]
    course: Record
    newcomer: Callable[[], Awaitable[Person]]
    rehearsed: list[str] = field(default_factory=list)
    standing: str | None = None
    guest_token: str | None = None

    async def live_session(self) -> Record:
        """A session in which whoever calls has their standing."""
        session = await make_live_session(self.client, self.people["professor"], self.course)
        if self.standing in ("co_host", "banned"):
            await stand(self.app, session["id"], self.people[self.standing], **{self.standing: True})
            if self.standing == "co_host":
                await self.open(session)
        elif self.standing == "guest":
            seminar = Seminar(self.app, self.client, 0)
            seminar.professor, seminar.session = self.people["professor"], session
            self.guest_token = await guest_token(seminar, await make_link(seminar))
        return session

    async def open(self, session: Record) -> None:
        """The session's room, as somebody's coming does."""
        async with self.app.db.connection() as conn:
            found = await session_of_room(conn, session["id"])
        await self.app.rooms.open(found)

    async def headers(self, role: str) -> dict[str, str]:
        """By what somebody in this role calls: a guest by their participant token, of the session that is named if one
        is."""
        if role == "nobody":
            return {}
        if role != "guest":
            return dict(self.people[role].headers)
        if self.guest_token is None:
            await self.live_session()
        return {"Authorization": f"Bearer {self.guest_token}"}

    async def request(self, call: str) -> tuple[str, Record | None]:
        """The path and body of a call."""
        professor, path = self.people["professor"], call.partition(" ")[2]
        body: Record | None = None
        course = self.course
        if path.startswith("/learning/"):
            return await self.learning_request(call)
        if path.startswith("/admin/"):
            return await self.admin_request(call)
        if "/gradebook" in path:
            return await self.gradebook_request(call)
        if "/uploads" in path:
            return path.replace("{course_id}", course["id"]).replace("{upload_id}", new_id()), None
        if "/assignments" in path:
            return await assignment_request(self.client, professor, course, await self.newcomer(), call)
        if "/content" in path:
            return await content_request(self.client, professor, await self.fresh_course(), call)
        if (path.startswith("/courses/{course_id}") and path.count("/") == 2) or path.endswith(
            ("/restore", "/archive")
        ):
            course = await self.fresh_course()
            if path.endswith("/restore"):
                await self.client.delete(f"/api/v1/courses/{course['id']}", headers=professor.headers)
        if "{session_id}" in path:
            over = "/record" in path
            live = over or path.endswith(
                ("/end", "/join", "/whip", "/whep", "/chat/files", "/board-images", "/assistants", "/{interpreter_id}")
            )
            live = live or (self.standing is not None and not path.endswith("/start"))
            session = await (self.live_session() if live else make_session(self.client, professor, course))
            if over:
                await self.client.post(f"/api/v1/sessions/{session['id']}/end", headers=professor.headers)
            path = path.replace("{session_id}", session["id"])
        path = path.replace("{resource}", new_id())
        path = path.replace("{resource_id}", new_id()).replace("{file_id}", new_id())
        path = path.replace("{invitation_id}", new_id()).replace("{mail_id}", new_id())
        path = path.replace("{board_id}", new_id()).replace("{image_id}", new_id())
        path = path.replace("{identity_id}", new_id()).replace("{token_id}", new_id())
        path = path.replace("{person_id}", new_id()).replace("{interpreter_id}", new_id())
        path += {"/chat/search": "?q=veil", "/chat/files": "?name=veil.txt"}.get(path[path.find("/chat") :], "")
        if "/questions" in path:
            return await self.board_request(call, path)
        if "/guest-links" in path:
            return await self.guest_request(call, path)
        if "{enrollment_id}" in path:
            enrollment = await enroll(self.client, professor, course, await self.newcomer())
            path = path.replace("{enrollment_id}", enrollment["id"])
        if "{login_id}" in path:
            listed = await self.client.get("/api/v1/auth/devices", headers=(await self.newcomer()).headers)
            path = path.replace("{login_id}", listed.json()["data"][0]["id"])
        path = path.replace("{feed_id}", new_id())
        if "{expected_id}" in path:
            new = {"name": "김하은", "email": f"{new_id()}@eduforum.test"}
            path = path.replace("{expected_id}", (await self.post(f"/courses/{course['id']}/expected", new))["id"])
        if "/series" in path:
            return await self.series_request(call, path.replace("{course_id}", course["id"]))
        match call:
            case "PATCH /auth/me":
                body = {"language": "ko"}
            case "POST /auth/2fa/setup":
                body = {"password": PASSWORD}
            case "POST /auth/tokens":
                body = {
                    "name": "export",
                    "scopes": ["courses:read"],
                    "expires_at": "2026-03-03T10:00:00Z",
                    "password": PASSWORD,
                }
            case "POST /auth/2fa/confirm":
                body = {"code": "123456"}
            case "POST /auth/2fa/backup-codes" | "POST /auth/2fa/disable":
                body = {"password": PASSWORD, "code": "123456"}
            case "POST /auth/password/reset-links":
                body = {"email": professor.email}
            case "POST /auth/invitations" | "POST /courses/{course_id}/invitations":
                body = {"email": f"{new_id()}@eduforum.test", "name": "김하늘"}
            case "PUT /sessions/{session_id}/participation/assistants":
                body = {"assistants": "figures"}
            case "PUT /sessions/{session_id}/participation/voices/{interpreter_id}":
                body = {"person": None}
            case "POST /courses":
                body = {"title": "Logic", "code": "PHIL 1", "semester": "2026-1"}
            case "POST /calendar-feeds":
                body = {"course_id": course["id"]}
            case "POST /courses/{course_id}/copy":
                body = {"title": "Logic", "code": "PHIL 1", "semester": "2026-2"}
            case "POST /courses/join":
                body = {"join_code": course["join_code"]}
            case "PATCH /courses/{course_id}" | "PATCH /courses/{course_id}/sessions/{session_id}":
                body = {"title": "Another"}
            case "POST /courses/{course_id}/enrollments":
                body = {"email": (await self.newcomer()).email, "role": "student"}
            case "PATCH /courses/{course_id}/enrollments/{enrollment_id}":
                body = {"section": "02"}
            case "POST /courses/{course_id}/expected":
                body = {"name": "김하은", "email": f"{new_id()}@eduforum.test"}
            case "POST /courses/{course_id}/sessions":
                body = {"title": "Seminar", "scheduled_at": "2026-03-02T10:00:00Z", "duration_minutes": 90}
        return path.replace("{course_id}", course["id"]), body

    async def admin_request(self, call: str) -> tuple[str, Record | None]:
        path = call.partition(" ")[2]
        body: Record | None = {
            "POST /admin/people": {"name": "Ada", "email": f"{new_id()}@eduforum.test"},
            "POST /admin/people/import": {"file": "TmFtZSxFLW1haWw="},
            "PUT /admin/people/{person_id}/role": {"role": "ta"},
            "POST /admin/people/{person_id}/view": {"reason": "A ticket"},
        }.get(call)
        return path.replace("{person_id}", (await self.newcomer()).id).replace("{mail_id}", new_id()), body

    async def series_request(self, call: str, path: str) -> tuple[str, Record | None]:
        """Of a series that the professor has planned."""
        new = {"title": "Seminar", "pattern": weekly()}
        if "{series_id}" in path:
            course = path.split("/")[2]
            path = path.replace("{series_id}", (await self.post(f"/courses/{course}/series", new))["id"])
        bodies: dict[str, Record] = {"preview": weekly(), "series": new, "rest": {"pattern": weekly()}}
        return path, bodies.get(path.rpartition("/")[2]) if call.startswith("POST") else None

    async def gradebook_request(self, call: str) -> tuple[str, Record | None]:
        """Of a category and a column of their own, with a curve where one is taken back."""
        method, _, path = call.partition(" ")
        student = self.people["student"].id
        book = f"/courses/{self.course['id']}/gradebook"
        ids: Record = {"student_id": student, "tie_id": new_id()}
        if "{column_id}" in path or path.endswith(("/columns", "/cells", "/categories/{category_id}")):
            ids["category_id"] = (await self.post(f"{book}/categories", {"title": "Essays", "weight": "50"}))["id"]
        column = {"title": "Essay", "points": "20", "category_id": ids.get("category_id")}
        if "{column_id}" in path or path.endswith("/cells"):
            ids["column_id"] = (await self.post(f"{book}/columns", column))["id"]
        headers = self.people["professor"].headers
        if call == "DELETE /courses/{course_id}/gradebook/columns/{column_id}/curve":
            curve = {"curve": {"kind": "root"}}
            await self.client.put(f"/api/v1{book}/columns/{ids['column_id']}/curve", json=curve, headers=headers)
        if path.endswith("/put-back"):
            await self.client.delete(f"/api/v1{book}/columns/{ids['column_id']}", headers=headers)
        entry = {"put": "score", "points": "5"}
        cell = {"column_id": ids.get("column_id"), "student_id": student, "version": 0}
        bodies: Record = {
            "/settings": {},
            "/categories": {"title": "Essays", "weight": "50"},
            "/columns": column,
            "/curve": {"curve": {"kind": "root"}},
            "/publish": {"total": "total"},
            "/cells": {"entries": [{**cell, **entry}]},
            "/{student_id}": entry,
            "/standings": {"standings": ["auditor"]},
            "/ties": {"students": [student, new_id()], "decision": "all_lower"},
            "/import": {"file": "bmFtZSxlbWFpbA=="},
            "/what-if": {"scores": []},
        }
        body = None if method in ("GET", "DELETE") else bodies.get(path[path.rfind("/") :], {"title": "Another"})
        if path.endswith("/put-back"):
            body = None
        path += "?of=so_far" if path.endswith("/derivation") else ""
        for name, value in {**ids, "course_id": self.course["id"]}.items():
            path = path.replace("{" + name + "}", value)
        return path, body

    async def guest_request(self, call: str, path: str) -> tuple[str, Record | None]:
        """Of links that the professor has made."""
        body = {"expires_at": "2026-03-03T10:00:00Z"}
        links, slash, _ = path.partition("/{link_id}")
        if not slash:
            return path, body if call.startswith("POST") else None
        headers = self.people["professor"].headers
        made = await self.client.post(f"/api/v1{links}", json=body, headers=headers)
        return f"{links}/{made.json()['data']['id']}", None

    async def board_request(self, call: str, path: str) -> tuple[str, Record | None]:
        """Of questions that a student has asked who is none of those who call."""
        board, slash, rest = path.partition("/{question_id}")
        if not slash:
            return path, {"text": "Why?"} if call.startswith("POST") else None
        student = await self.newcomer()
        await enroll(self.client, self.people["professor"], self.course, student)
        asked = []
        for text in ("Why?", "Why so?"):
            answer = await self.client.post("/api/v1" + board, json={"text": text}, headers=student.headers)
            assert answer.status_code == 201, answer.text
            asked.append(answer.json()["data"]["question"])
        body: Record | None = {
            "/vote": {"on": True}, "/queue": {"on": True}, "/merge": {"into": asked[1]}, "/answer": {"state": "live"},
        }.get(rest)  # fmt: skip
        return f"{board}/{asked[0]}{rest}", body

    async def learning_request(self, call: str) -> tuple[str, Record | None]:
        method, _, path = call.partition(" ")
        professor, course = self.people["professor"], self.course
        if "polls" in path:
            return await self.poll_request(call)
        if "/plan" in path:
            return await self.plan_request(call)
        if "/breakout/" in path:
            return await self.breakout_request(path)
        if "/hands" in path:
            return await self.hand_request(call)
        if "/floors" in path:
            return await self.floor_request(call)
        if "/debates" in path:
            return await self.debate_request(call)
        if "/notes" in path:
            return await self.note_request(call)
        if "/slides" in path:
            return await self.slides_request(call)
        if "/cold-calls" in path:
            session = await self.live_session()
            words = {"text": "because"} if path.endswith("/write") else {}
            path = path.replace("{call_id}", new_id())
            if method == "GET":
                return f"{path}?session_id={session['id']}", None
            return path, {"session_id": session["id"], **words}
        if "{question_id}" in path:
            question = await make_question(self.client, professor, course)
            path = path.replace("{question_id}", question["id"])
        elif method == "GET" and "{" not in path and not path.endswith("/quizzes"):
            path += f"?course_id={course['id']}"
        if "/quizzes" in path:
            return await self.quiz_request(call)
        match call:
            case "PUT /learning/accommodations/{course_id}/{user_id}":
                path = path.replace("{course_id}", course["id"]).replace("{user_id}", self.people["student"].id)
                return path, {"time_factor": "1.5"}
            case "POST /learning/questions":
                question = {"kind": "true_false", "text": "Is it?", "answer": True}
                return path, {"course_id": course["id"], "question": question}
            case "POST /learning/questions/import":
                return path, {"course_id": course["id"], "format": "csv", "file": "a2luZCx0ZXh0"}
            case "PATCH /learning/questions/{question_id}":
                return path, {"difficulty": "hard"}
        return path, None

    async def poll_request(self, call: str) -> tuple[str, Record | None]:
        method, _, path = call.partition(" ")
        content: Record = {"kind": "single", "options": ["A", "B"]}
        if "prepared" in path:
            body = {"course_id": self.course["id"], "content": content}
            if "{prepared_id}" in path:
                made = await self.post("/learning/prepared-polls", body)
                return path.replace("{prepared_id}", made["id"]), {"version": 1, "content": content}
            return (f"{path}?course_id={self.course['id']}", None) if method == "GET" else (path, body)
        session = await self.live_session()
        body = {"session_id": session["id"]}
        if path.endswith("/token"):
            content["names"] = "anonymous"
        if "{poll_id}" in path:
            opened = await self.post("/learning/polls", {**body, "content": content, "seconds": 60})
            path = path.replace("{poll_id}", opened["poll"])
        if method == "GET":
            return f"{path}?session_id={session['id']}", None
        if path.endswith("/share"):
            await self.post(path.replace("/share", "/close"), body)
        fields: Record = {
            "polls": {"content": content},
            "vote": {"round": 1, "ballot": {"choices": [0]}},
            # The number 1, which every key signs.
            "token": {"round": 1, "blinded": blind.encode((1).to_bytes(blind.SIZE, "big"))},
            "extend": {"seconds": 60},
        }
        return path, {**body, **fields.get(path.rpartition("/")[2], {})}

    async def post(self, path: str, body: Record) -> Record:
        """Something that the professor makes, for a call to name."""
        answer = await self.client.post("/api/v1" + path, json=body, headers=self.people["professor"].headers)
        assert answer.is_success, answer.text
        data: Record = answer.json()["data"]
        return data

    async def breakout_request(self, path: str) -> tuple[str, Record | None]:
        """Of groups that are prepared, and open where they have to be."""
        session = await self.live_session()
        body: Record = {"session_id": session["id"]}
        plan = {"plan": {"method": "by_hand", "groups": 2}}
        act = path.rpartition("/")[2]
        if act == "create":
            return path, {**body, **plan}
        made = await self.post("/learning/breakout/create", {**body, **plan})
        breakout = made["breakout"]
        group = breakout["groups"][0]["id"]
        if act in ("broadcast", "move"):
            await self.post("/learning/breakout/open", {**body, "seconds": 0})
        fields: dict[str, Record] = {
            "assign": {"version": breakout["version"], "groups": [{"id": group, "people": []}]},
            "move": {"participant": self.people["student"].id, "group": group},
            "broadcast": {"text": "Two minutes more"},
        }
        return path, {**body, **fields.get(act, {})}

    async def hand_request(self, call: str) -> tuple[str, Record | None]:
        """Of the hand of a student who is none of those who call."""
        method, _, path = call.partition(" ")
        session = await self.live_session()
        body: Record = {"session_id": session["id"]}
        if method == "GET":
            return f"{path}?session_id={session['id']}", None
        if "{hand_id}" in path or path.endswith("/call"):
            student = await self.newcomer()
            await enroll(self.client, self.people["professor"], self.course, student)
            raised = await self.client.post("/api/v1/learning/hands", json=body, headers=student.headers)
            hand = raised.json()["data"]["hand"]["id"]
            if path.endswith("/restore"):
                await self.post(f"/learning/hands/{hand}/lower", body)
            path = path.replace("{hand_id}", hand)
            return path, {**body, "hand": hand} if path.endswith("/call") else body
        fields: Record = {
            "put": {"participant": self.people["student"].id},
            "give": {"participant": self.people["student"].id},
            "sort": {"order": "first"},
            "time": {"seconds": 60},
            "extend": {"seconds": 60},
        }
        return path, {**body, **fields.get(path.rpartition("/")[2], {})}

    async def plan_request(self, call: str) -> tuple[str, Record | None]:
        """Of a plan of one step, and of a live session that goes through it."""
        method, _, path = call.partition(" ")
        professor, course = self.people["professor"], self.course
        one = step()
        made = await make_plan(self.client, professor, course, one)
        if "{session_id}" in path:
            session = await self.live_session()
            run = f"/learning/plan-runs/{session['id']}"
            await self.post(f"{run}/use", {"plan": made["id"]})
            arranged = {"version": 1, "steps": []}
            bodies = {"use": {"plan": made["id"]}, "back": {"version": 1}, "titles": {"on": True}, "arrange": arranged}
            act = path.partition("}/")[2]
            return f"{run}/{act}".removesuffix("/"), bodies.get(act, {"step": one["id"]}) if act else None
        if "/rehearsals" in path:
            return await self.rehearsal_request(method, path.replace("{plan_id}", made["id"]))
        if path == "/learning/plans" and method == "GET":
            return f"{path}?course_id={course['id']}", None
        if path.endswith("/restore"):
            await self.client.delete(f"/api/v1/learning/plans/{made['id']}", headers=professor.headers)
            return path.replace("{plan_id}", made["id"]), None
        plan = {"title": "Plan", "steps": [one]}
        body: Record | None = {"POST": {**plan, "course_id": course["id"]}, "PUT": {**plan, "version": 1}}.get(method)
        return path.replace("{plan_id}", made["id"]), body

    async def rehearsal_request(self, method: str, path: str) -> tuple[str, Record | None]:
        """Of a rehearsal that is under way. Those of calls before are stopped, as a server holds few."""
        headers, body = self.people["professor"].headers, {"students": 5}
        for earlier in self.rehearsed:
            for each in (await self.client.get(earlier, headers=headers)).json()["data"]:
                await self.client.delete(f"{earlier}/{each['id']}", headers=headers)
        rehearsals, one, act = path.partition("/{rehearsal_id}")
        self.rehearsed = [f"/api/v1{rehearsals}"]
        if one:
            path = f"{rehearsals}/{(await self.post(rehearsals, body))['id']}{act}"
        return path, body if method == "POST" and not one else None

    async def floor_request(self, call: str) -> tuple[str, Record | None]:
        """Of a question that is thought about in a live session, or has been."""
        method, _, path = call.partition(" ")
        session = await self.live_session()
        body: Record = {"session_id": session["id"]}
        if path == "/learning/floors":
            return (
                (path, {**body, "question": "Why?"})
                if method == "POST"
                else (f"{path}?session_id={session['id']}", None)
            )
        floor = (await self.post("/learning/floors", body))["floor"]["id"]
        if path.endswith("/call"):
            await self.post(f"/learning/floors/{floor}/reveal", body)
        return path.replace("{floor_id}", floor), body

    async def debate_request(self, call: str) -> tuple[str, Record | None]:
        """Of a debate in a live session that nobody is in."""
        method, _, path = call.partition(" ")
        session = await self.live_session()
        body: Record = {"session_id": session["id"]}
        motion = {"motion": "It is so", "seconds": 60}
        if path == "/learning/debates":
            return (path, {**body, **motion}) if method == "POST" else (f"{path}?session_id={session['id']}", None)
        debate = (await self.post("/learning/debates", {**body, **motion}))["debate"]["id"]
        if path.endswith("/token"):
            await self.post(f"/learning/debates/{debate}/ask", {**body, "vote": "before"})
        fields: Record = {
            "draw": {"way": "random"},
            "sides": {"participant": self.people["student"].id, "place": "for"},
            "ask": {"vote": "before"},
            # The number 1, which every key signs.
            "token": {"blinded": blind.encode((1).to_bytes(blind.SIZE, "big"))},
            "begin": {"kind": "opening", "participant": self.people["student"].id},
            "pause": {"on": True},
            "adjust": {"side": "for", "seconds": 10},
            "{point_id}": {"accept": True},
        }
        body |= fields.get(path.rpartition("/")[2], {})
        return path.replace("{debate_id}", debate).replace("{point_id}", new_id()), body

    async def note_request(self, call: str) -> tuple[str, Record | None]:
        """Of the class's note in a live session."""
        method, _, path = call.partition(" ")
        session = (await self.live_session())["id"]
        path = path.replace("{note_id}", session)
        if method == "GET":
            return f"{path}?session_id={session}", None
        return path, {"session_id": session, "writing": "staff"}

    async def slides_request(self, call: str) -> tuple[str, Record | None]:
        """Of slides that the professor has put up in a live session."""
        method, _, path = call.partition(" ")
        professor = self.people["professor"]
        named = "&name=deck.pdf" if method == "POST" else ""
        if path.endswith("/prepared"):
            return f"{path}?course_id={self.course['id']}{named}", None
        if "/prepared/" in path:
            deck = await self.deck("prepared", course_id=self.course["id"])
            if path.endswith("/restore"):
                await self.client.delete(f"/api/v1/learning/slides/prepared/{deck}", headers=professor.headers)
            return path.replace("{deck_id}", deck), None
        session = (await self.live_session())["id"]
        if path.endswith(("/slides", "/decks")):
            return f"{path}?session_id={session}{named}", None
        if path.endswith("/take"):
            prepared = await self.deck("prepared", course_id=self.course["id"])
            return path, {"session_id": session, "prepared": prepared}
        deck = await self.deck("decks", session_id=session)
        body: Record = {"session_id": session}
        if path.endswith(("/turn", "/stop")):
            await self.post("/learning/slides/show", {**body, "deck": deck})
        if path.endswith("/restore"):
            await self.post(f"/learning/slides/decks/{deck}/remove", body)
        fields: Record = {
            "show": {"deck": deck},
            "turn": {"deck": deck, "page": 2},
            "permit": {"participant": self.people["student"].id, "on": True},
        }
        body |= fields.get(path.rpartition("/")[2], {})
        return path.replace("{deck_id}", deck), None if method == "GET" else body

    async def deck(self, kind: str, **where: str) -> str:
        """Slides that the professor has put up in a session, or prepared in a course."""
        # Nobody puts up more than ten in a minute.
        cast(ManualClock, self.app.clock).advance(10)
        answer = await self.client.post(
            f"/api/v1/learning/slides/{kind}",
            params={**where, "name": "deck.pdf"},
            content=pdf(),
            headers={**self.people["professor"].headers, **OCTETS},
        )
        deck: str = answer.json()["data"]["id"]
        return deck

    async def quiz_request(self, call: str) -> tuple[str, Record | None]:
        """Of an open quiz in a live session."""
        method, _, path = call.partition(" ")
        professor = self.people["professor"]
        session = await self.live_session()
        question = await make_question(self.client, professor, self.course)
        new = {
            "session_id": session["id"],
            "title": "Quiz",
            "parts": [{"kind": "question", "question_id": question["id"]}],
            "settings": {"minutes": 10},
        }
        if path == "/learning/quizzes":
            return (path, new) if method == "POST" else (f"{path}?session_id={session['id']}", None)
        answer = await self.client.post("/api/v1/learning/quizzes", json=new, headers=professor.headers)
        quiz_id = answer.json()["data"]["id"]
        await self.client.post(f"/api/v1/learning/quizzes/{quiz_id}/open", headers=professor.headers)
        attempt = {"attempt": new_id()}
        bodies: dict[str, Record] = {
            "extend": {"minutes": 5},
            "release": {"release": "scores"},
            "preview": {"number": 1, "regrading": {"act": "drop"}},
            "regrade": {"number": 1, "regrading": {"act": "drop"}},
            "answer": {**attempt, "place": 1, "response": None},
            "submit": attempt,
            "focus": {**attempt, "seconds": 1},
        }
        body = bodies.get(path.rpartition("/")[2])
        return path.replace("{quiz_id}", quiz_id).replace("{attempt_id}", new_id()), body

    async def fresh_course(self) -> Record:
        course = await make_course(self.client, self.people["professor"])
        for role in ("observer", "student", "ta", "co_professor"):
            await enroll(self.client, self.people["professor"], course, self.people[role], role)
        for role in ("co_host", "banned"):
            await enroll(self.client, self.people["professor"], course, self.people[role])
        return course


@pytest.fixture
async def world(app: Application, client: httpx.AsyncClient) -> World:
    async def newcomer() -> Person:
        return await make_person(app, client)

    students = ("stranger", "observer", "student", "ta", "co_host", "banned")
    people = {role: await make_person(app, client) for role in students}
    people |= {role: await make_person(app, client, role="professor") for role in ("co_professor", "professor")}
    people["admin"] = await make_person(app, client, role="admin")
    world = World(app, client, people, {}, newcomer)
    world.course = await world.fresh_course()
    return world


async def attempt(world: World, call: str, role: str) -> int:
    world.standing, world.guest_token = role if role in STANDINGS else None, None
    path, body = await world.request(call)
    headers = await world.headers(role)
    method = call.partition(" ")[0]
    if kind := TEXT_BODIES.get(call):
        headers["Content-Type"] = kind
        answer = await world.client.request(method, "/api/v1" + path, content=b"v=0", headers=headers)
    else:
        answer = await world.client.request(method, "/api/v1" + path, json=body, headers=headers)
    return answer.status_code


@pytest.mark.parametrize("call", MATRIX)
async def test_each_role_may_do_what_the_table_says(world: World, call: str) -> None:
    observed = {role: await attempt(world, call, role) for role in ROLES}
    assert observed == dict(zip(ROLES, MATRIX[call], strict=True))


def test_every_call_is_in_the_table_or_open_on_purpose() -> None:
    calls = {f"{endpoint.method} {endpoint.path}": endpoint.auth for endpoint in declared_endpoints()}
    assert {call for call, auth in calls.items() if auth} == MATRIX.keys()
    assert {call for call, auth in calls.items() if not auth} == OPEN
