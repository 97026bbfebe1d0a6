"""« Ma situation »: where each person is now, according to who they are."""

from bot.buttons import Home, HomeBelow
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.views import arrival, people
from bot.views import home as views
from bot.views.page import Page
from training import access, situation
from training.identification import needs_notice


async def home(update: object, context: Context) -> None:
    """The card, whatever was being asked: a question that waited is given up, except an unfinished first form."""
    await context.show(await _card(context))


async def home_below(update: object, context: Context) -> None:
    """The same, below an announcement, which can be read again."""
    await context.show_below(await _card(context))


async def _card(context: Context) -> Page:
    async with context.turn() as turn:
        await set_aside(turn)
        return await turn.house.current_page(turn)


async def current(turn: Turn) -> Page:
    """The person's home: denied unless granted, so that what is not known to be allowed shows no session."""
    person, settings = turn.person, turn.house.settings
    if person is None:
        return arrival.welcome_stranger(turn.t, settings.programme)
    if needs_notice(person, settings.notice.version):
        return arrival.notice_changed(turn.t, settings.notice.version)
    match person.standing.value:
        case "verified":
            return views.situation(turn.t, await situation.of(turn.db, person, now=turn.now), turn.now)
        case "unverified":
            return views.waiting(turn.t, settings.programme, people.name(person))
        case "refused":
            return views.refused(turn.t, settings.notice.contact)
        case _:
            return views.no_fiche(turn.t, organiser=bool(await access.roles(turn.db, person)))


HANDLERS = [pressed(Home, home), pressed(HomeBelow, home_below)]
