"""What was sent, corrected or taken back everywhere: two taps, the number before the second one."""

from markupsafe import Markup

from bot.actions.dispatches import AskRecall, CorrectEverywhere, CorrectText, Recall
from bot.context import Context, Turn, pressed
from bot.delivery.announcement_notices import announcement_page
from bot.dialogs import give_up, leave_line
from bot.handlers.announcements import departing, following, preview
from bot.handlers.announcements.following import CORRECTION, Shown
from bot.house import Dialog
from bot.views import errors
from bot.views.announcements import amending as views
from bot.views.announcements import composing
from bot.views.announcements import fields as field_views
from bot.views.page import Page
from training import access, html_text
from training.announcements import amending, corrections, drafting, filling
from training.announcements.departure import NobodyElse
from training.announcements.fields import EmptyField, UnknownField
from training.errors import Forbidden, Gone, Stale

WRITE, AGREE = "write", "agree"
"""The steps: another text is awaited; it is there and a button is awaited."""


async def ask_text(update: object, context: Context) -> None:
    """« Corriger le texte », where there is something to correct."""
    action = context.action(CorrectText)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        if await corrections.amendable(turn.db, actor, action.announcement_id):
            await leave_line(turn, context)
            shown = Shown(await _ask(turn, action.announcement_id))
        else:
            shown = await departing.today(turn, context, action.announcement_id, toast=errors.stale(turn.t))
    await following.show(context, shown)


async def correct(update: object, context: Context) -> None:
    """« Corriger n messages »: that number; a text that is not awaited any more corrects nothing."""
    action = context.action(CorrectEverywhere)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        text = await _typed(turn, action.announcement_id)
        if text is None:
            shown = await departing.today(turn, context, action.announcement_id, toast=errors.stale(turn.t))
        elif (await corrections.reach(turn.db, actor, action.announcement_id, text)).n != action.messages:
            shown = Shown(await _confirm(turn, action.announcement_id, text, views.changed(turn.t)))
        else:
            shown = await _correct(turn, context, action.announcement_id, text)
    await following.show(context, shown)


async def _correct(turn: Turn, context: Context, announcement_id: int, text: str) -> Shown:
    actor, rules = await access.organiser(turn.db, turn.person), turn.house.settings.departure_rules
    done = await corrections.correct(turn.db, actor, announcement_id, text, rules, now=turn.now)
    if isinstance(done, NobodyElse):
        return Shown(await following.nobody_else(turn, announcement_id, done.n))
    return await departing.today(turn, context, announcement_id)


async def ask_recall(update: object, context: Context) -> None:
    """« Retirer le message »: from how many conversations, until when, and from which it cannot."""
    action = context.action(AskRecall)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        reach = await amending.reach_of_recall(turn.db, actor, action.announcement_id, now=turn.now)
        await leave_line(turn, context)
        zone = turn.house.settings.timezone
        page = views.ask_recall(
            turn.t, action.announcement_id, reach.n, reach.uncertain, reach.too_old, reach.until, zone
        )
    await context.show(page)


async def recall(update: object, context: Context) -> None:
    """« Retirer partout »."""
    action = context.action(Recall)
    async with context.turn() as turn:
        actor = await access.organiser(turn.db, turn.person)
        await amending.recall(turn.db, actor, action.announcement_id, now=turn.now)
        shown = await departing.today(turn, context, action.announcement_id)
    await following.show(context, shown)


class Correcting:
    """The conversation: another text is awaited, then a button under its preview."""

    name = CORRECTION

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits; none when there is nothing to correct any more, or the role was lost."""
        announcement_id, text = dialog.answers["announcement"], dialog.answers.get("text")
        try:
            return await (_confirm(turn, announcement_id, text) if text else _ask(turn, announcement_id))
        except (Gone, Forbidden, Stale):
            return await give_up(turn)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Keep the text, and show it exactly as it will arrive."""
        announcement_id = dialog.answers["announcement"]
        try:
            if dialog.step == AGREE:
                return await _confirm(turn, announcement_id, dialog.answers["text"], views.button_expected(turn.t))
            return await _written(turn, announcement_id)
        except html_text.Blank:
            return await _ask(turn, announcement_id, composing.blank(turn.t))
        except html_text.TooLong as error:
            return await _ask(turn, announcement_id, composing.too_long(turn.t, error.length, error.limit))
        except UnknownField as error:
            return await _ask(turn, announcement_id, field_views.unknown(turn.t, error))
        except EmptyField as error:
            return await _ask(turn, announcement_id, field_views.blanks(turn.t, error))
        except (Gone, Forbidden, Stale):
            return await self.question(turn, dialog)


async def _ask(turn: Turn, announcement_id: int, warning: Markup | None = None) -> Page:
    await access.organiser(turn.db, turn.person)
    await turn.ask(CORRECTION, WRITE, {"announcement": announcement_id})
    return views.write(turn.t, announcement_id, warning)


async def _written(turn: Turn, announcement_id: int) -> Page:
    """Raises what `corrections.correct` raises, before anything is written."""
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    page = await _confirm(turn, announcement_id, turn.html)  # it checks the fields, which the exact message fills in
    reader = await filling.longest_reached(turn.db, found, turn.html)
    longest = await announcement_page(turn.db, turn.t, found, reader, turn.html, opened=True)
    if (length := html_text.length(longest.text)) > preview.limit(found):
        raise html_text.TooLong(length, preview.limit(found))
    exact = await following.exact(turn, found, turn.html)
    if html_text.length(exact.text) <= preview.limit(found):  # whose own name may be the longest of all
        turn.above = exact
    return page


async def _confirm(turn: Turn, announcement_id: int, text: str, warning: Markup | None = None) -> Page:
    actor = await access.organiser(turn.db, turn.person)
    reach = await corrections.reach(turn.db, actor, announcement_id, text)
    await turn.ask(CORRECTION, AGREE, {"announcement": announcement_id, "text": text})
    return views.confirm(turn.t, announcement_id, reach.n, reach.uncertain, warning)


async def _typed(turn: Turn, announcement_id: int) -> str | None:
    """The text that waits for its agreement in this chat, for this announcement."""
    dialog = await turn.dialog()
    if dialog is None or dialog.flow != CORRECTION or dialog.answers.get("announcement") != announcement_id:
        return None
    text = dialog.answers.get("text")
    return text if isinstance(text, str) else None


FLOW = Correcting()
HANDLERS = [
    pressed(CorrectText, ask_text),
    pressed(CorrectEverywhere, correct),
    pressed(AskRecall, ask_recall),
    pressed(Recall, recall),
]
