"""AU8: whoever guesses waits, and nobody can make somebody else wait who has been here before."""

import httpx

from eduforum.config import Config
from eduforum.web.app import Application
from tests.api.conftest import build_silent, open_client, open_client_at
from tests.factories.clock import ManualClock
from tests.factories.people import PASSWORD, Person, make_user
from tests.factories.second_factors import challenge, protect, verify

HOME, CAMPUS = "198.51.100.7", "203.0.113.9"


async def attempt(client: httpx.AsyncClient, person: Person, password: str = "wrong-password-1") -> httpx.Response:
    return await client.post("/api/v1/auth/login", json={"email": person.email, "password": password})


async def attack(app: Application, person: Person, networks: int) -> list[int]:
    """Guesses at somebody's password from many places, until each of them has to wait."""
    statuses = []
    for number in range(networks):
        async with open_client_at(app, f"10.0.{number}.1") as stranger:
            while True:
                statuses.append((await attempt(stranger, person)).status_code)
                if statuses[-1] == 429:
                    break
    return statuses


async def test_a_guesser_waits_longer_and_longer(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_user(app)
    assert [(await attempt(client, person)).status_code for _ in range(6)] == [401] * 6
    waits = []
    for _ in range(4):
        refused = await attempt(client, person, PASSWORD)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_attempts")
        waits.append(int(refused.headers["retry-after"]))
        clock.advance(waits[-1])
        assert (await attempt(client, person)).status_code == 401
    assert waits == [1, 2, 4, 8]


async def test_an_address_without_an_account_waits_the_same(app: Application, client: httpx.AsyncClient) -> None:
    known = await make_user(app)
    unknown = Person("", "nobody@eduforum.test", "", "student")
    answers = [[(await attempt(client, whom)).status_code for _ in range(8)] for whom in (known, unknown)]
    assert answers[0] == answers[1] == [401] * 6 + [429] * 2


async def test_who_waited_gets_in(app: Application, client: httpx.AsyncClient, clock: ManualClock) -> None:
    person = await make_user(app)
    for _ in range(6):
        await attempt(client, person)
    refused = await attempt(client, person, PASSWORD)
    clock.advance(int(refused.headers["retry-after"]))
    assert (await attempt(client, person, PASSWORD)).status_code == 200


async def test_signing_in_often_is_no_guessing(app: Application, client: httpx.AsyncClient) -> None:
    person = await make_user(app)
    assert {(await attempt(client, person, PASSWORD)).status_code for _ in range(30)} == {200}


async def test_guesses_from_many_places_add_up(app: Application) -> None:
    person = await make_user(app)
    assert (await attack(app, person, 30)).count(401) < 110
    async with open_client_at(app, "10.9.9.9") as fresh:
        assert (await attempt(fresh, person)).status_code == 429


async def test_a_browser_that_signed_in_before_never_waits_for_others(app: Application) -> None:
    person = await make_user(app)
    async with open_client_at(app, HOME) as browser:
        assert (await attempt(browser, person, PASSWORD)).status_code == 200
        await attack(app, person, 25)
        # From the very network that attacks, too.
        async with open_client_at(app, "10.0.3.1") as moved:
            moved.cookies = browser.cookies
            assert (await attempt(moved, person, PASSWORD)).status_code == 200


async def test_a_new_device_where_one_has_signed_in_before_does_not_wait_for_those_elsewhere(app: Application) -> None:
    person = await make_user(app)
    async with open_client_at(app, CAMPUS) as first:
        await attempt(first, person, PASSWORD)
    await attack(app, person, 25)
    async with open_client_at(app, CAMPUS) as another:
        assert (await attempt(another, person, PASSWORD)).status_code == 200


async def test_guessing_at_one_account_makes_nobody_else_wait(app: Application) -> None:
    victim, neighbour = await make_user(app), await make_user(app)
    async with open_client_at(app, CAMPUS) as client:
        for _ in range(8):
            await attempt(client, victim)
        assert (await attempt(client, neighbour, PASSWORD)).status_code == 200


async def test_the_cookie_of_one_account_is_nothing_to_another(app: Application) -> None:
    owner, victim = await make_user(app), await make_user(app)
    async with open_client_at(app, HOME) as client:
        await attempt(client, owner, PASSWORD)
        assert [(await attempt(client, victim)).status_code for _ in range(7)] == [401] * 6 + [429]


async def test_a_cookie_that_was_made_up_is_that_of_a_stranger(app: Application) -> None:
    person = await make_user(app)
    async with open_client_at(app, HOME) as client:
        client.cookies.set("eduforum_device", "AQ" * 100, domain="eduforum.test", path="/api/v1/auth")
        assert [(await attempt(client, person)).status_code for _ in range(7)] == [401] * 6 + [429]


async def test_buckets_are_forgotten_once_they_are_empty(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_user(app)
    for _ in range(7):
        await attempt(client, person)
    clock.advance(24 * 60 * 60)
    await app.auth.tidy()
    async with app.db.connection() as conn:
        assert await conn.fetchval("select count(*) from lockout_buckets") == 0


async def test_codes_are_not_guessed_from_many_places(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    protected = await protect(app, client, clock)
    judged = 0
    for number in range(12):
        async with open_client_at(app, f"10.0.{number}.1") as stranger:
            token = await challenge(stranger, protected.person)
            answers = [await verify(stranger, token, "abcdef") for _ in range(5)]
            judged += sum(answer.status_code == 403 for answer in answers)
            assert {answer.json()["error"]["code"] for answer in answers} <= {"code_wrong", "too_many_attempts"}
    assert judged == 16


async def test_guessing_codes_keeps_their_owner_out_neither_at_home_nor_with_a_backup_code(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    protected = await protect(app, client, clock)
    for number in range(12):
        async with open_client_at(app, f"10.0.{number}.1") as stranger:
            token = await challenge(stranger, protected.person)
            for _ in range(5):
                await verify(stranger, token, "abcdef")
    async with open_client_at(app, "10.9.9.9") as travelling:
        token = await challenge(travelling, protected.person)
        assert (await verify(travelling, token, "abcdef")).status_code == 429
        assert (await verify(travelling, token, protected.backup_codes[0])).status_code == 200
    token = await challenge(client, protected.person)
    assert (await verify(client, token, protected.phone.next_code())).status_code == 200


async def test_nodes_count_together(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, config: Config
) -> None:
    person = await make_user(app)
    for _ in range(6):
        await attempt(client, person)
    other = await build_silent(config, clock)
    async with open_client(other) as there:
        assert (await attempt(there, person)).status_code == 429
    await other.stop()
