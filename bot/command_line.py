"""The commands of `python -m bot`. What operators read is in English; an import's report is the organisers' French.

Exit codes: 0 done; 1 not done, and why is said; 2 a setting or the command line itself is wrong.
"""

import argparse
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import logs, loop
from bot.clock import Clock, client
from bot.language import words
from bot.main import serve
from bot.notice import filled_notice
from bot.settings import Settings, SettingsError, load
from bot.transport import Transport
from bot.views import importing as views
from bot.views.import_report import plain, whole_report
from db.engine import Database, Unusable, usable
from db.migrate import upgrade
from db.models import InvitationKind
from training import audit, codes, invitations, programme_import, reference_lists
from training.programme_import import ImportRefused, NotATable
from training.uploads import MAX_BYTES

DONE, NOT_DONE, WRONG_SETTING = 0, 1, 2
PATIENCE = 5.0
"""Seconds that Telegram has to tell the bot's name."""

UNKNOWN_BOT = "<bot>"
Command = Callable[[Settings, argparse.Namespace], int]


def main(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; argparse itself exits with 2 for a command that does not exist."""
    asked = _parser().parse_args(arguments)
    command: Command = asked.command
    try:
        settings = load()
        logs.configure(settings.log_level, _secrets(settings))
        return command(settings, asked)
    except SettingsError as error:
        return _fail(str(error), WRONG_SETTING)
    except InvalidToken:
        return _fail("TELEGRAM_TOKEN: Telegram refuses this token", WRONG_SETTING)
    except TelegramError as error:
        return _fail(f"TELEGRAM_API_URL: Telegram cannot be reached ({type(error).__name__})", NOT_DONE)
    except Unusable as error:
        advice = "check the address, and run `python -m bot migrate` first"
        return _fail(f"DATABASE_URL: the database cannot be used ({error}); {advice}", NOT_DONE)


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Everything in one process; an SQLite file is migrated first, once the settings are known to be right."""
    filled_notice(settings.notice)
    if settings.is_sqlite:
        _migrate(settings)
    loop.run(serve(settings))
    return DONE


def web(settings: Settings, asked: argparse.Namespace) -> int:
    """The webhook, its answers and `/health`. Raises SettingsError without a public address."""
    if not settings.public_url:
        raise SettingsError("PUBLIC_URL: required by the web process, which Telegram calls")
    loop.run(serve(settings, frozenset({"receive"})))
    return DONE


def worker(settings: Settings, asked: argparse.Namespace) -> int:
    """What falls due, and the delivery."""
    loop.run(serve(settings, frozenset({"work"})))
    return DONE


def migrate(settings: Settings, asked: argparse.Namespace) -> int:
    """Tables up to date, reference lists filled if they are empty."""
    _migrate(settings)
    _say("The database is up to date.")
    return DONE


def invite_administrator(settings: Settings, asked: argparse.Namespace) -> int:
    """Print a single-use code, as a link and as letters to type."""
    loop.run(_invite(settings))
    return DONE


def import_activities(settings: Settings, asked: argparse.Namespace) -> int:
    """Try the file, show the report, import once agreed."""
    try:
        with Path(asked.file).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        return _fail(f"{asked.file}: {error.strerror}", NOT_DONE)
    if len(content) > MAX_BYTES:
        return _fail(f"{asked.file}: more than {MAX_BYTES // views.MEGABYTE} MB", NOT_DONE)
    return loop.run(_import(settings, Path(asked.file).name, content, agreed=asked.yes))


def audit_seats(settings: Settings, asked: argparse.Namespace) -> int:
    """Say what is not as it must be; nothing is changed."""
    return loop.run(_audit(settings))


async def _invite(settings: Settings) -> None:
    async with _joined(settings) as (database, now), database.transaction() as db:
        invitation, code = await invitations.create(db, None, InvitationKind.ADMINISTRATOR, now=now)
        until = invitation.expires_at
    username = await _username(settings)
    _say(f"Open this link in Telegram:  https://t.me/{username or UNKNOWN_BOT}?start={code}")
    _say(f"or type this code to the bot: {codes.grouped(code)}")
    _say(f"For one person, until {until:%Y-%m-%d %H:%M} UTC. It cannot be shown again.")
    if not username:
        _say(f"Telegram does not answer now: put your bot's name in place of {UNKNOWN_BOT}.")


async def _audit(settings: Settings) -> int:
    async with _joined(settings) as (database, now), database.snapshot() as db:
        found = await audit.breaches(db, now=now)
    for breach in found:
        _say(str(breach))
    _say(f"Breaches: {len(found)}")
    return NOT_DONE if found else DONE


async def _username(settings: Settings) -> str | None:
    """The bot's name as Telegram tells it; None when it cannot be asked. An invitation does not need it."""
    wire = Transport(connect_timeout=PATIENCE, read_timeout=PATIENCE, proxy=settings.proxy)
    token, url = settings.telegram_token.get_secret_value(), f"{settings.telegram_api_url}/bot"
    try:
        async with Bot(token, base_url=url, request=wire, get_updates_request=wire) as bot:
            return str(bot.username)
    except TelegramError:
        return None


async def _import(settings: Settings, name: str, content: bytes, *, agreed: bool) -> int:
    t = words()
    async with _joined(settings) as (database, now):
        try:
            async with database.transaction() as db:
                known = await programme_import.known_words(db)
            programme = await programme_import.read(name, content, known)
            async with database.transaction() as db:
                found = await programme_import.plan(db, programme, now=now, defaults=settings.session_defaults)
            _say(whole_report(t, found))
            if not found.ready:
                return NOT_DONE
            if not (found.new or found.changed):
                return DONE
            if not (agreed or _agrees(t.label("Import? (y/n)"))):
                return NOT_DONE
            async with database.transaction() as db:
                done = await programme_import.apply_file(db, programme, now=now, defaults=settings.session_defaults)
        except NotATable as error:
            return _fail(plain(views.not_a_table(t, error)), NOT_DONE)
        except ImportRefused as error:
            return _fail(whole_report(t, error.report), NOT_DONE)
    _say(plain(views.outcome(t, done)))
    return DONE


def _agrees(question: str) -> bool:
    """The answer typed at the terminal; no terminal is a no."""
    sys.stdout.write(f"{question} ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in {"o", "oui", "y", "yes"}


@asynccontextmanager
async def _joined(settings: Settings) -> AsyncIterator[tuple[Database, datetime]]:
    """The database beside whoever uses it, for a moment, and programme time."""
    clock = Clock()
    if settings.clock_url:
        async with client() as session:
            await clock.look(session, settings.clock_url)
    database = Database(settings.database_url, pool_size=1)
    try:
        await database.check()
        yield database, clock.now()
    finally:
        await database.close()


def _migrate(settings: Settings) -> None:
    with usable():
        upgrade(settings.database_url)
    loop.run(_seed(settings))


async def _seed(settings: Settings) -> None:
    async with _joined(settings) as (database, _), database.transaction() as db:
        await reference_lists.seed(db)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="A training programme's Telegram bot.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "run", run, "everything in one process (SQLite, or one process on PostgreSQL)")
    _command(commands, "web", web, "the webhook's receiver (any number of them, on PostgreSQL)")
    _command(commands, "worker", worker, "reminders and delivery (any number of them, on PostgreSQL)")
    _command(commands, "migrate", migrate, "bring the tables up to date and fill the reference lists")
    _command(commands, "audit", audit_seats, "check seats, offers and the waiting lines; exit code 1 on a breach")
    invite = commands.add_parser("invite", help="let somebody in")
    whom = invite.add_subparsers(required=True, metavar="WHOM")
    _command(whom, "administrator", invite_administrator, "a single-use link and code for an administrator")
    what = commands.add_parser("import", help="import a file").add_subparsers(required=True, metavar="WHAT")
    activities = _command(what, "activities", import_activities, "the programme's activities, after a trial")
    activities.add_argument("file", metavar="FILE", help="an xlsx or csv file, 5 MB at most")
    activities.add_argument("--yes", action="store_true", help="import without asking when nothing is wrong")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, does: Command, says: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says)
    parser.set_defaults(command=does)
    return parser


def _secrets(settings: Settings) -> list[str]:
    """What no log line may hold."""
    given = (settings.telegram_token, settings.webhook_secret, settings.secret_key)
    passwords = [make_url(settings.database_url).password, urlsplit(settings.proxy or "").password]
    return [secret.get_secret_value() for secret in given if secret] + [each for each in passwords if each]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _fail(line: str, code: int) -> int:
    sys.stderr.write(f"{line}\n")
    return code
