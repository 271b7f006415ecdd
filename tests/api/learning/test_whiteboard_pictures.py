"""Boards over HTTP: which there are, pictures of them, and the images on them, during class and after it."""

import httpx
import pytest

from eduforum.learning.whiteboard.images import MAX_BYTES
from eduforum.learning.whiteboard.records import PER_MINUTE, THUMBNAIL
from eduforum.learning.whiteboard.routes import OCTETS
from eduforum.learning.whiteboard.thumbnails import REST
from tests.factories.boards import Drawer, note
from tests.factories.breakouts import begin
from tests.factories.clock import ManualClock
from tests.factories.guests import guest_token, make_link
from tests.factories.people import Person, make_person
from tests.factories.pictures import difference, picture, size_of
from tests.factories.rooms import RoomClient, Seminar


def path(seminar: Seminar, rest: str) -> str:
    return f"/api/v1/sessions/{seminar.session['id']}{rest}"


async def get(seminar: Seminar, person: Person, rest: str) -> httpx.Response:
    return await seminar.client.get(path(seminar, rest), headers=person.headers)


async def put_up(seminar: Seminar, person: Person, content: bytes, **query: str) -> httpx.Response:
    headers = {**person.headers, "Content-Type": OCTETS}
    return await seminar.client.post(path(seminar, "/board-images"), params=query, content=content, headers=headers)


async def draw(seminar: Seminar, person: Person, **fields: object) -> None:
    async with await seminar.enter(person) as client:
        drawer = await Drawer(client, seminar.session["id"]).open()
        await drawer.draw(note(person.id, **fields))


async def test_a_board_is_a_picture_and_a_document_also_after_class(seminar: Seminar) -> None:
    student = await seminar.person()
    await draw(seminar, student, text="세율? Tax", size=15.0)
    board = f"/boards/{seminar.session['id']}"
    during = await get(seminar, student, f"{board}/page.png")
    await seminar.end()

    listed = await get(seminar, student, "/boards")
    after = await get(seminar, student, f"{board}/page.png?page=1")
    document = await get(seminar, student, f"{board}/board.pdf")
    pages = await get(seminar, student, f"{board}/pages")

    assert pages.json()["data"] == {"pages": ["1"]}
    assert [each["id"] for each in listed.json()["data"]["boards"]] == [seminar.session["id"]]
    assert (during.status_code, during.headers["content-type"]) == (200, "image/png")
    assert size_of(after.content)[0] > 1000
    assert difference(during.content, after.content) == 0
    assert document.content.startswith(b"%PDF-")


async def test_a_small_picture_follows_the_board_at_a_walk(seminar: Seminar, clock: ManualClock) -> None:
    student = await seminar.person()
    thumbnail = f"/boards/{seminar.session['id']}/thumbnail.png"
    await draw(seminar, student, text="세율", size=15.0)
    first = await get(seminar, student, thumbnail)
    await draw(seminar, student, text="Tax", size=15.0, x=900.0)
    soon = await get(seminar, student, thumbnail)
    clock.advance(REST)
    later = await get(seminar, student, thumbnail)
    known = await seminar.client.get(
        path(seminar, thumbnail), headers={**student.headers, "If-None-Match": later.headers["etag"]}
    )

    assert (first.status_code, max(size_of(first.content))) == (200, THUMBNAIL)
    assert (soon.headers["etag"], soon.content) == (first.headers["etag"], first.content)
    assert later.headers["etag"] != first.headers["etag"]
    assert (known.status_code, known.content) == (304, b"")


async def test_where_nobody_has_drawn_there_is_no_small_picture(seminar: Seminar) -> None:
    student = await seminar.person()
    nothing = await get(seminar, student, f"/boards/{seminar.session['id']}/thumbnail.png")

    assert (nothing.status_code, nothing.content) == (204, b"")


async def test_a_board_without_such_a_page_or_that_is_not_there_has_no_picture(seminar: Seminar) -> None:
    student = await seminar.person()
    board = f"/boards/{seminar.session['id']}/page.png"
    nothing = await get(seminar, student, board)
    await draw(seminar, student)
    other = await get(seminar, student, f"{board}?page=9")

    assert (nothing.status_code, nothing.json()["error"]["code"]) == (404, "no_such_board")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "board_empty")
    assert (await get(seminar, student, f"{board}?page=no%20page")).status_code == 422


async def test_strangers_see_no_board(seminar: Seminar) -> None:
    await draw(seminar, await seminar.person())
    stranger = await make_person(seminar.app, seminar.client)

    board = f"/boards/{seminar.session['id']}"
    for rest in ("/boards", f"{board}/thumbnail.png", f"{board}/pages", f"{board}/page.png", f"{board}/board.pdf"):
        assert (await get(seminar, stranger, rest)).status_code == 404


async def test_a_groups_picture_is_its_own_while_groups_are_open(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two),
    ):
        await professor.ask("breakout:create", plan={"groups": 2})
        await professor.ask("breakout:open", seconds=0)
        told = await first.event("breakout:changed", lambda event: (event["breakout"] or {}).get("state") == "open")
        group = next(group["id"] for group in told["breakout"]["groups"] if one.id in group["people"])
        await (await Drawer(first, group).open()).draw()
        seen = [(await get(seminar, who, f"/boards/{group}/page.png")).status_code for who in (one, two)]
        staff = await get(seminar, seminar.professor, f"/boards/{group}/page.png")
        listed = (await get(seminar, two, "/boards")).json()["data"]["boards"]
        await professor.ask("breakout:end", seconds=0)
        await first.event("breakout:changed", lambda event: event["breakout"] is None)
        later = await get(seminar, two, f"/boards/{group}/page.png")

    assert (seen, staff.status_code, listed, later.status_code) == ([200, 404], 200, [], 200)


async def test_an_image_is_put_up_shown_and_drawn(seminar: Seminar) -> None:
    student = await seminar.person()
    image = (await put_up(seminar, student, picture())).json()["data"]
    await draw(seminar, student, kind="image", src=image["id"])

    read = await get(seminar, await seminar.person(), f"/board-images/{image['id']}")
    drawn = await get(seminar, student, f"/boards/{seminar.session['id']}/page.png")

    assert (image["media_type"], image["width"], image["height"]) == ("image/png", 40, 30)
    assert (read.content, read.headers["content-type"]) == (picture(), "image/png")
    assert drawn.status_code == 200


async def test_an_image_of_a_groups_board_is_for_those_who_may_see_that(seminar: Seminar) -> None:
    one, two, guest = (
        await seminar.person(),
        await seminar.person(),
        await guest_token(seminar, await make_link(seminar)),
    )
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two),
        RoomClient(seminar.url) as visitor,
    ):
        await visitor.join(guest)
        told = await begin(seminar, professor)
        group = next(group["id"] for group in told["groups"] if one.id in group["people"])
        await (await Drawer(first, group).open()).draw()
        image = (await put_up(seminar, one, picture(), board=group)).json()["data"]["id"]
        closed = await put_up(seminar, two, picture(), board=group)
        nowhere = await put_up(seminar, one, picture(), board=one.id)

        async def read() -> list[int]:
            answers = [await get(seminar, who, f"/board-images/{image}") for who in (one, two, seminar.professor)]
            answers.append(await seminar.client.post(f"/api/v1/guests/board-images/{image}", json={"token": guest}))
            return [answer.status_code for answer in answers]

        before = await read()
        await professor.ask("whiteboard:show", board=group, follow=False)
        shown = await read()

    assert [each.json()["error"]["code"] for each in (closed, nowhere)] == ["no_such_board", "no_such_board"]
    assert (before, shown) == ([200, 404, 200, 404], [200, 200, 200, 200])


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"%PDF-1.7", 415, "unsupported_image"),
        (b"<svg/>", 415, "unsupported_image"),
        (b"", 415, "unsupported_image"),
        (bytes(MAX_BYTES + 1), 413, "too_large"),
    ],
)
async def test_what_is_no_image_is_not_put_up(seminar: Seminar, content: bytes, status: int, code: str) -> None:
    answer = await put_up(seminar, await seminar.person(), content)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_observers_put_up_nothing(seminar: Seminar) -> None:
    answer = await put_up(seminar, await seminar.person("observer"), picture())

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "observers_do_not_draw")


async def test_pictures_are_limited(seminar: Seminar) -> None:
    student = await seminar.person()
    await draw(seminar, student)
    board = f"/boards/{seminar.session['id']}/page.png?page=9"

    answers = [(await get(seminar, student, board)).status_code for _ in range(PER_MINUTE + 1)]

    assert answers == [409] * PER_MINUTE + [429]
