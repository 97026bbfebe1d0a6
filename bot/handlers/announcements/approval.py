"""Two pairs of eyes: a colleague reads, agrees or refuses; the author takes back or gives up. The first counts."""

from typing import TYPE_CHECKING, assert_never

from bot.actions.dispatches import Approve, GiveUpWaiting, RefuseApproval, SeeMessage, TakeBack
from bot.context import Context, Turn, pressed
from bot.handlers.announcements import departing, following
from bot.handlers.announcements.following import Shown
from bot.views.announcements import approval as views
from bot.views.announcements import fields as field_views
from training import access
from training.announcements import approval, drafting, objections
from training.announcements.approval import AlreadyDecided
from training.announcements.departure import Changed, Held, Scheduled, Sending
from training.announcements.fields import EmptyField

if TYPE_CHECKING:
    from db.models import Announcement


async def see_message(update: object, context: Context) -> None:
    """« Voir le message »: exactly as it will arrive, then the question again, below it."""
    action = context.action(SeeMessage)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await drafting.find(turn.db, actor, action.announcement_id)
        exact = await following.exact(turn, found)
        shown = await departing.today(turn, context, found.id)
    await context.toast()
    await context.say(exact)
    await context.show_below(shown.page)


async def approve(update: object, context: Context) -> None:
    """« Donner mon accord »: to the number that the page said; the author cannot."""
    action = context.action(Approve)
    async with context.turn() as turn:
        found = await _asked(turn, action.announcement_id)
        theirs = turn.person is not None and turn.person.id in objections.hands(found)
        if theirs or (found.state == "awaiting" and found.recipients != action.recipients):
            shown = await _again(turn, context, found, theirs=theirs)
        else:
            shown = await _approved(turn, context, action)
    await following.show(context, shown)


async def refuse(update: object, context: Context) -> None:
    """« Refuser »: it is a draft again, and its author is told."""
    action = context.action(RefuseApproval)
    async with context.turn() as turn:
        found = await _asked(turn, action.announcement_id)
        if turn.person is not None and turn.person.id in objections.hands(found):
            shown = await _again(turn, context, found, theirs=True)
        elif await approval.refuse(turn.db, await access.organiser(turn.db, turn.person), found.id, now=turn.now):
            shown = await departing.today(turn, context, found.id, toast=views.decided_before(turn.t))
        else:
            shown = Shown(views.refused(turn.t, found.id))
    await following.show(context, shown)


async def take_back(update: object, context: Context) -> None:
    """« Modifier » while it waits: a draft again, whose preview comes; a decision that came before is shown."""
    action = context.action(TakeBack)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        decided = await approval.take_back(turn.db, actor, action.announcement_id, now=turn.now)
        toast = views.decided_before(turn.t) if decided else None
        shown = await departing.today(turn, context, action.announcement_id, toast=toast)
    await following.show(context, shown)


async def give_up(update: object, context: Context) -> None:
    """« Abandonner » while it waits: nothing was sent, nothing is kept."""
    action = context.action(GiveUpWaiting)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        decided = await approval.take_back(turn.db, actor, action.announcement_id, now=turn.now)
        if decided:
            toast = views.decided_before(turn.t)
            shown = await departing.today(turn, context, action.announcement_id, toast=toast)
        else:
            await drafting.abandon(turn.db, actor, action.announcement_id, now=turn.now)
            shown = Shown(views.given_up(turn.t, action.announcement_id))
    await following.show(context, shown)


async def _asked(turn: Turn, announcement_id: int) -> "Announcement":
    return await drafting.find(turn.db, await access.organiser(turn.db, turn.person), announcement_id)


async def _again(turn: Turn, context: Context, found: "Announcement", *, theirs: bool) -> Shown:
    """Nothing is decided: the author may not, or the page said another number."""
    if theirs:
        return await departing.today(turn, context, found.id, toast=views.not_the_author(turn.t))
    return await departing.today(turn, context, found.id, views.grown(turn.t))


async def _approved(turn: Turn, context: Context, action: Approve) -> Shown:
    actor, rules = await access.organiser(turn.db, turn.person), turn.house.settings.departure_rules
    announcement_id, version = action.announcement_id, action.version
    try:
        outcome = await approval.approve(turn.db, actor, announcement_id, rules, version=version, now=turn.now)
    except EmptyField as error:
        return await departing.today(turn, context, announcement_id, field_views.blanks(turn.t, error))
    match outcome:
        case Sending() | Scheduled() | Held():
            return await departing.today(turn, context, announcement_id)
        case AlreadyDecided():
            return await departing.today(turn, context, announcement_id, toast=views.decided_before(turn.t))
        case Changed(rewritten=True):
            return await departing.today(turn, context, announcement_id, views.rewritten(turn.t))
        case Changed():
            return await departing.today(turn, context, announcement_id, views.grown(turn.t))
        case _ as never:
            assert_never(never)


HANDLERS = [
    pressed(SeeMessage, see_message),
    pressed(Approve, approve),
    pressed(RefuseApproval, refuse),
    pressed(TakeBack, take_back),
    pressed(GiveUpWaiting, give_up),
]
