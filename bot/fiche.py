"""The form « Fiche » while it is being filled: its steps, and the answers as a dialog keeps them.

The region comes before the institution, so that the list of institutions is that of the region. A list's answer is an
entry (`id`, `label`); one proposed by « Autre » has no id before the whole form is confirmed, so that « Annuler »
leaves nothing behind.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Civility, Person, ReferenceKind
from db.queries import people
from training import reference_lists
from training.identification import Fiche
from training.text import fold

STEPS = ("civility", "name", "corps", "grade", "function", "region", "institution", "opj", "appel")
LISTS = {
    "corps": ReferenceKind.CORPS,
    "grade": ReferenceKind.GRADE,
    "function": ReferenceKind.FUNCTION,
    "region": ReferenceKind.REGION,
    "institution": ReferenceKind.INSTITUTION,
}
PARENTS = {"grade": "corps", "institution": "region"}
CHECK, EDIT = "check", "edit"
OPJ = {"yes": True, "no": False, "unknown": None}
EVERYTHING = 10_000
"""More entries than any list holds."""

_VIEW = "list"
"""Where the person is in a list: what they search, the page, and whether « Autre » waits for its text."""

Entry = dict[str, Any]


class Form:
    """Answers by step. A copy: what the dialog holds changes only when it is asked again."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self.answers: dict[str, Any] = dict(answers or {})

    def next(self) -> str:
        """The first step without an answer, else the check."""
        return next((step for step in STEPS if step not in self.answers), CHECK)

    def before(self, step: str) -> str:
        """Where « Retour » leads: from a correction to the check, else to the step before."""
        if self.next() == CHECK:
            return CHECK
        place = STEPS.index(step)
        return STEPS[max(0, place - 1)]

    def put(self, step: str, answer: Any) -> None:
        """Keep an answer; what hangs under one that changes is asked again."""
        changed = self.answers.get(step) != answer
        self.answers[step] = answer
        self.look()
        for child in (child for child, parent in PARENTS.items() if parent == step and changed):
            self.answers.pop(child, None)

    def entry(self, step: str) -> Entry:
        found: Entry = self.answers.get(step) or {"id": None, "label": ""}
        return found

    def parent_id(self, step: str) -> int | None:
        """The entry under which this step's list hangs; None when it hangs under none that is known."""
        return self.entry(PARENTS[step])["id"] if step in PARENTS else None

    def hangs_loose(self, step: str) -> bool:
        """Whether this step's list cannot have entries: ranks of a corps that was only just proposed."""
        return step == "grade" and self.parent_id(step) is None

    def forget_entries(self) -> None:
        """An entry has gone from its list meanwhile: all of them are asked again."""
        for step in LISTS:
            self.answers.pop(step, None)

    def look(self, *, search: str = "", page: int = 0, other: bool = False) -> None:
        """Look at the list in another way; by default, at its beginning."""
        self.answers[_VIEW] = {"search": search, "page": page, "other": other}

    @property
    def search(self) -> str:
        return str(self._view()["search"])

    @property
    def page(self) -> int:
        return int(self._view()["page"])

    @property
    def other(self) -> bool:
        return bool(self._view()["other"])

    def _view(self) -> dict[str, Any]:
        view: dict[str, Any] = self.answers.get(_VIEW) or {"search": "", "page": 0, "other": False}
        return view


async def form_of(db: AsyncSession, person: Person | None) -> Form:
    """The form as it is kept, or as a list has it of somebody who never filled it; else empty."""
    known = await people.with_fiche(db, person.id) if person else None
    if known is None or known.match_key is None:
        return Form()
    kept = {step: getattr(known, step) for step in LISTS}
    answers: dict[str, Any] = {step: {"id": one.id, "label": one.label} for step, one in kept.items() if one}
    if known.civility:
        answers["civility"] = known.civility.value
    answers["name"] = [known.first_name, known.last_name]
    answers["opj"] = next(word for word, value in OPJ.items() if value is known.judicial_police_officer)
    answers["appel"] = known.form_of_address
    return Form(answers)


async def settle(db: AsyncSession, form: Form) -> Fiche:
    """The finished form; entries that « Autre » proposed come to exist now. Raises UnusableLabel."""
    corps_id = await _settled(db, form, "corps", None)
    region_id = await _settled(db, form, "region", None)
    first, last = form.answers["name"]
    return Fiche(
        civility=Civility(form.answers["civility"]),
        first_name=first,
        last_name=last,
        corps_id=corps_id,
        grade_id=await _settled(db, form, "grade", corps_id),
        function_id=await _settled(db, form, "function", None),
        institution_id=await _settled(db, form, "institution", region_id),
        region_id=region_id,
        judicial_police_officer=OPJ[form.answers["opj"]],
        form_of_address=form.answers["appel"],
    )


async def _settled(db: AsyncSession, form: Form, step: str, parent_id: int | None) -> int:
    entry = form.entry(step)
    if entry["id"] is not None:
        return int(entry["id"])
    return (await reference_lists.propose(db, LISTS[step], entry["label"], parent_id)).id


async def listed(
    db: AsyncSession, form: Form, step: str, search: str, *, limit: int, offset: int = 0
) -> reference_lists.Entries:
    """A part of this step's list. A search that finds nothing in the person's region looks everywhere."""
    if form.hangs_loose(step):
        return reference_lists.Entries((), 0)
    kind, parent_id = LISTS[step], form.parent_id(step)
    found = await reference_lists.entries(db, kind, parent_id, search, limit=limit, offset=offset)
    if found.total or not search or step != "institution":
        return found
    return await reference_lists.entries(db, kind, None, search, limit=limit, offset=offset)


async def entry(db: AsyncSession, form: Form, step: str, entry_id: int) -> Entry | None:
    """An entry that a button names, if this step's list holds it (an institution may be of another region)."""
    parent_id = None if step == "institution" else form.parent_id(step)
    found = await reference_lists.entries(db, LISTS[step], parent_id, limit=EVERYTHING)
    return next(({"id": one.id, "label": one.label} for one in found.items if one.id == entry_id), None)


async def named(db: AsyncSession, form: Form, step: str, text: str) -> Entry | None:
    """The one entry whose label is exactly what was typed, but for case and accents."""
    found = await listed(db, form, step, text, limit=EVERYTHING)
    exact = [one for one in found.items if fold(text) in (fold(one.label), fold(one.short_label))]
    return {"id": exact[0].id, "label": exact[0].label} if len(exact) == 1 else None
