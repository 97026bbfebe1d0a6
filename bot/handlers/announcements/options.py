"""How an announcement arrives: urgent, protected, neutral, acknowledged, open to late arrivals."""

from bot.actions.composing import Options, ToggleOption
from bot.context import Context, pressed
from bot.handlers.announcements import preview
from bot.views.announcements import options as views
from training import access
from training.announcements import drafting


async def options(update: object, context: Context) -> None:
    action = context.action(Options)
    async with context.turn() as turn:
        page = views.options(turn.t, await preview.draft(turn, action.announcement_id))
    await context.show(page)


async def toggle(update: object, context: Context) -> None:
    action = context.action(ToggleOption)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        found = await drafting.toggle(turn.db, actor, action.announcement_id, action.option)
        page = views.options(turn.t, found)
    await context.show(page)


HANDLERS = [pressed(Options, options), pressed(ToggleOption, toggle)]
