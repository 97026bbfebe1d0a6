"""From a form that waits at a step to the page that asks it: reads the list, then leaves the words to the view."""

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from bot import fiche
from bot.fiche import CHECK, EDIT, LISTS, STEPS, Form
from bot.language import Words
from bot.views import identification as views
from bot.views.page import Page
from training.people import display_name

ROWS = 5
"""Entries on a page, one a row: the other rows are « Autre », the pages around, and the ways out."""

SHORT_ENTRIES = 14
"""Entries on a page when all are short enough for two a row, as the fourteen regions are."""


async def page(db: AsyncSession, t: Words, step: str, form: Form, problem: Markup | None = None) -> Page:
    """The question of `step`; `problem` says first why it comes again."""
    correcting = form.next() == CHECK
    number = 0 if correcting or step not in STEPS else STEPS.index(step) + 1
    here = views.Step(step, number, len(STEPS), problem, first=number == 1)
    if step == CHECK:
        return views.check(t, _filled(form), problem)
    if step == EDIT:
        return views.edit(t, here)
    if step in LISTS:
        return views.choices(t, here, await _choices(db, step, form))
    return views.FIXED[step](t, here)


async def _choices(db: AsyncSession, step: str, form: Form) -> views.Choices:
    size = SHORT_ENTRIES if step == "region" else ROWS
    found = await fiche.listed(db, form, step, form.search, limit=size, offset=form.page * size)
    place = form.page
    if not found.items and found.total:
        place = (found.total - 1) // size
        found = await fiche.listed(db, form, step, form.search, limit=size, offset=place * size)
    return views.Choices(
        items=tuple(views.Choice(one.id, one.label, one.short_label) for one in found.items),
        page=place,
        more=(place + 1) * size < found.total,
        search=form.search,
        writing=form.other or form.hangs_loose(step),
    )


def _filled(form: Form) -> views.Filled:
    first, last = form.answers["name"]
    return views.Filled(
        civility=form.answers["civility"],
        name=display_name(first, last),
        labels={step: form.entry(step)["label"] for step in LISTS},
        proposed=frozenset(step for step in LISTS if form.entry(step)["id"] is None),
        opj=form.answers["opj"],
        form_of_address=form.answers["appel"],
    )
