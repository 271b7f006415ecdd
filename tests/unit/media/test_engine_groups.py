"""Groups of a room, as the forwarder is told of them."""

from collections.abc import AsyncIterator

import pytest

from eduforum.media.slots import Want
from tests.factories.stage import CLASSROOM, ROOM, Stage

SCREEN_SOUND, FIRST_VIDEO = 3, 4
"""The slots of a classroom's offer after its three voices."""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    await stage.engine.start()
    stage.engine.open_room(ROOM)
    yield stage
    await stage.engine.stop()


def slots_of(stage: Stage, name: str) -> list[int]:
    """The handles of a connection's slots by their numbers."""
    return [call[0] for call in stage.worker.told("create_slot") if call[1] == stage.transport_of(name)]


def shown(stage: Stage) -> dict[int, int]:
    """Slot → producer, as the worker was told last."""
    return dict(stage.worker.told("set_slot"))


async def watching(stage: Stage, *people: str) -> None:
    """Everybody wants to see the first of them."""
    for name in people:
        await stage.join_classroom(name)
    for name in people[1:]:
        stage.engine.consume(ROOM, name, [Want(FIRST_VIDEO, people[0])])


async def test_all_who_move_move_by_one_command(stage: Stage) -> None:
    await watching(stage, "ann", "bob", "cyn")
    stage.engine.set_groups(ROOM, {"ann": "1", "bob": "2", "cyn": "1"})
    ann, bob, cyn = (stage.transport_of(name) for name in ("ann", "bob", "cyn"))
    [(_, moves)] = stage.worker.told("move")
    groups = dict(moves)
    assert len(groups) == 3
    assert groups[ann] == groups[cyn] != groups[bob]
    assert 0 not in groups.values()


async def test_who_stays_where_they_are_is_not_moved(stage: Stage) -> None:
    await watching(stage, "ann", "bob")
    stage.engine.set_groups(ROOM, {"ann": "1", "bob": None})
    stage.engine.set_groups(ROOM, {"ann": "1", "bob": None})
    assert [moves for _, moves in stage.worker.told("move")] == [[(stage.transport_of("ann"), 1)]]


async def test_a_wish_is_fulfilled_within_the_group_alone(stage: Stage) -> None:
    await watching(stage, "ann", "bob", "cyn")
    camera = stage.named("ann", "camera")
    bob, cyn = slots_of(stage, "bob")[FIRST_VIDEO], slots_of(stage, "cyn")[FIRST_VIDEO]
    assert shown(stage)[bob] == shown(stage)[cyn] == camera
    stage.engine.set_groups(ROOM, {"ann": "1", "bob": "1"})
    assert (shown(stage)[bob], shown(stage)[cyn]) == (camera, 0)
    stage.engine.set_groups(ROOM, {"ann": None, "bob": None})
    assert shown(stage)[cyn] == camera


async def test_slots_of_those_who_move_together_are_left_alone(stage: Stage) -> None:
    await watching(stage, "ann", "bob")
    before = stage.worker.told("set_slot")
    stage.engine.set_groups(ROOM, {"ann": "1", "bob": "1"})
    assert stage.worker.told("set_slot") == before


async def test_the_sound_of_a_screen_stays_in_its_group(stage: Stage) -> None:
    await watching(stage, "ann", "bob")
    stage.engine.set_screen(ROOM, "ann", True)
    slot = slots_of(stage, "bob")[SCREEN_SOUND]
    stage.engine.set_groups(ROOM, {"bob": "1"})
    assert shown(stage)[slot] == 0
    stage.engine.set_groups(ROOM, {"bob": None})
    assert shown(stage)[slot] == stage.named("ann", "screen_audio")


async def test_every_group_hears_and_sees_the_screen_that_is_shared_there(stage: Stage) -> None:
    for name in ("ann", "bob", "cyn", "dan"):
        await stage.join_classroom(name)
    for viewer in ("cyn", "dan"):
        stage.engine.consume(ROOM, viewer, [Want(FIRST_VIDEO, "ann", "screen"), Want(FIRST_VIDEO + 1, "bob", "screen")])
    stage.engine.set_groups(ROOM, {"ann": "1", "bob": "2", "cyn": "1", "dan": "2"})
    stage.engine.set_screen(ROOM, "ann", True)
    stage.engine.set_screen(ROOM, "bob", True)
    of_ann, of_bob = ((stage.named(name, "screen"), stage.named(name, "screen_audio")) for name in ("ann", "bob"))
    sees = {
        viewer: [
            shown(stage).get(slots_of(stage, viewer)[slot], 0) for slot in (FIRST_VIDEO, FIRST_VIDEO + 1, SCREEN_SOUND)
        ]
        for viewer in ("cyn", "dan")
    }
    assert sees == {"cyn": [of_ann[0], 0, of_ann[1]], "dan": [0, of_bob[0], of_bob[1]]}


async def test_one_groups_screen_ends_without_the_others(stage: Stage) -> None:
    for name in ("ann", "bob"):
        await stage.join_classroom(name)
        stage.engine.set_groups(ROOM, {name: name})
        stage.engine.set_screen(ROOM, name, True)
    stage.engine.set_screen(ROOM, "ann", False)
    paused = dict(stage.worker.told("pause_producer"))
    assert paused[stage.named("ann", "screen")]
    assert not paused[stage.named("bob", "screen")]


async def test_a_new_transport_is_in_its_persons_group_before_anything_else(stage: Stage) -> None:
    stage.engine.set_groups(ROOM, {"ann": "1"})
    await stage.join_classroom("ann")
    commands = [name for name, *_ in stage.worker.calls]
    assert commands.index("move") < commands.index("create_producer")


async def test_a_viewer_watches_its_persons_group(stage: Stage) -> None:
    await stage.join_classroom("ann")
    await stage.join_classroom("bob")
    stage.engine.set_groups(ROOM, {"ann": "1"})
    await stage.engine.subscribe(ROOM, "viewer", "cyn", CLASSROOM)
    watched = set(shown(stage).values())
    assert stage.named("bob", "camera") in watched
    assert stage.named("ann", "camera") not in watched


async def test_an_announcement_goes_with_the_person(stage: Stage) -> None:
    await stage.join_classroom("ann")
    first = stage.transport_of("ann")
    stage.engine.set_announcing(ROOM, "ann", True)
    stage.engine.close_connection(ROOM, "ann")
    await stage.join_classroom("ann")
    second = stage.transport_of("ann")
    stage.engine.set_announcing(ROOM, "ann", False)
    assert stage.worker.told("announce") == [(first, True), (second, True), (second, False)]


async def test_groups_of_a_room_that_is_not_open_are_nobodys(stage: Stage) -> None:
    stage.engine.set_groups("elsewhere", {"ann": "1"})
    stage.engine.set_announcing("elsewhere", "ann", True)
    assert stage.worker.calls == [call for call in stage.worker.calls if call[0] not in ("move", "announce")]
