"""What a question is, in two forms that share no type: with its key, for staff, and as those who answer see it.

A `Question` holds the key. An `Item` is made of it by `items.shown` and has no field that a key could stand in. Options
are named by ids that say nothing: they are made anew with every version of a question, and no order follows from them.

The gaps of a cloze text are marked `{{1}}`, `{{2}}` …, each once and in this order.
"""

from decimal import Decimal
from typing import Annotated, Literal, cast

import msgspec
from msgspec import Meta

MAX_TEXT = 4000
MAX_OPTION = 500
MAX_ACCEPTED = 200
MAX_TYPED = 2000
MAX_OPTIONS = 20
MAX_GAPS = 20

Kind = Literal["single", "multiple", "true_false", "numeric", "short_text", "ordering", "matching", "cloze"]

Text = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, description="Plain text, in characters")]
Explanation = Annotated[str, Meta(max_length=MAX_TEXT, description="Shown with the key, once that is released")]
OptionId = Annotated[str, Meta(pattern=r"\A[0-9a-z]{1,16}\Z", description="Names an option inside of its question")]
Accepted = Annotated[str, Meta(min_length=1, max_length=MAX_ACCEPTED)]
AcceptedTexts = Annotated[tuple[Accepted, ...], Meta(min_length=1, max_length=MAX_OPTIONS)]
ToleranceUnit = Literal["absolute", "percent"]


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: OptionId
    text: Annotated[str, Meta(min_length=1, max_length=MAX_OPTION)]


Options = Annotated[tuple[Option, ...], Meta(min_length=2, max_length=MAX_OPTIONS)]


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a matching question, and the option that is put to it."""

    row: OptionId
    option: OptionId


class _Question(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Text
    explanation: Explanation = ""


class SingleQuestion(_Question, tag="single", frozen=True, kw_only=True):
    """One of the options is right."""

    options: Options
    answer: OptionId
    shuffle: bool = True


class MultipleQuestion(_Question, tag="multiple", frozen=True, kw_only=True):
    """Any number of the options are right, at least one. `partial`: right ones count, and wrong ones against them."""

    options: Options
    answers: Annotated[tuple[OptionId, ...], Meta(min_length=1, max_length=MAX_OPTIONS)]
    partial: bool = True
    shuffle: bool = True


class TrueFalseQuestion(_Question, tag="true_false", frozen=True, kw_only=True):
    answer: bool


class NumericQuestion(_Question, tag="numeric", frozen=True, kw_only=True):
    """A number that is off by no more than `tolerance`, in its own unit or in percent of the answer."""

    answer: Decimal
    tolerance: Decimal = Decimal(0)
    tolerance_unit: ToleranceUnit = "absolute"


class ShortTextQuestion(_Question, tag="short_text", frozen=True, kw_only=True):
    """One of the accepted texts. `spaces`: whether spaces between words count."""

    accepted: AcceptedTexts
    case_sensitive: bool = False
    spaces: bool = True


class OrderingQuestion(_Question, tag="ordering", frozen=True, kw_only=True):
    """`options` stand in the right order."""

    options: Options
    partial: bool = True


class MatchingQuestion(_Question, tag="matching", frozen=True, kw_only=True):
    """One option to each row; an option may fit several rows, or none."""

    rows: Options
    options: Options
    answer: Annotated[tuple[Pair, ...], Meta(min_length=2, max_length=MAX_OPTIONS)]
    partial: bool = True


class _Gap(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class TextGap(_Gap, tag="text", frozen=True, kw_only=True):
    accepted: AcceptedTexts
    case_sensitive: bool = False
    spaces: bool = True


class NumericGap(_Gap, tag="numeric", frozen=True, kw_only=True):
    answer: Decimal
    tolerance: Decimal = Decimal(0)
    tolerance_unit: ToleranceUnit = "absolute"


class ChoiceGap(_Gap, tag="choice", frozen=True, kw_only=True):
    options: Options
    answer: OptionId


Gap = TextGap | NumericGap | ChoiceGap


class ClozeQuestion(_Question, tag="cloze", frozen=True, kw_only=True):
    """A text with gaps, all of one weight."""

    gaps: Annotated[tuple[Gap, ...], Meta(min_length=1, max_length=MAX_GAPS)]
    partial: bool = True


Question = (
    SingleQuestion
    | MultipleQuestion
    | TrueFalseQuestion
    | NumericQuestion
    | ShortTextQuestion
    | OrderingQuestion
    | MatchingQuestion
    | ClozeQuestion
)


class _Item(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True):
    text: str


class SingleItem(_Item, tag="single", frozen=True, kw_only=True):
    options: tuple[Option, ...]


class MultipleItem(_Item, tag="multiple", frozen=True, kw_only=True):
    options: tuple[Option, ...]


class TrueFalseItem(_Item, tag="true_false", frozen=True, kw_only=True):
    pass


class NumericItem(_Item, tag="numeric", frozen=True, kw_only=True):
    pass


class ShortTextItem(_Item, tag="short_text", frozen=True, kw_only=True):
    pass


class OrderingItem(_Item, tag="ordering", frozen=True, kw_only=True):
    options: tuple[Option, ...]


class MatchingItem(_Item, tag="matching", frozen=True, kw_only=True):
    rows: tuple[Option, ...]
    options: tuple[Option, ...]


class GapItem(msgspec.Struct, frozen=True, kw_only=True):
    """A gap to be typed in, or one of `options`, where there are any."""

    kind: Literal["text", "numeric", "choice"]
    options: tuple[Option, ...] = ()


class ClozeItem(_Item, tag="cloze", frozen=True, kw_only=True):
    gaps: tuple[GapItem, ...]


Item = SingleItem | MultipleItem | TrueFalseItem | NumericItem | ShortTextItem | OrderingItem | MatchingItem | ClozeItem

Typed = Annotated[str, Meta(max_length=MAX_TYPED, description="As it was typed")]


class _Response(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SingleResponse(_Response, tag="single", frozen=True, kw_only=True):
    option: OptionId


class MultipleResponse(_Response, tag="multiple", frozen=True, kw_only=True):
    options: Annotated[tuple[OptionId, ...], Meta(max_length=MAX_OPTIONS)]


class TrueFalseResponse(_Response, tag="true_false", frozen=True, kw_only=True):
    value: bool


class NumericResponse(_Response, tag="numeric", frozen=True, kw_only=True):
    text: Typed


class ShortTextResponse(_Response, tag="short_text", frozen=True, kw_only=True):
    text: Typed


class OrderingResponse(_Response, tag="ordering", frozen=True, kw_only=True):
    """All of the options, first to last."""

    order: Annotated[tuple[OptionId, ...], Meta(max_length=MAX_OPTIONS)]


class MatchingResponse(_Response, tag="matching", frozen=True, kw_only=True):
    """The rows that something was put to."""

    pairs: Annotated[tuple[Pair, ...], Meta(max_length=MAX_OPTIONS)]


class ClozeResponse(_Response, tag="cloze", frozen=True, kw_only=True):
    """What was typed into each gap, or the id of the option chosen; "" where nothing was."""

    gaps: Annotated[tuple[Typed, ...], Meta(max_length=MAX_GAPS)]


Response = (
    SingleResponse
    | MultipleResponse
    | TrueFalseResponse
    | NumericResponse
    | ShortTextResponse
    | OrderingResponse
    | MatchingResponse
    | ClozeResponse
)


def kind_of(thing: Question | Item | Response) -> Kind:
    """By the tag."""
    return cast(Kind, thing.__struct_config__.tag)
