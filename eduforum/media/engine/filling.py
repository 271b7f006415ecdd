"""What each receive slot shows: by wish, by order of arrival for viewers, or the sound of the shared screen."""

from collections.abc import Mapping

from eduforum.media.engine.state import Key, Peer, Room, Slot, Source, View
from eduforum.media.slots import Paused, SlotState, Want

_PAUSES: Mapping[str, Paused] = {"hidden": "hidden", "limit": "mode", "source": "source"}
"""The forwarder's reasons for sending nothing, where it is not the line's width."""

_WHOLE: View = (1920, 1080, 1, False)


def wish(slot: Slot, want: Want | None) -> None:
    """Give a slot a wish in place of the one it had."""
    wishes, before = slot.peer.room.wishes, wanted(slot)
    slot.want = want
    now = wanted(slot)
    if now != before:
        if before is not None:
            forget_wish(slot.peer.room, before, slot)
        if now is not None:
            wishes.setdefault(now, set()).add(slot)
    view(slot)
    fill(slot)


def view(slot: Slot) -> None:
    """Tell the worker how a slot is shown, where that has changed. An empty one is not shown at all."""
    if (want := slot.want) is not None and want.participant is not None and (seen := _size(want)) != slot.view:
        slot.view = seen
        slot.peer.room.shard.worker.set_slot_view(slot.handle, *seen)


def view_whole(slot: Slot) -> None:
    """A viewer's size is unknown: it gets the best there is."""
    slot.view = _WHOLE
    slot.peer.room.shard.worker.set_slot_view(slot.handle, *_WHOLE)


def fill(slot: Slot) -> None:
    """Point a slot to what it is to show, as far as that is there and may be shown."""
    point(slot, _chosen(slot))


def point(slot: Slot, source: Source | None) -> None:
    if source is not slot.asked:
        slot.asked = source
        slot.peer.room.shard.worker.set_slot(slot.handle, 0 if source is None else source.handle)


def fill_wishes(room: Room, key: Key) -> None:
    """A source has come or gone, or is shared or not any more."""
    for slot in room.wishes.get(key, ()):
        fill(slot)


def fill_screen_sound(room: Room) -> None:
    """Everybody of a sharer's group but the sharer hears the screen that is shared there."""
    sounds = room.screen_sounds()
    for peer in room.peers.values():
        sound = sounds.get(room.groups.get(peer.participant_id))
        own = sound is not None and sound.peer.participant_id == peer.participant_id
        for slot in peer.slots.values():
            if slot.of_screen:
                point(slot, None if own else sound)


def fill_viewer(peer: Peer) -> None:
    """What is shown keeps its slot; free ones are filled by the order of arrival, with the viewer's own sources last.
    The slots of one kind are taken to decode the same."""
    _fill_kind(peer, [slot for slot in peer.slots.values() if slot.info.kind == "audio"], is_video=False)
    _fill_kind(peer, [slot for slot in peer.slots.values() if slot.info.kind == "video"], is_video=True)


def wanted(slot: Slot) -> Key | None:
    want = slot.want
    return None if want is None or want.participant is None else (want.participant, want.source)


def forget_wish(room: Room, key: Key, slot: Slot) -> None:
    waiting = room.wishes[key]
    waiting.discard(slot)
    if not waiting:
        del room.wishes[key]


def state(slot: Slot) -> SlotState:
    """What is told of a slot."""
    shows, layer = slot.shows, slot.layer
    paused = _pause(slot)
    if shows is None:
        return SlotState(slot.info.slot, None, None, paused=paused)
    width, height = (layer.width, layer.height) if layer is not None and paused is None else (0, 0)
    return SlotState(slot.info.slot, shows.peer.participant_id, shows.name, width, height, paused)


def _size(want: Want) -> View:
    """A tile of which one side alone is known is taken as 16 by 9."""
    width, height = want.width, want.height
    if not (width and height):
        width, height = width or height * 16 // 9, height or width * 9 // 16
    return width, height, want.priority, want.keep_rate


def _visible(slot: Slot) -> Source | None:
    """What a slot is wanted for, as far as that is there and is for its group to see."""
    key, room = wanted(slot), slot.peer.room
    source = None if key is None else room.sources.get(key)
    if source is None or not source.is_shared or not room.are_together(source.peer, slot.peer):
        return None
    return source


def _chosen(slot: Slot) -> Source | None:
    source = _visible(slot)
    if source is None or not slot.carries(source):
        return None
    return None if _is_spared(slot, source) else source


def _is_spared(slot: Slot, source: Source) -> bool:
    return slot.peer.mode == "audio_slides" and source.name != "screen"


def _pause(slot: Slot) -> Paused | None:
    """Why the picture that a slot was given is not shown."""
    if slot.info.kind == "audio" or (slot.peer.part != "viewer" and wanted(slot) is None):
        return None
    source = slot.asked
    if source is None:
        there = _visible(slot)
        if there is None:
            return None if wanted(slot) is None else "source"
        return "mode" if _is_spared(slot, there) else "codec"
    if source.paused:
        return "source"
    if slot.view is not None and slot.view[:2] == (0, 0):
        return "hidden"
    if slot.layer is not None and slot.layer.spatial < 0:
        return _PAUSES.get(slot.layer.reason, "bandwidth")
    return None


def _fill_kind(peer: Peer, slots: list[Slot], *, is_video: bool) -> None:
    candidates = [source for source in _candidates(peer, is_video=is_video) if slots and slots[0].carries(source)]
    others = [source for source in candidates if source.peer.participant_id != peer.participant_id]
    own = [source for source in candidates if source.peer.participant_id == peer.participant_id]
    chosen = [*others, *own][: len(slots)]
    kept = {slot: slot.asked for slot in slots if slot.asked in chosen}
    waiting = iter([source for source in chosen if source not in kept.values()])
    for slot in slots:
        if slot not in kept:
            point(slot, next(waiting, None))


def _candidates(peer: Peer, *, is_video: bool) -> list[Source]:
    publisher, name = peer.pinned
    return [
        source
        for source in peer.room.sources.values()
        if source.is_video == is_video
        and source.is_shared
        and peer.room.are_together(source.peer, peer)
        and publisher in (None, source.peer.participant_id)
        and name in (None, source.name)
    ]
