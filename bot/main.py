"""The only place where things are wired together."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import structlog
from telegram import BotCommand
from telegram.ext import ContextTypes

from bot import handlers
from bot.clock import Clock
from bot.context import Context
from bot.delivery.notices import renderers
from bot.delivery.pace import paced
from bot.delivery.progress import Progress
from bot.delivery.worker import Worker
from bot.house import House, TrainingApplication
from bot.language import words
from bot.listening import listener
from bot.notice import filled_notice
from bot.receiving.arrival import ALLOWED_UPDATES, Doorway
from bot.receiving.lease import Lease
from bot.receiving.poller import poll
from bot.receiving.processor import Processor, note_error
from bot.scheduler import Ticks
from bot.secret import server_secret
from bot.settings import Settings
from bot.single import alone
from bot.supervision import Supervisor
from bot.transport import Transport
from bot.views.announcements.dispatches import progress as announcement_progress
from db.engine import Database
from db.queries import restart

log = structlog.get_logger(__name__)

ROLES = frozenset({"receive", "work"})


def build(settings: Settings) -> TrainingApplication:
    """The application with its handlers; nothing is opened yet."""
    database = Database(settings.database_url)
    house = House(
        settings=settings,
        database=database,
        clock=Clock(),
        server_secret=server_secret(settings),
        notice=filled_notice(settings.notice),
        flows=handlers.flows(),
        current_page=handlers.current_page,
        unasked=handlers.unasked,
        pace=paced(database, settings.messages_per_second),
    )
    builder = (
        TrainingApplication.builder()
        .application_class(TrainingApplication, {"house": house})
        .context_types(ContextTypes(context=Context))
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(Transport(64, read_timeout=10, pool_timeout=10, proxy=settings.proxy))
        .get_updates_request(Transport(2, read_timeout=40, proxy=settings.proxy))
        .updater(None)
    )
    application = builder.build()
    assert isinstance(application, TrainingApplication)
    application.add_handlers(handlers.all_handlers())
    application.add_error_handler(note_error)
    return application


@contextlib.asynccontextmanager
async def running(settings: Settings, does: frozenset[str] = ROLES) -> AsyncIterator[TrainingApplication]:
    """Everything of one process, started and at the end stopped: `receive`, `work`, or both.

    Raises Unusable (the database) or SettingsError before anything is started.
    """
    application = build(settings)
    supervisor = Supervisor()
    async with contextlib.AsyncExitStack() as closing:
        closing.enter_context(alone(settings))
        closing.push_async_callback(application.house.database.close)
        await application.house.database.check()
        if "receive" in does and settings.public_url:
            listener(settings).close()
        closing.push_async_callback(application.bot.shutdown)  # an application that does not start leaves it open
        await closing.enter_async_context(application)
        closing.push_async_callback(supervisor.stop)
        await _start(application, supervisor, does)
        yield application


async def _start(application: TrainingApplication, supervisor: Supervisor, does: frozenset[str]) -> None:
    house = application.house
    house.bot_username = application.bot.username
    if house.settings.clock_url:
        await house.clock.look_at(house.settings.clock_url)
        supervisor.keep("clock", partial(house.clock.follow, house.settings.clock_url))
    if house.settings.is_sqlite:
        await _take_over(house)
    if "work" in does:
        _start_work(application, supervisor)
    if "receive" in does:
        await _start_receiving(application, supervisor)


def _start_work(application: TrainingApplication, supervisor: Supervisor) -> None:
    house = application.house
    worker = Worker(house, application.bot, renderers(house.settings.notice.contact, house.server_secret))
    house.wake_delivery = worker.wake
    supervisor.keep("delivery", worker.run)
    report_page = partial(announcement_progress, zone=house.settings.timezone)
    _as_one(house, supervisor, "progress", Progress(house, application.bot, report_page).run)
    ticks = Ticks(house)
    supervisor.keep("due", ticks.run_due)
    supervisor.keep("forget", ticks.run_forget)
    scheduler = ticks.start()
    supervisor.at_stop(lambda: scheduler.shutdown(wait=False))


def _as_one(house: House, supervisor: Supervisor, role: str, work: Callable[[], Awaitable[None]]) -> None:
    """One process at a time does this. On SQLite there is only one: a lease would wait for its only connection."""
    if house.settings.is_sqlite:
        supervisor.keep(role, work)
    else:
        lease = Lease(house.database, role)
        supervisor.keep(role, lambda: lease.while_held(work))


async def _start_receiving(application: TrainingApplication, supervisor: Supervisor) -> None:
    house, settings = application.house, application.house.settings
    processor = Processor(application)
    doorway = Doorway(house.database, processor.arrived, processor.backlog)
    await _introduce(application)
    supervisor.keep("inbox", processor.run)
    if settings.public_url:
        await _announce_webhook(application)
        from bot.receiving.server import serve_webhook  # a poller does without a web server, and its memory

        supervisor.keep("web", lambda: serve_webhook(house, doorway))
    else:
        _as_one(house, supervisor, "poller", lambda: poll(application.bot, doorway))


async def _take_over(house: House) -> None:
    """The only process starts: what the one before held is nobody's."""
    async with house.database.transaction() as db:
        await restart.strand_all(db)


async def _introduce(application: TrainingApplication) -> None:
    t = words()
    commands = handlers.commands(t)
    await application.bot.set_my_commands([BotCommand(name, text) for name, text in commands])


async def _announce_webhook(application: TrainingApplication) -> None:
    settings = application.house.settings
    assert settings.webhook_secret is not None
    await application.bot.set_webhook(
        f"{settings.public_url}{settings.webhook_path}",
        secret_token=settings.webhook_secret.get_secret_value(),
        allowed_updates=ALLOWED_UPDATES,
    )


async def serve(settings: Settings, does: frozenset[str] = ROLES) -> None:
    """Run until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running(settings, does):
        log.info("started", does=sorted(does), database="sqlite" if settings.is_sqlite else "postgresql")
        await stop.wait()
    log.info("stopped")
