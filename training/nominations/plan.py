"""What a list would change: its lines beside the nominations and the people who are known. Pure functions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from db.models import Nomination, Person, Reference
from db.queries.nominations import Known
from training import people, text
from training.nominations.matching import Index, Traits
from training.nominations.nominee import Column, NominationList, Nominee, Problem
from training.quotas import Quota

Answers = Mapping[tuple[int, str], bool]
"""What organisers said: whether a line and another (« l4 », « p12 ») are one person."""


@dataclass(frozen=True)
class Namesake:
    """To be asked: is the person of `line` the `other` one? `other_line` is None for somebody who is known already."""

    line: int
    name: str
    corps: str
    other: str
    other_name: str
    other_corps: str
    other_line: int | None


@dataclass(frozen=True)
class Target:
    """Whom a line names: a nomination that exists, a known person, another line's person, or somebody new."""

    nominee: Nominee
    nomination: Nomination | None = None
    person_id: int | None = None
    same_line: int | None = None
    again: bool = False
    """Another line of the list named this nomination before."""

    def changes(self) -> tuple[Column, ...]:
        """What the line corrects of a nomination that exists. Who said who they are is not corrected by a list."""
        if self.nomination is None or self.again:
            return ()
        changed = [Column.PHONE] if self.nominee.phone not in (None, self.nomination.phone) else []
        if self.nomination.person.identified_at is None:
            changed += _corrections(self.nominee, self.nomination.person)
        return tuple(changed)


@dataclass(frozen=True)
class Overlap:
    """A line whose person has a seat on the same days elsewhere: they will wait."""

    line: int
    name: str
    code: str


@dataclass(frozen=True)
class ImportReport:
    """A dry run for one session. `repeated` lines name somebody of another line; `will_wait` people find no seat.

    `over` are quotas with more people than seats, once the list is imported: a warning. `problems` and `namesakes`
    stand in the way.
    """

    session_id: int
    code: str
    name: str
    rows: int
    sheet: str = ""
    unread: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    will_wait: int = 0
    problems: tuple[Problem, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    over: tuple[Quota, ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be imported: nothing is wrong, nothing is left to ask, and there is at least one line."""
        return not self.problems and not self.namesakes and self.rows > 0


@dataclass(frozen=True)
class Resolution:
    targets: tuple[Target, ...]
    namesakes: tuple[Namesake, ...]

    @property
    def new(self) -> list[Target]:
        """The lines that make a nomination, for somebody new or somebody known."""
        return [one for one in self.targets if one.nomination is None and one.same_line is None]

    @property
    def changed(self) -> list[Target]:
        return [one for one in self.targets if one.changes()]

    @property
    def repeated(self) -> list[Target]:
        return [one for one in self.targets if one.same_line is not None or one.again]


def resolve(
    found: NominationList,
    nominations: Sequence[Nomination],
    known: Sequence[Known],
    phones: Mapping[int, str],
    answers: Answers,
) -> Resolution:
    """Whom each line names, as far as it is known or was said; the rest is to be asked, one question for each line."""
    exact = _named_before(found.nominees, nominations)
    taken = {target.nomination.person_id for target in exact.values() if target.nomination}
    index = Index()
    for one in known:
        if one.id not in taken:
            index.add(Traits(f"p{one.id}", one.match_key, one.corps_id, one.phone or phones.get(one.id)))
    for nominee in found.nominees:
        if nominee.line in exact and not exact[nominee.line].again:
            index.add(_traits(nominee))
    asking = _Asking(index, {f"p{one.id}": one for one in known}, nominations, answers)
    targets = [exact.get(nominee.line) or asking.target(nominee) for nominee in found.nominees]
    return Resolution(tuple(one for one in targets if one), tuple(asking.namesakes))


def _named_before(nominees: Sequence[Nominee], nominations: Sequence[Nomination]) -> dict[int, Target]:
    """The lines that a list of this session had before, by line: each takes one of the nominations of its key."""
    left: dict[str, list[Nomination]] = defaultdict(list)
    for nomination in nominations:
        for key in nomination.keys:
            left[key].append(nomination)
    found: dict[int, Target] = {}
    met: set[int] = set()
    for nominee in nominees:
        if left[nominee.key]:
            nomination = left[nominee.key].pop(0)
            found[nominee.line] = Target(nominee, nomination, again=nomination.id in met)
            met.add(nomination.id)
    return found


class _Asking:
    """Goes through the lines that are new, in their order."""

    def __init__(
        self, index: Index, known: Mapping[str, Known], nominations: Sequence[Nomination], answers: Answers
    ) -> None:
        self._index = index
        self._known = known
        self._nominations = {nomination.person_id: nomination for nomination in nominations}
        self._answers = answers
        self._lines: dict[str, Nominee] = {}
        self._met: set[str] = set()
        self.namesakes: list[Namesake] = []

    def target(self, nominee: Nominee) -> Target | None:
        """Whom a line names; None while an organiser has to say so."""
        traits = _traits(nominee)
        for other in self._index.probable(traits):
            said = self._answers.get((nominee.line, other.ref))
            if other.ref in self._met or said is False:
                continue
            if said is None:
                self.namesakes.append(self._namesake(nominee, other))
                return None
            return self._same(nominee, other)
        self._index.add(traits)
        return Target(nominee)

    def _same(self, nominee: Nominee, other: Traits) -> Target:
        if other.ref.startswith("l"):
            return Target(nominee, same_line=int(other.ref[1:]))
        self._met.add(other.ref)
        self._index.add(_traits(nominee))
        person_id = int(other.ref[1:])
        return Target(nominee, self._nominations.get(person_id), person_id)

    def _namesake(self, nominee: Nominee, other: Traits) -> Namesake:
        line = int(other.ref[1:]) if other.ref.startswith("l") else None
        corps = self._known[other.ref].corps if line is None else None
        return Namesake(
            nominee.line,
            people.display_name(nominee.first, nominee.last),
            nominee.corps,
            other.ref,
            "",
            corps or "",
            line,
        )


def _traits(nominee: Nominee) -> Traits:
    return Traits(f"l{nominee.line}", nominee.match_key, nominee.corps_id, nominee.phone)


def _corrections(nominee: Nominee, person: Person) -> list[Column]:
    names = [(Column.FIRST_NAME, nominee.first, person.first_name), (Column.LAST_NAME, nominee.last, person.last_name)]
    labels = [
        (Column.GRADE, nominee.grade, person.grade),
        (Column.FUNCTION, nominee.function, person.function),
        (Column.INSTITUTION, nominee.institution, person.institution),
        (Column.REGION, nominee.region, person.region),
    ]
    changed = [column for column, written, kept in names if written != kept]
    changed += [column for column, written, entry in labels if written and not _is(entry, written)]
    if nominee.civility not in (None, person.civility):
        changed.append(Column.CIVILITY)
    return changed


def _is(entry: Reference | None, written: str) -> bool:
    """Whether a list means this entry."""
    return entry is not None and text.fold(written) in (text.fold(entry.label), text.fold(entry.short_label))
