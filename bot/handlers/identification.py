"""The form « Fiche »: buttons and typed answers, step by step. Each answer is kept in the dialog at once."""

from collections.abc import Awaitable, Callable

from bot import fiche, fiche_pages
from bot.actions.identification import (
    FICHE,
    CancelFiche,
    ChooseEntry,
    ChooseWord,
    ConfirmFiche,
    EditFiche,
    EditLine,
    FillFiche,
    OtherEntry,
    StepBack,
    TurnList,
)
from bot.codes import redeemed
from bot.context import Context, Turn, pressed
from bot.fiche import CHECK, EDIT, LISTS, STEPS, Form
from bot.house import Dialog
from bot.views import errors
from bot.views import identification as views
from bot.views.page import Page
from bot.views.people import CIVILITIES
from training import codes, identification, invitations, people, reference_lists
from training.errors import Forbidden, Stale
from training.people import NameProblem, TextProblem

MAX_SEARCH = 40
"""Characters of a search, which is also what « Autre » proposes when it is pressed next."""

WORDS = {"civility": CIVILITIES, "opj": views.OPJ, "appel": views.FORMS_OF_ADDRESS}
Take = Callable[[Turn, Form], Awaitable[Page | None]]
"""What a press makes of the waiting form; None when it makes no sense there."""


class FicheFlow:
    """What the dialogs named FICHE ask, and how a typed text answers them."""

    name = FICHE

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        return await _page(turn, dialog.step, Form(dialog.answers))

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Nothing is kept of a text that does not answer the step: the question comes again and says why."""
        form, step = Form(dialog.answers), dialog.step
        if await invitations.is_code(turn.db, text):
            if codes.is_personal(text) and await redeemed(turn, text):
                return await turn.house.current_page(turn)
            return await _page(turn, step, form, "code_taken" if await redeemed(turn, text) else "code_refused")
        if step in LISTS:
            return await _typed_in_list(turn, step, form, text)
        match step:
            case "name":
                name, limit = people.check_name(text), people.MAX_NAME
                answer: object = name if isinstance(name, NameProblem) else list(name)
            case "appel":
                answer, limit = people.check_form_of_address(text), people.MAX_FORM_OF_ADDRESS - 1
            case _:
                return await _page(turn, step, form, "button")
        return await _kept_or_again(turn, step, form, answer, len(text), limit)


async def fill(update: object, context: Context) -> None:
    """« Créer ma fiche », « Recommencer »: go on where the form waits, else begin it."""
    async with context.turn() as turn:
        dialog = await turn.dialog()
        waits = dialog is not None and dialog.flow == FICHE
        if turn.person is not None and not waits:
            form = await fiche.form_of(turn.db, turn.person)
            await turn.ask(FICHE, form.next(), form.answers)
        page = await turn.house.current_page(turn)
    await context.show(page)


async def choose_word(update: object, context: Context) -> None:
    action = context.action(ChooseWord)

    async def take(turn: Turn, form: Form) -> Page | None:
        known = action.word in WORDS.get(action.step, ())
        return await _kept_or_again(turn, action.step, form, action.word) if known else None

    await _press(context, action.step, take)


async def choose_entry(update: object, context: Context) -> None:
    action = context.action(ChooseEntry)

    async def take(turn: Turn, form: Form) -> Page | None:
        if action.step not in LISTS:
            return None
        entry = await fiche.entry(turn.db, form, action.step, action.entry_id)
        return await _kept_or_again(turn, action.step, form, entry) if entry else None

    await _press(context, action.step, take)


async def other_entry(update: object, context: Context) -> None:
    """« Autre »: propose what was searched, else wait for the text."""
    action = context.action(OtherEntry)

    async def take(turn: Turn, form: Form) -> Page | None:
        if action.step not in LISTS:
            return None
        if form.search:
            return await _kept_or_again(turn, action.step, form, {"id": None, "label": form.search})
        form.look(other=True)
        return await _ask(turn, action.step, form)

    await _press(context, action.step, take)


async def turn_list(update: object, context: Context) -> None:
    action = context.action(TurnList)

    async def take(turn: Turn, form: Form) -> Page:
        form.look(search=form.search, page=max(0, action.page))
        return await _ask(turn, action.step, form)

    await _press(context, action.step, take)


async def step_back(update: object, context: Context) -> None:
    """« Retour »: out of a search first, then to the step before; from a correction, to the check."""
    action = context.action(StepBack)

    async def take(turn: Turn, form: Form) -> Page:
        step = action.step
        if not (form.search or form.other):
            step = CHECK if step == EDIT else form.before(step)
        form.look()
        return await _ask(turn, step, form)

    await _press(context, action.step, take)


async def edit_line(update: object, context: Context) -> None:
    action = context.action(EditLine)

    async def take(turn: Turn, form: Form) -> Page | None:
        return await _ask(turn, action.step, form) if action.step in STEPS else None

    await _press(context, EDIT, take)


async def edit_fiche(update: object, context: Context) -> None:
    """« Corriger », at the end of the form or from « Mes données »."""
    async with context.turn() as turn:
        form = await _waiting(turn) or await fiche.form_of(turn.db, turn.person)
        if turn.person is None:
            raise Forbidden
        page = await _ask(turn, EDIT if form.next() == CHECK else form.next(), form)
    await context.show(page)


async def cancel(update: object, context: Context) -> None:
    """« Annuler »: no answer of this form is kept."""
    async with context.turn() as turn:
        waited = await _waiting(turn)
        if waited:
            await turn.stop_asking()
        kept = turn.person is not None and turn.person.identified_at is not None
        page = views.cancelled(turn.t, kept=kept) if waited else await turn.house.current_page(turn)
    await context.show(page)


async def confirm(update: object, context: Context) -> None:
    """« Tout est exact »: the only place where a form is written."""

    async def take(turn: Turn, form: Form) -> Page:
        if turn.person is None:
            raise Forbidden
        try:
            filled = await fiche.settle(turn.db, form)
            await identification.identify(turn.db, turn.person, filled, now=turn.now)
        except Stale:
            form.forget_entries()
            return await _ask(turn, form.next(), form, "gone")
        await turn.stop_asking()
        return await turn.house.current_page(turn)

    await _press(context, CHECK, take)


async def _press(context: Context, step: str, take: Take) -> None:
    """Apply a press to the form that waits at `step`; an old button shows where the person is."""
    async with context.turn() as turn:
        form = await _waiting(turn, step)
        page = await take(turn, form) if form else None
        toast = None if page else errors.stale(turn.t)
        page = page or await turn.house.current_page(turn)
    await context.show(page, toast)


async def _waiting(turn: Turn, step: str | None = None) -> Form | None:
    """The form that waits in this chat; with `step`, only if it waits there."""
    dialog = await turn.dialog()
    if dialog is None or dialog.flow != FICHE or step not in (None, dialog.step):
        return None
    return Form(dialog.answers)


async def _ask(turn: Turn, step: str, form: Form, problem: str = "") -> Page:
    await turn.ask(FICHE, step, form.answers)
    return await _page(turn, step, form, problem)


async def _kept_or_again(turn: Turn, step: str, form: Form, answer: object, length: int = 0, limit: int = 0) -> Page:
    """Keep an answer and ask the next question, or say what is wrong with it: of a text, how long it may be."""
    if isinstance(answer, NameProblem | TextProblem):
        return await _page(turn, step, form, answer.value, length=length, limit=limit)
    form.put(step, answer)
    return await _ask(turn, form.next(), form)


async def _typed_in_list(turn: Turn, step: str, form: Form, text: str) -> Page:
    """A text filters the list, or is the answer when it is exactly a label, or when « Autre » waits for it."""
    writing = form.other or form.hangs_loose(step)
    limit = reference_lists.MAX_LABEL if writing else MAX_SEARCH
    line = people.check_line(text, limit)
    if isinstance(line, TextProblem):
        return await _kept_or_again(turn, step, form, line, len(text), limit)
    found = await fiche.named(turn.db, form, step, line)
    if found or writing:
        return await _kept_or_again(turn, step, form, found or {"id": None, "label": line})
    form.look(search=line)
    return await _ask(turn, step, form)


async def _page(turn: Turn, step: str, form: Form, problem: str = "", **values: int) -> Page:
    said = views.problem(turn.t, problem, **values) if problem else None
    return await fiche_pages.page(turn.db, turn.t, step, form, said)


FLOW = FicheFlow()
HANDLERS = [
    pressed(FillFiche, fill),
    pressed(ChooseWord, choose_word),
    pressed(ChooseEntry, choose_entry),
    pressed(OtherEntry, other_entry),
    pressed(TurnList, turn_list),
    pressed(StepBack, step_back),
    pressed(EditLine, edit_line),
    pressed(EditFiche, edit_fiche),
    pressed(CancelFiche, cancel),
    pressed(ConfirmFiche, confirm),
]
