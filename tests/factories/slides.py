"""PDFs to present, and putting them up."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import httpx
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

OCTETS = {"Content-Type": "application/octet-stream"}


def pdf(pages: int = 3, *, password: str | None = None, owner_password: str | None = None) -> bytes:
    """Blank pages. `password`: it opens by that alone; `owner_password`: it opens, and asks not to be printed."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=960, height=540)
    if password is not None or owner_password is not None:
        writer.encrypt(password or "", owner_password, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def deck(*pages: Sequence[tuple[float, str]]) -> bytes:
    """A PDF whose pages, 960 points wide, have lines of (points, text)."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(960, 540))
    for lines in pages:
        for place, (size, text) in enumerate(lines):
            canvas.setFont("Helvetica", size)
            canvas.drawString(40, 40 + 60 * place, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


async def upload(seminar: Seminar, person: Person, content: bytes, name: str = "맥시민.pdf") -> httpx.Response:
    return await seminar.client.post(
        "/api/v1/learning/slides/decks",
        params={"session_id": seminar.session["id"], "name": name},
        content=content,
        headers={**person.headers, **OCTETS},
    )


async def put_up(seminar: Seminar, person: Person, pages: int = 3, name: str = "맥시민.pdf") -> Frame:
    """A deck that somebody has put up."""
    answer = await upload(seminar, person, pdf(pages), name)
    assert answer.status_code == 201, answer.text
    deck: Frame = answer.json()["data"]
    return deck


async def read(seminar: Seminar, person: Person, deck: Frame, **headers: str) -> httpx.Response:
    return await seminar.client.get(
        f"/api/v1/learning/slides/decks/{deck['id']}/deck.pdf", headers={**person.headers, **headers}
    )


async def present(client: RoomClient, deck: Frame, **fields: Any) -> Frame:
    """A presentation that has begun."""
    answer = await client.ask("slides:show", deck=deck["id"], **fields)
    assert answer["type"] == "ack", answer
    presentation: Frame = answer["data"]["presentation"]
    return presentation


async def upload_prepared(seminar: Seminar, person: Person, content: bytes, name: str = "맥시민.pdf") -> httpx.Response:
    return await seminar.client.post(
        "/api/v1/learning/slides/prepared",
        params={"course_id": seminar.course["id"], "name": name},
        content=content,
        headers={**person.headers, **OCTETS},
    )


async def prepare(seminar: Seminar, pages: int = 3, name: str = "맥시민.pdf") -> Frame:
    """Slides that the professor has prepared in the course."""
    answer = await upload_prepared(seminar, seminar.professor, pdf(pages), name)
    assert answer.status_code == 201, answer.text
    deck: Frame = answer.json()["data"]
    return deck


async def list_prepared(seminar: Seminar, person: Person) -> list[Frame]:
    answer = await seminar.client.get(
        "/api/v1/learning/slides/prepared", params={"course_id": seminar.course["id"]}, headers=person.headers
    )
    assert answer.status_code == 200, answer.text
    decks: list[Frame] = answer.json()["data"]["decks"]
    return decks


async def take(client: RoomClient, deck: Frame) -> Frame:
    """The session's deck of slides that are prepared."""
    answer = await client.ask("slides:take", prepared=deck["id"])
    assert answer["type"] == "ack", answer
    taken: Frame = answer["data"]["deck"]
    return taken
