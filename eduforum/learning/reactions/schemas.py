"""Frames of reactions: marks of a moment, seen on the tile."""

from typing import Literal

import msgspec

from eduforum.web.protocol import Request, StateEvent

Gesture = Literal["clap", "thumbs_up", "heart", "laugh", "surprise"]


class ReactionShow(Request, tag="reaction:show", frozen=True, kw_only=True):
    """React to the moment, for a few seconds."""

    kind: Gesture


class RoomReaction(msgspec.Struct, frozen=True, kw_only=True):
    """Who reacts, and how."""

    participant_id: str
    kind: Gesture


class ReactionShown(StateEvent, tag="reaction:shown", frozen=True, kw_only=True):
    """Who reacted just now, each once, by the last that they chose. It holds for a few seconds and is not told again:
    who comes in later, or reads slowly, has missed it."""

    reactions: tuple[RoomReaction, ...]
