"""Who was put forward: followed, told, asked again; their links and slips; an organiser acts for them."""

from collections.abc import Awaitable, Callable

from bot import sheets
from bot import slips as paper
from bot.actions.nominees import (
    AskDecline,
    AskSlips,
    ChaseSilent,
    ConfirmFor,
    DeclineFor,
    IssueLink,
    NominatedCorps,
    Nominations,
    Nominee,
    Nominees,
    RegisterFor,
    RevokeLink,
    SeatFor,
    SendCallList,
    SendSlips,
    TellNominated,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.views import errors, registration
from bot.views import nominee as persons
from bot.views import nominees as views
from bot.views.page import Document, Page
from training import registration as rules
from training.errors import Gone, Stale
from training.links import issuing
from training.nominations import following
from training.nominations.following import Told
from training.registration import Refused, Verdict, WithdrawalReason


async def show(update: object, context: Context) -> None:
    action = context.action(Nominations)
    async with context.turn() as turn:
        await set_aside(turn)
        page = await _overview(turn, action.session_id)
    await context.show(page)


async def show_corps(update: object, context: Context) -> None:
    action = context.action(NominatedCorps)
    async with context.turn() as turn:
        found = await following.following(turn.db, turn.person, action.session_id)
        page = views.by_corps(turn.t, found, following.by_corps(found.nominations), action.page)
    await context.show(page)


async def show_group(update: object, context: Context) -> None:
    """A group that no button names is the whole list."""
    action = context.action(Nominees)
    async with context.turn() as turn:
        found = await following.following(turn.db, turn.person, action.session_id)
        page = views.listed(turn.t, found, action.group if action.group in views.GROUPS else "all", action.page)
    await context.show(page)


async def show_nominee(update: object, context: Context) -> None:
    action = context.action(Nominee)
    async with context.turn() as turn:
        await set_aside(turn)
        page = await _nominee(turn, action.nomination_id)
    await context.show(page)


async def tell(update: object, context: Context) -> None:
    await _write(context, context.action(TellNominated).session_id, following.tell, again=False)


async def chase(update: object, context: Context) -> None:
    await _write(context, context.action(ChaseSilent).session_id, following.chase, again=True)


async def ask_slips(update: object, context: Context) -> None:
    action = context.action(AskSlips)
    async with context.turn() as turn:
        page = persons.ask_slips(turn.t, await following.following(turn.db, turn.person, action.session_id))
    await context.show(page)


async def send_slips(update: object, context: Context) -> None:
    """New links, on paper. Pressed twice, « Nouveaux coupons » makes none the second time: nobody is left over."""
    action = context.action(SendSlips)
    await context.toast()  # first: hundreds of slips take longer than a press may wait
    async with context.turn() as turn:
        found = await following.following(turn.db, turn.person, action.session_id)
        those = found.at(following.Stage.UNOPENED) if action.everybody else found.without_link
        made = await issuing.issue(turn.db, turn.person, [one.person.id for one in those], now=turn.now)
        words, house, session = turn.t, turn.house, found.session
        page = persons.ask_slips(turn.t, await following.following(turn.db, turn.person, action.session_id))
    await context.show(page)
    if made:
        content = await paper.pdf(*persons.slips(words, session, made, house.bot_username, house.settings.timezone))
        await context.send_document(persons.slips_file(words, session, len(made), content))


async def send_call_list(update: object, context: Context) -> None:
    """Names and telephones of who did not answer; the page stays."""
    action = context.action(SendCallList)
    async with context.turn() as turn:
        name, header, rows = views.call_list(turn.t, await following.following(turn.db, turn.person, action.session_id))
    content = await sheets.workbook(name[:31], header, rows)
    await context.send_document(Document(f"{name}.xlsx", content))


async def issue_link(update: object, context: Context) -> None:
    """« Nouveau lien personnel »; somebody who has an account meanwhile needs none."""
    action = context.action(IssueLink)
    async with context.turn() as turn:
        _, one = await following.nominee(turn.db, turn.person, action.nomination_id)
        toast = None
        try:
            made = await issuing.issue_one(turn.db, turn.person, one.person.id, now=turn.now)
            settings = turn.house.settings
            page = persons.issued(turn.t, made, action.nomination_id, turn.house.bot_username, settings.timezone)
        except Stale:
            page, toast = await _nominee(turn, action.nomination_id), errors.stale(turn.t)
    await context.show(page, toast)


async def revoke_link(update: object, context: Context) -> None:
    action = context.action(RevokeLink)
    async with context.turn() as turn:
        _, one = await following.nominee(turn.db, turn.person, action.nomination_id)
        ended = await issuing.revoke(turn.db, turn.person, one.person.id, now=turn.now)
        page = await _nominee(turn, action.nomination_id)
        toast = turn.t.label("The link is withdrawn.") if ended else errors.stale(turn.t)
    await context.show(page, toast)


async def confirm_for(update: object, context: Context) -> None:
    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        person = await following.person(turn.db, person_id)
        outcome = await rules.confirm(turn.db, person, session_id, now=turn.now, by=turn.person)
        return errors.stale(turn.t) if outcome.again else turn.t.label("Presence confirmed.")

    await _act(context, context.action(ConfirmFor).nomination_id, act)


async def ask_decline(update: object, context: Context) -> None:
    action = context.action(AskDecline)
    async with context.turn() as turn:
        session, one = await following.nominee(turn.db, turn.person, action.nomination_id)
        page = persons.ask_decline(turn.t, session, one)
    await context.show(page)


async def decline_for(update: object, context: Context) -> None:
    action = context.action(DeclineFor)

    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        if action.reason not in registration.REASONS:
            raise Stale("reason")
        person, reason = await following.person(turn.db, person_id), WithdrawalReason(action.reason)
        left = await rules.withdraw(turn.db, person, session_id, reason, now=turn.now, by=turn.person)
        return errors.stale(turn.t) if left.was is rules.Seat.WITHDRAWN else turn.t.label("The place is free.")

    await _act(context, action.nomination_id, act)


async def seat_for(update: object, context: Context) -> None:
    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        person = await following.person(turn.db, person_id)
        given = await rules.seat(turn.db, person, session_id, by=turn.person, now=turn.now)
        if given:
            return turn.t.label("The place is theirs.")
        return turn.t.label("Not possible: no free place, or somebody waits before them.")

    await _act(context, context.action(SeatFor).nomination_id, act)


async def register_for(update: object, context: Context) -> None:
    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        person = await following.person(turn.db, person_id)
        verdict = await rules.register(turn.db, person, session_id, now=turn.now, by=turn.person)
        return _verdict(turn, verdict)

    await _act(context, context.action(RegisterFor).nomination_id, act)


def _verdict(turn: Turn, verdict: Verdict) -> str:
    if isinstance(verdict, Refused):
        return turn.t.label("Not possible: registrations closed, or other days taken.")
    if isinstance(verdict, rules.Waitlisted):
        return turn.t.label("All places are taken: on the waiting list.")
    return turn.t.label("The place is theirs.")


async def _act(context: Context, nomination_id: int, act: Callable[[Turn, int, int], Awaitable[str | None]]) -> None:
    """Something that an organiser does for somebody, who is shown as they are then."""
    async with context.turn() as turn:
        session, one = await following.nominee(turn.db, turn.person, nomination_id)
        try:
            toast = await act(turn, one.person.id, session.id)
        except (Gone, Stale):
            toast = errors.stale(turn.t)
        page = await _nominee(turn, nomination_id)
    await context.show(page, toast)


async def _write(context: Context, session_id: int, write: Callable[..., Awaitable[Told]], *, again: bool) -> None:
    async with context.turn() as turn:
        outcome = await write(turn.db, turn.person, session_id, now=turn.now)
        page, toast = await _overview(turn, session_id), views.told(turn.t, outcome, again=again)
    await context.show(page, toast)


async def _overview(turn: Turn, session_id: int) -> Page:
    found = await following.following(turn.db, turn.person, session_id)
    return views.overview(turn.t, found)


async def _nominee(turn: Turn, nomination_id: int) -> Page:
    session, one = await following.nominee(turn.db, turn.person, nomination_id)
    return persons.nominee(turn.t, session, one, turn.house.settings.timezone, turn.now)


HANDLERS = [
    pressed(Nominations, show),
    pressed(NominatedCorps, show_corps),
    pressed(Nominees, show_group),
    pressed(Nominee, show_nominee),
    pressed(TellNominated, tell),
    pressed(ChaseSilent, chase),
    pressed(AskSlips, ask_slips),
    pressed(SendSlips, send_slips),
    pressed(SendCallList, send_call_list),
    pressed(IssueLink, issue_link),
    pressed(RevokeLink, revoke_link),
    pressed(ConfirmFor, confirm_for),
    pressed(AskDecline, ask_decline),
    pressed(DeclineFor, decline_for),
    pressed(SeatFor, seat_for),
    pressed(RegisterFor, register_for),
]
