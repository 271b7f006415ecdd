"""Frames of moods: what people make of the moment, for the teacher alone."""

from typing import Literal

import msgspec

from eduforum.web.protocol import Request, StateEvent

Opinion = Literal["agree", "disagree"]
Pace = Literal["slower", "faster"]


class MoodSet(Request, tag="mood:set", frozen=True, kw_only=True):
    """Say what one makes of the moment; null takes it back. Each fades after five minutes."""

    opinion: Opinion | None = None
    pace: Pace | None = None


class MoodClear(Request, tag="mood:clear", frozen=True, kw_only=True):
    """Begin anew with everybody; for who teaches."""


class Mood(msgspec.Struct, frozen=True, kw_only=True):
    opinion: Opinion | None = None
    pace: Pace | None = None


class MoodOwn(StateEvent, tag="mood:own", frozen=True, kw_only=True):
    """One's own, on all devices."""

    mood: Mood


class MoodGauge(StateEvent, tag="mood:gauge", frozen=True, kw_only=True):
    """How many people say what, of how many who might, without names; for who teaches, at most once a second."""

    agree: int
    disagree: int
    slower: int
    faster: int
    people: int
