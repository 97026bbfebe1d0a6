"""A correction of many messages that waits for an agreement: read, agreed to, refused, given up."""

from bot.actions.dispatches import ApproveCorrection, GiveUpCorrection, RefuseCorrection, SeeCorrection
from bot.context import Context, Turn, pressed
from bot.handlers.announcements import departing, following
from bot.handlers.announcements.following import Shown
from bot.views.announcements import amending as views
from bot.views.announcements import approval as approval_views
from bot.views.announcements import fields as field_views
from training import access
from training.announcements import corrections
from training.announcements.corrections import Asked
from training.announcements.fields import EmptyField
from training.errors import Forbidden


async def see(update: object, context: Context) -> None:
    """« Voir le texte »: exactly as it will arrive, then the question again, below it."""
    action = context.action(SeeCorrection)
    async with context.turn() as turn:
        asked = await _asked(turn, action.dispatch_id)
        exact = await following.exact(turn, asked.announcement, asked.html_text)
        shown = await departing.today(turn, context, asked.announcement.id)
    await context.toast()
    await context.say(exact)
    await context.show_below(shown.page)


async def approve(update: object, context: Context) -> None:
    """« Donner mon accord »: the correction begins; who wrote it cannot."""
    action = context.action(ApproveCorrection)
    async with context.turn() as turn:
        asked = await _asked(turn, action.dispatch_id)
        actor, number = await access.organiser(turn.db, turn.person), asked.announcement.id
        try:
            await corrections.approve(turn.db, actor, action.dispatch_id, now=turn.now)
            shown = await departing.today(turn, context, number)
        except Forbidden:
            shown = await departing.today(turn, context, number, toast=approval_views.not_the_author(turn.t))
        except EmptyField as error:
            blanks = field_views.blanks(turn.t, error)
            shown = Shown(views.decide(turn.t, number, action.dispatch_id, asked.n, blanks))
    await following.show(context, shown)


async def refuse(update: object, context: Context) -> None:
    """« Refuser »: the text that was sent stays, and who wrote the other one is told."""
    action = context.action(RefuseCorrection)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        try:
            number = (await corrections.refuse(turn.db, actor, action.dispatch_id, now=turn.now)).announcement.id
            toast = views.refused(turn.t)
        except Forbidden:
            number = (await _asked(turn, action.dispatch_id)).announcement.id
            toast = approval_views.not_the_author(turn.t)
        shown = await departing.today(turn, context, number, toast=toast)
    await following.show(context, shown)


async def give_up(update: object, context: Context) -> None:
    """« Abandonner la correction »."""
    action = context.action(GiveUpCorrection)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        given_up = await corrections.take_back(turn.db, actor, action.dispatch_id, now=turn.now)
        shown: Shown = await departing.today(turn, context, given_up.announcement.id, toast=views.given_up(turn.t))
    await following.show(context, shown)


async def _asked(turn: Turn, dispatch_id: int) -> Asked:
    return await corrections.asked(turn.db, await access.organiser(turn.db, turn.person), dispatch_id)


HANDLERS = [
    pressed(SeeCorrection, see),
    pressed(ApproveCorrection, approve),
    pressed(RefuseCorrection, refuse),
    pressed(GiveUpCorrection, give_up),
]
