"""The composition root: every part of the server is made here and handed to those that need it."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from eduforum import __version__
from eduforum.analytics.participation.routes import ParticipationRoutes
from eduforum.analytics.participation.service import ParticipationService
from eduforum.analytics.participation.tool import ParticipationTool
from eduforum.analytics.record.routes import RecordRoutes
from eduforum.analytics.record.service import RecordService
from eduforum.assessment.gradebook.quiz_feed import QuizFeed
from eduforum.assessment.gradebook.routes import GradebookRoutes
from eduforum.assessment.gradebook.service import Gradebooks
from eduforum.auth import mail_cover
from eduforum.auth.access_token_routes import AccessTokenRoutes
from eduforum.auth.audit.routes import AuditRoutes
from eduforum.auth.audit.service import AuditService
from eduforum.auth.device_routes import DeviceRoutes
from eduforum.auth.identities import Identities
from eduforum.auth.identity_routes import IdentityRoutes
from eduforum.auth.invitation_routes import InvitationRoutes
from eduforum.auth.keys import KeyRing
from eduforum.auth.oidc.providers import open_providers
from eduforum.auth.once import LocalOnce
from eduforum.auth.passwords import PasswordHasher
from eduforum.auth.recovery_routes import RecoveryRoutes
from eduforum.auth.routes import AuthRoutes
from eduforum.auth.second_factor_routes import SecondFactorRoutes
from eduforum.auth.service import AuthService
from eduforum.auth.sign_in_answers import SignInAnswers
from eduforum.auth.trusted_clock import TrustedClock
from eduforum.auth.vault_keys import open_vault
from eduforum.clock import Clock, SystemClock
from eduforum.cluster import (
    LocalRateLimiter,
    LocalRoomPlacement,
    LocalTokenBlacklist,
    RateLimiter,
    TokenBlacklist,
)
from eduforum.config import Config, Data, DatabaseSettings, Mail, split_host_port
from eduforum.courses.assignments.routes import AssignmentRoutes
from eduforum.courses.assignments.service import AssignmentService
from eduforum.courses.assignments.submissions import SubmissionService
from eduforum.courses.calendars.routes import CalendarRoutes
from eduforum.courses.calendars.service import CalendarService
from eduforum.courses.content.routes import ContentRoutes
from eduforum.courses.content.service import ContentService
from eduforum.courses.files.routes import UploadRoutes
from eduforum.courses.files.scanning import Scanning
from eduforum.courses.files.uploads import CourseFiles
from eduforum.courses.invitation_routes import CourseInvitationRoutes
from eduforum.courses.invitations import CourseInvitations
from eduforum.courses.roster.routes import RosterRoutes
from eduforum.courses.roster.service import RosterService
from eduforum.courses.routes import CourseRoutes
from eduforum.courses.series.routes import SeriesRoutes
from eduforum.courses.series.service import SeriesService
from eduforum.courses.service import CourseService
from eduforum.db import Database, migrate
from eduforum.db.embedded import EmbeddedPostgres
from eduforum.events import EventBus
from eduforum.ids import new_id
from eduforum.learning.breakouts.routes import BreakoutRoutes
from eduforum.learning.breakouts.tool import BreakoutTool
from eduforum.learning.chat.files import ChatFiles
from eduforum.learning.chat.records import ChatRecords
from eduforum.learning.chat.routes import ChatRoutes
from eduforum.learning.chat.tool import Chat
from eduforum.learning.cold_call.routes import ColdCallRoutes
from eduforum.learning.cold_call.tool import ColdCallTool
from eduforum.learning.copying.content import PreparedContent
from eduforum.learning.debate.routes import DebateRoutes
from eduforum.learning.debate.tool import DebateTool
from eduforum.learning.debate.votes import DebateBallots
from eduforum.learning.floor.routes import FloorRoutes
from eduforum.learning.floor.tool import ThinkTime
from eduforum.learning.hands.routes import HandRoutes
from eduforum.learning.hands.tool import HandQueue
from eduforum.learning.moods.tool import Moods
from eduforum.learning.notes.records import NoteRecords
from eduforum.learning.notes.routes import NotesRoutes
from eduforum.learning.notes.tool import SharedNotes
from eduforum.learning.plan.kinds import StepKinds
from eduforum.learning.plan.prepared import tool_kinds
from eduforum.learning.plan.routes import PlanRoutes
from eduforum.learning.plan.service import PlanService
from eduforum.learning.plan.tool import PlanTool
from eduforum.learning.polls.ballots import BallotService
from eduforum.learning.polls.routes import PollRoutes
from eduforum.learning.polls.service import PollService
from eduforum.learning.polls.tool import PollTool
from eduforum.learning.question_board.routes import QuestionBoardRoutes
from eduforum.learning.question_board.tool import QuestionBoard, QuestionBoardService
from eduforum.learning.questions.routes import QuestionRoutes
from eduforum.learning.questions.service import QuestionService
from eduforum.learning.quiz.routes import QuizRoutes
from eduforum.learning.quiz.service import QuizService
from eduforum.learning.quiz.tool import QuizTool
from eduforum.learning.reactions.tool import Reactions
from eduforum.learning.rehearsal.measuring import SlideMeter
from eduforum.learning.rehearsal.routes import RehearsalRoutes
from eduforum.learning.rehearsal.service import RehearsalService
from eduforum.learning.rehearsal.stage import House, OpenHouse, drop_abandoned
from eduforum.learning.slides.files import DeckFiles
from eduforum.learning.slides.routes import SlidesRoutes
from eduforum.learning.slides.tool import SlideShow
from eduforum.learning.whiteboard.images import BoardImages
from eduforum.learning.whiteboard.records import BoardRecords
from eduforum.learning.whiteboard.routes import WhiteboardRoutes
from eduforum.learning.whiteboard.tool import Whiteboard
from eduforum.mail import Outbox, Postman
from eduforum.media.controls.tool import HostControls
from eduforum.media.guests.routes import GuestRoutes
from eduforum.media.guests.service import GuestService
from eduforum.media.guests.tool import GuestRecords
from eduforum.media.quality_monitor import QualityMonitor
from eduforum.media.quality_routes import QualityRoutes
from eduforum.media.quality_tool import Quality
from eduforum.media.routes import ROOM_PATH, MediaRoutes, SocketAddress
from eduforum.media.service import RoomService
from eduforum.media.signaling import MediaSignaling
from eduforum.media.silence import silent_engine
from eduforum.media.tools import RoomTool
from eduforum.media.whip import WhipService
from eduforum.media.whip_routes import WhipRoutes
from eduforum.notifications.routes import MailRoutes
from eduforum.notifications.service import MailService
from eduforum.people.own_routes import OwnRoutes
from eduforum.people.profile import ProfileService
from eduforum.people.routes import PeopleRoutes
from eduforum.people.service import PeopleService
from eduforum.people.viewing import ViewingService
from eduforum.storage import DiskStore
from eduforum.storage.clamd import Clamd
from eduforum.telemetry import Metrics
from eduforum.web.dispatch import METHODS, Dispatcher, http_exception, unexpected
from eduforum.web.endpoint import Endpoint
from eduforum.web.hub import Hub
from eduforum.web.middleware import Observer, Proxies
from eduforum.web.openapi import document
from eduforum.web.origin import OwnOrigin
from eduforum.web.static import Client, built_client
from eduforum.web.system import SystemRoutes

if TYPE_CHECKING:
    from eduforum.analytics.talk.ears import Ears
    from eduforum.media.engine import MediaEngine

_log = logging.getLogger(__name__)

_TIDY_SECONDS = 3600.0

# Of the second application that a rehearsal takes place in.
_REHEARSAL_POOL = 4


@dataclass
class Application:
    """The parts of a running server. `asgi` is what answers; `start` and `stop` frame its life."""

    config: Config
    clock: Clock
    trusted_clock: TrustedClock
    db: Database
    events: EventBus
    metrics: Metrics
    limiter: RateLimiter
    blacklist: TokenBlacklist
    keys: KeyRing
    auth: AuthService
    outbox: Outbox
    postman: Postman
    course_invitations: CourseInvitations
    identities: Identities
    courses: CourseService
    scanning: Scanning
    course_files: CourseFiles
    content: ContentService
    assignments: AssignmentService
    submissions: SubmissionService
    questions: QuestionService
    quizzes: QuizService
    engine: "MediaEngine"
    rooms: RoomService
    quality: QualityMonitor
    guests: GuestService
    whip: WhipService
    plans: PlanService
    rehearsals: RehearsalService
    polls: PollService
    ballots: BallotService
    debate_ballots: DebateBallots
    chat_files: ChatFiles
    question_board: QuestionBoardService
    board_images: BoardImages
    decks: DeckFiles
    participation: ParticipationService
    records: RecordService
    gradebooks: Gradebooks
    _resources: AsyncExitStack

    def __post_init__(self) -> None:
        self.serving = False
        self._tasks: list[asyncio.Task[None]] = []
        self.asgi = self._asgi()

    async def start(self) -> None:
        """Begins the work that goes on beside requests."""
        await self.engine.start()
        self._resources.push_async_callback(self.engine.stop)
        await self.rooms.start()
        self._resources.push_async_callback(self.rooms.stop)
        await self.whip.start()
        self._resources.push_async_callback(self.whip.stop)
        await self.quality.start()
        self._resources.push_async_callback(self.quality.stop)
        self._resources.push_async_callback(self.rehearsals.close)
        if self.outbox.enabled:
            self.postman.start()
            self._resources.push_async_callback(self.postman.stop)
        self._tasks = [
            asyncio.create_task(self.trusted_clock.keep(self.db)),
            asyncio.create_task(self._tidy()),
            asyncio.create_task(self.scanning.run()),
        ]
        self.serving = True

    async def stop(self) -> None:
        """Ends everything in the opposite order. The server answers nothing from here on."""
        self.serving = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._resources.aclose()

    def endpoints(self) -> list[Endpoint]:
        answers = SignInAnswers(self.auth, OwnOrigin(self.config.server.public_url))
        system = SystemRoutes(self.db, self.metrics, lambda: self.serving, self._openapi)
        sockets = SocketAddress(self.config)
        boards = BoardRecords(self.db, self.board_images, self.limiter, self.rooms, self.clock)
        people = PeopleService(self.db, self.events, self.trusted_clock, self.auth, self.guests)
        return [
            *AuthRoutes(self.auth, self.keys, answers).endpoints(),
            *IdentityRoutes(self.identities, answers).endpoints(),
            *AccessTokenRoutes(self.auth.tokens, answers).endpoints(),
            *SecondFactorRoutes(self.auth.factors).endpoints(),
            *DeviceRoutes(self.auth.logins).endpoints(),
            *RecoveryRoutes(self.auth.recovery, answers).endpoints(),
            *InvitationRoutes(self.auth.invitations, answers).endpoints(),
            *CourseRoutes(self.courses).endpoints(),
            *SeriesRoutes(SeriesService(self.db, self.clock)).endpoints(),
            *RosterRoutes(RosterService(self.db, self.limiter, self.clock)).endpoints(),
            *CalendarRoutes(CalendarService(self.db, self.clock, self.config.url)).endpoints(),
            *UploadRoutes(self.course_files).endpoints(),
            *ContentRoutes(self.content, self.course_files).endpoints(),
            *AssignmentRoutes(self.assignments, self.submissions, self.course_files).endpoints(),
            *CourseInvitationRoutes(self.course_invitations).endpoints(),
            *MediaRoutes(self.rooms, sockets).endpoints(),
            *GuestRoutes(self.guests, sockets).endpoints(),
            *WhipRoutes(self.whip).endpoints(),
            *QualityRoutes(self.db).endpoints(),
            *ChatRoutes(ChatRecords(self.db, self.rooms), self.chat_files).endpoints(),
            *QuestionBoardRoutes(self.question_board).endpoints(),
            *QuestionRoutes(self.questions).endpoints(),
            *PollRoutes(self.polls, self.rooms, self.ballots).endpoints(),
            *PlanRoutes(self.plans, self.rooms).endpoints(),
            *RehearsalRoutes(self.rehearsals).endpoints(),
            *BreakoutRoutes(self.rooms).endpoints(),
            *HandRoutes(self.db, self.rooms).endpoints(),
            *FloorRoutes(self.db, self.rooms).endpoints(),
            *ColdCallRoutes(self.db, self.rooms).endpoints(),
            *DebateRoutes(self.db, self.rooms, self.debate_ballots).endpoints(),
            *QuizRoutes(self.quizzes).endpoints(),
            *WhiteboardRoutes(boards, self.board_images).endpoints(),
            *NotesRoutes(NoteRecords(self.db, self.rooms), self.rooms).endpoints(),
            *SlidesRoutes(self.decks, self.rooms).endpoints(),
            *ParticipationRoutes(self.participation, self.rooms).endpoints(),
            *RecordRoutes(self.records).endpoints(),
            *AuditRoutes(AuditService(self.db, self.trusted_clock)).endpoints(),
            *OwnRoutes(ProfileService(self.db, self.trusted_clock)).endpoints(),
            *PeopleRoutes(people, ViewingService(self.db, self.trusted_clock, self.auth)).endpoints(),
            *GradebookRoutes(self.gradebooks).endpoints(),
            *MailRoutes(MailService(self.db, self.trusted_clock)).endpoints(),
            *system.endpoints(),
        ]

    def _asgi(self) -> ASGIApp:
        dispatcher = Dispatcher(self.auth, self.limiter, self.config.limits.requests_per_minute)
        client = Client(built_client(), self.config.url)
        self.hub = Hub(self.rooms, OwnOrigin(self.config.server.public_url), self.metrics)
        starlette = Starlette(
            routes=[
                WebSocketRoute(ROOM_PATH, self.hub.endpoint),
                *dispatcher.routes(self.endpoints()),
                Route("/{path:path}", client.respond, methods=METHODS),
            ],
            exception_handlers={HTTPException: http_exception, Exception: unexpected},
        )
        starlette.router.redirect_slashes = False
        secure = self.config.url.startswith("https://") and not self.config.tls.self_signed
        observer = Observer(starlette, self.metrics, transport_security=secure)
        return Proxies(observer, self.config.server.trusted_proxies)

    def _openapi(self) -> dict[str, Any]:
        return document(self.endpoints(), __version__)

    async def _tidy_mail(self) -> None:
        await self.outbox.tidy(self.db)

    async def _tidy(self) -> None:
        while True:
            await self.clock.sleep(_TIDY_SECONDS)
            for tidy in (
                self.auth.tidy,
                self._tidy_mail,
                self.chat_files.tidy,
                self.decks.tidy,
                self.content.tidy,
                self.course_files.tidy,
            ):
                try:
                    await tidy()
                except Exception:
                    _log.exception("what has expired could not be forgotten")


async def build(
    config: Config, *, clock: Clock | None = None, engine: "MediaEngine | None" = None, schema: str | None = None
) -> Application:
    """Opens the database, embedded or external, brings it up to date and puts the server together. `schema`: the only
    one of the database that it knows, for a rehearsal.

    Raises `ConfigError` for keys of the vault that are none, and what the database raises when it cannot be reached;
    nothing is left running then.
    """
    clock = clock or SystemClock()
    vault = open_vault(config)
    async with AsyncExitStack() as stack:
        url = config.database.url
        if url is None:
            postgres = EmbeddedPostgres(config.data.dir)
            url = await postgres.start()
            stack.push_async_callback(postgres.stop)
        db = await Database.open(url, pool_size=config.database.pool_size, schema=schema)
        stack.push_async_callback(db.close)
        await migrate(db)
        if schema is None:
            async with db.connection() as conn:
                abandoned = await drop_abandoned(conn)
            for each in abandoned:
                shutil.rmtree(_rehearsal_folder(config, each), ignore_errors=True)

        trusted_clock = TrustedClock(clock)
        await trusted_clock.load(db)
        stack.push_async_callback(_quietly, trusted_clock.save, db)
        keys = KeyRing(trusted_clock, access_seconds=config.auth.access_minutes * 60)
        async with db.transaction() as conn:
            await keys.load(conn)
        hasher = PasswordHasher(config.auth.bcrypt_cost)
        stack.callback(hasher.close)

        events, metrics = EventBus(), Metrics()
        objects = DiskStore(config.data.dir / "objects")
        limiter, blacklist = LocalRateLimiter(clock), LocalTokenBlacklist(trusted_clock)
        outbox = Outbox(trusted_clock, mail_cover.seal(vault), enabled=config.mail.enabled)
        auth = AuthService(config, db, events, keys, trusted_clock, hasher, limiter, blacklist, vault, outbox)
        providers = open_providers(config, vault=vault, once=LocalOnce(trusted_clock), clock=trusted_clock)
        courses = CourseService(db, events, limiter, clock)
        courses.copies(PreparedContent(clock))
        scanning = Scanning(db, objects, clock, _scanner(config))
        course_files = CourseFiles(config.storage, db, objects, limiter, trusted_clock, scanning)
        if engine is None:
            engine = _media_engine(config, clock, metrics)
        reports = Quality(limiter, clock)
        quiz_tool = QuizTool(db, events, limiter, trusted_clock)
        board = QuestionBoard(db, limiter, trusted_clock)
        polls = PollTool(db, limiter, trusted_clock)
        hands = HandQueue(limiter, trusted_clock)
        participation = ParticipationTool(db, engine, limiter, trusted_clock, _ears() if schema is None else None)
        debates = DebateTool(db, limiter, trusted_clock, hands, participation)
        kinds = StepKinds(tool_kinds())
        tools: list[RoomTool] = [
            HostControls(courses, limiter, trusted_clock, hold_minutes=config.room.hold_minutes),
            MediaSignaling(engine, limiter, config.limits.offers_per_minute),
            reports,
            Chat(db, limiter, trusted_clock),
            board,
            polls,
            BreakoutTool(db, limiter, trusted_clock),
            participation,
            hands,
            ThinkTime(db, limiter, trusted_clock, hands, participation),
            ColdCallTool(db, limiter, trusted_clock, hands, participation, settled=config.room.settled_seconds),
            debates,
            Moods(limiter, trusted_clock),
            Reactions(limiter, trusted_clock),
            quiz_tool,
            Whiteboard(db, limiter, trusted_clock),
            SharedNotes(db, limiter, trusted_clock),
            SlideShow(db, limiter, trusted_clock),
            PlanTool(db, limiter, trusted_clock, kinds),
            GuestRecords(trusted_clock),
        ]
        rooms = RoomService(
            config,
            db,
            events,
            trusted_clock,
            auth=auth,
            keys=keys,
            placement=LocalRoomPlacement(new_id(clock), config.url),
            engine=engine,
            limiter=limiter,
            tools=tools,
        )
        whip = WhipService(config, db, events, trusted_clock, auth=auth, rooms=rooms, engine=engine, limiter=limiter)
        whip.expose(metrics)
        decks = DeckFiles(db, objects, limiter, trusted_clock, rooms)
        quality = QualityMonitor(
            db,
            clock,
            rooms=rooms.live_rooms,
            resources=whip.publications,
            engine=engine,
            quality=reports,
            metrics=metrics,
        )
        return Application(
            config=config,
            clock=clock,
            trusted_clock=trusted_clock,
            db=db,
            events=events,
            metrics=metrics,
            limiter=limiter,
            blacklist=blacklist,
            keys=keys,
            auth=auth,
            outbox=outbox,
            postman=Postman(config.mail, db, trusted_clock, mail_cover.opener(vault)),
            course_invitations=CourseInvitations(db, limiter, trusted_clock, auth.invitations),
            identities=Identities(db, auth, providers, trusted_clock),
            courses=courses,
            scanning=scanning,
            course_files=course_files,
            content=ContentService(db, course_files, trusted_clock),
            assignments=AssignmentService(db, trusted_clock),
            submissions=SubmissionService(db, course_files, limiter, trusted_clock),
            questions=QuestionService(db, limiter, trusted_clock),
            quizzes=QuizService(db, trusted_clock, rooms, quiz_tool),
            engine=engine,
            rooms=rooms,
            quality=quality,
            guests=GuestService(db, events, limiter, trusted_clock, keys, rooms),
            whip=whip,
            plans=PlanService(db, trusted_clock, kinds),
            rehearsals=RehearsalService(
                db,
                limiter,
                clock,
                url,
                _rehearsal_house(config, url),
                SlideMeter(decks.read),
                at_once=config.limits.rehearsals,
            ),
            polls=PollService(db, trusted_clock, rooms),
            ballots=BallotService(db, limiter, rooms, polls.rounds),
            debate_ballots=DebateBallots(db, limiter, rooms, debates.votes),
            question_board=QuestionBoardService(db, rooms, board),
            board_images=BoardImages(db, objects, limiter, trusted_clock, rooms),
            decks=decks,
            participation=ParticipationService(db, trusted_clock, participation, rooms),
            records=RecordService(db, tools, rooms),
            gradebooks=Gradebooks(db, trusted_clock, [QuizFeed()]),
            chat_files=ChatFiles(config.chat, db, objects, limiter, trusted_clock, rooms),
            _resources=stack.pop_all(),
        )


def declared_endpoints() -> list[Endpoint]:
    """Every endpoint that a server has, to describe and never to call: nothing stands behind their handlers."""
    nothing = cast(Any, None)
    return [
        *AuthRoutes(nothing, nothing, nothing).endpoints(),
        *IdentityRoutes(nothing, nothing).endpoints(),
        *AccessTokenRoutes(nothing, nothing).endpoints(),
        *SecondFactorRoutes(nothing).endpoints(),
        *DeviceRoutes(nothing).endpoints(),
        *RecoveryRoutes(nothing, nothing).endpoints(),
        *InvitationRoutes(nothing, nothing).endpoints(),
        *CourseRoutes(nothing).endpoints(),
        *SeriesRoutes(nothing).endpoints(),
        *RosterRoutes(nothing).endpoints(),
        *CalendarRoutes(nothing).endpoints(),
        *UploadRoutes(nothing).endpoints(),
        *ContentRoutes(nothing, nothing).endpoints(),
        *AssignmentRoutes(nothing, nothing, nothing).endpoints(),
        *CourseInvitationRoutes(nothing).endpoints(),
        *MediaRoutes(nothing, nothing).endpoints(),
        *GuestRoutes(nothing, nothing).endpoints(),
        *WhipRoutes(nothing).endpoints(),
        *QualityRoutes(nothing).endpoints(),
        *ChatRoutes(nothing, ChatFiles(Config().chat, nothing, nothing, nothing, nothing, nothing)).endpoints(),
        *QuestionBoardRoutes(nothing).endpoints(),
        *QuestionRoutes(nothing).endpoints(),
        *PollRoutes(nothing, nothing, nothing).endpoints(),
        *PlanRoutes(nothing, nothing).endpoints(),
        *RehearsalRoutes(nothing).endpoints(),
        *BreakoutRoutes(nothing).endpoints(),
        *HandRoutes(nothing, nothing).endpoints(),
        *FloorRoutes(nothing, nothing).endpoints(),
        *ColdCallRoutes(nothing, nothing).endpoints(),
        *DebateRoutes(nothing, nothing, nothing).endpoints(),
        *QuizRoutes(nothing).endpoints(),
        *WhiteboardRoutes(nothing, nothing).endpoints(),
        *NotesRoutes(nothing, nothing).endpoints(),
        *SlidesRoutes(nothing, nothing).endpoints(),
        *ParticipationRoutes(nothing, nothing).endpoints(),
        *RecordRoutes(nothing).endpoints(),
        *AuditRoutes(nothing).endpoints(),
        *OwnRoutes(nothing).endpoints(),
        *PeopleRoutes(nothing, nothing).endpoints(),
        *GradebookRoutes(nothing).endpoints(),
        *MailRoutes(nothing).endpoints(),
        *SystemRoutes(nothing, nothing, nothing, nothing).endpoints(),
    ]


def _rehearsal_folder(config: Config, schema: str) -> Path:
    return config.data.dir / "rehearsals" / schema


def _rehearsal_house(config: Config, url: str) -> OpenHouse:
    """A second application without media, on a schema and in a folder of its own."""

    @asynccontextmanager
    async def open_house(schema: str, clock: Clock) -> AsyncIterator[House]:
        folder = _rehearsal_folder(config, schema)
        database = DatabaseSettings(url=url, pool_size=_REHEARSAL_POOL)
        # People of a rehearsal read no mail.
        own = replace(config, database=database, data=Data(dir=folder), mail=Mail())
        try:
            application = await build(own, clock=clock, engine=silent_engine(), schema=schema)
            try:
                await application.start()
                yield House(
                    application.db,
                    application.courses,
                    application.rooms,
                    application.ballots,
                    application.debate_ballots,
                )
            finally:
                await application.stop()
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    return open_house


def _media_engine(config: Config, clock: Clock, metrics: Metrics) -> "MediaEngine":
    # Only a process that serves loads the native core: types are generated and databases migrated without it.
    from eduforum.media.engine import MediaEngine

    engine = MediaEngine(config, clock)
    engine.expose(metrics)
    return engine


def _scanner(config: Config) -> Clamd | None:
    address = None if config.storage.clamd is None else split_host_port(config.storage.clamd)
    return None if address is None else Clamd(*address)


def _ears() -> "Ears | None":
    try:
        from eduforum.analytics.talk.ears import Ears
    except (ImportError, OSError):
        _log.warning("speech cannot be decoded here; talk time counts what is as loud as speech", exc_info=True)
        return None
    return Ears()


async def _quietly(work: Callable[[Database], Awaitable[None]], db: Database) -> None:
    """The last write before the end: what stands in the way of it must not stand in the way of the end."""
    try:
        await work(db)
    except Exception:
        _log.exception("the clock's mark could not be saved")
