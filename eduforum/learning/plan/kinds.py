"""What can be prepared for a step. A kind knows its settings and the commands of its tool that begin it and take it
back; plans know kinds by name alone, and the composition root says which there are."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID, uuid5

import msgspec

from eduforum.errors import Detail, Invalid
from eduforum.learning.plan.schemas import Launch, PlanStep
from eduforum.media.schemas import Person
from eduforum.media.tools import Caller, RoomContext
from eduforum.web.protocol import Request

S = TypeVar("S", bound=msgspec.Struct)
A = TypeVar("A", bound=msgspec.Struct)


class NoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Acting:
    """Commands of other tools in the name of who began a step. A command's id follows from the launch's and from what
    it is called: however often it is repeated, it acts once."""

    def __init__(self, room: RoomContext, launch: Launch) -> None:
        self._room = room
        self._launch = UUID(launch.id)
        self._caller = Caller(Person(launch.by, launch.name, launch.role))
        self.room_id = room.id

    def id(self, what: str) -> str:
        return str(uuid5(self._launch, what))

    async def do(self, request: Request, answer: type[A]) -> A:
        """Raises what the command does."""
        given = await self._room.act(self._caller, request)
        return msgspec.json.decode(given if isinstance(given, msgspec.Raw) else msgspec.json.encode(given), type=answer)


class StepKind(Protocol[S]):
    name: ClassVar[str]
    settings: type[S]

    def check(self, settings: S) -> None:
        """Raises `Invalid` where they fit their types and make no sense together."""
        ...

    async def begin(self, acting: Acting, settings: S, minutes: int) -> dict[str, str]:
        """What came of it, for `end`. `minutes`: how long the step is to take."""
        ...

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        """Takes back what was begun a moment ago."""
        ...


class Kind(Generic[S]):
    """A kind of which nothing has to be checked or taken back."""

    def check(self, settings: S) -> None:
        return

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        return


class Talk(Kind[NoSettings]):
    """Nothing is prepared: people talk."""

    name: ClassVar[str] = "talk"
    settings = NoSettings

    async def begin(self, acting: Acting, settings: NoSettings, minutes: int) -> dict[str, str]:
        return {}


class StepKinds:
    def __init__(self, kinds: Iterable[StepKind[Any]]) -> None:
        self._kinds: dict[str, StepKind[Any]] = {kind.name: kind for kind in (Talk(), *kinds)}

    def checked(self, step: PlanStep, field: str) -> PlanStep:
        """The step with its settings whole. Raises `Invalid` for `field` where the kind is none, or its settings are
        not."""
        kind = self._kinds.get(step.kind)
        if kind is None:
            raise Invalid(details=[Detail(f"{field}.kind", "There is no such kind of step.")])
        try:
            settings = msgspec.convert(step.settings, kind.settings)
            kind.check(settings)
        except msgspec.ValidationError as error:
            raise Invalid(details=[Detail(f"{field}.settings", str(error))]) from None
        except Invalid as error:
            details = [Detail(f"{field}.settings.{each.field}", each.message) for each in error.details]
            raise Invalid(details=details) from None
        return msgspec.structs.replace(step, settings=msgspec.json.decode(msgspec.json.encode(settings)))

    def launches(self, step: PlanStep) -> bool:
        """Whether something is prepared for the step."""
        return step.kind != Talk.name

    async def begin(self, acting: Acting, step: PlanStep) -> dict[str, str]:
        kind = self._kinds[step.kind]
        return await kind.begin(acting, msgspec.convert(step.settings, kind.settings), step.minutes)

    async def end(self, acting: Acting, step: PlanStep, begun: Mapping[str, str]) -> None:
        await self._kinds[step.kind].end(acting, begun)
