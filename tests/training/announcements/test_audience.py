"""Whom an audience means: each criterion, criteria crossed, exclusions, and what has no people at all."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import (
    Attendance,
    AudienceTerm,
    Civility,
    Dimension,
    HalfDay,
    Intention,
    Person,
    Reference,
    ReferenceKind,
    Seat,
    SessionState,
    Standing,
    TrainingSession,
)
from db.queries import announcements as queries
from tests.factories import NOW, make_person, make_registration, make_session
from training.announcements import recipients
from training.announcements.audience import Audience, State
from training.announcements.recipients import Recipients

S = State


@dataclass
class World:
    """Ids by name."""

    database: Database
    ids: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.ids[name]

    async def who(self, audience: Audience) -> str:
        """The first names of an audience, in the order of the alphabet."""
        async with self.database.transaction() as db:
            wanted = queries.people(await recipients.criteria(db, audience))
            return " ".join(sorted(person.first_name or "" for person in await db.scalars(wanted)))


async def reference(db: AsyncSession, kind: ReferenceKind, label: str, parent: int | None = None) -> int:
    entry = Reference(kind=kind, label=label, short_label=label[:24], parent_id=parent)
    db.add(entry)
    await db.flush()
    return entry.id


async def marked(db: AsyncSession, session: TrainingSession, person: Person, *marks: bool) -> None:
    """The half-days of the first day, in order."""
    for half, present in zip(HalfDay, marks, strict=False):
        db.add(
            Attendance(
                session_id=session.id, person_id=person.id, day=session.first_day, half_day=half,
                present=present, marked_at=NOW, marked_by_id=person.id,
            )
        )  # fmt: skip


@pytest.fixture
async def world(database: Database) -> World:
    """Awa (police, Dakar), Binta (customs, Thiès), Coumba (magistrate, Thiès), Demba (police), Elhadj (nobody's)."""
    ids: dict[str, int] = {}
    async with database.transaction() as db:
        police = await reference(db, ReferenceKind.CORPS, "Police nationale")
        customs = await reference(db, ReferenceKind.CORPS, "Douanes")
        bench = await reference(db, ReferenceKind.FUNCTION, "Substitut du procureur (Parquet)")
        dakar = await reference(db, ReferenceKind.REGION, "Dakar")
        thies = await reference(db, ReferenceKind.REGION, "Thiès")
        court = await reference(db, ReferenceKind.INSTITUTION, "Tribunal de Thiès", thies)
        ids |= {"police": police, "customs": customs, "dakar": dakar, "thies": thies, "court": court}
        facts: dict[str, dict[str, Any]] = {
            "Awa": {"corps_id": police, "region_id": dakar, "judicial_police_officer": True},
            "Binta": {"corps_id": customs, "region_id": thies, "civility": Civility.MADAME},
            "Coumba": {"function_id": bench, "institution_id": court, "region_id": thies},
            "Demba": {"corps_id": police, "civility": Civility.MONSIEUR, "telegram_id": None},
            "Elhadj": {},
        }
        people = {name: await make_person(db, first_name=name, **values) for name, values in facts.items()}
        await make_person(db, first_name="Refusé", standing=Standing.REFUSED, corps_id=police)
        one, two = await make_session(db), await make_session(db)
        draft = await make_session(db, state=SessionState.DRAFT)
        off = await make_session(db, state=SessionState.CANCELLED, area_id=one.area_id)
        awa, binta, coumba, demba, elhadj = people.values()
        await make_registration(db, one, awa, intention=Intention.CONFIRMED)
        await make_registration(db, one, binta)
        await make_registration(db, one, coumba, Seat.WAITING)
        await make_registration(db, one, demba, Seat.WITHDRAWN)
        await make_registration(db, two, awa)
        await make_registration(db, two, demba, intention=Intention.CONFIRMED)
        await make_registration(db, draft, elhadj)
        await make_registration(db, off, elhadj)
        await marked(db, one, awa, True, False)
        await marked(db, one, binta, False, False)
        terms = (
            ("forces", Dimension.CORPS, "police nationale"),
            ("forces", Dimension.CORPS, "DOUANES"),
            ("parquet", Dimension.FUNCTION, "parquet"),
            ("opj", Dimension.JUDICIAL_POLICE, ""),
            ("femmes", Dimension.SEX, "madame"),
            ("tous", Dimension.ANYONE, ""),
        )
        db.add_all(AudienceTerm(term=t, label=t, dimension=dimension, value=v) for t, dimension, v in terms)
        ids |= {name: person.id for name, person in people.items()}
        ids |= {"one": one.id, "two": two.id, "draft": draft.id, "off": off.id}
        ids |= {"area": one.area_id, "other area": two.area_id, "area of the draft": draft.area_id}
    return World(database, ids)


async def test_everybody_who_was_let_in(world: World) -> None:
    assert await world.who(Audience()) == "Awa Binta Coumba Demba Elhadj"


@pytest.mark.parametrize(
    ("criterion", "names", "expected"),
    [
        ("corps", ["police"], "Awa Demba"),
        ("corps", ["police", "customs"], "Awa Binta Demba"),
        ("institutions", ["court"], "Coumba"),
        ("regions", ["thies"], "Binta Coumba"),
        ("areas", ["area"], "Awa Binta"),
        ("areas", ["area", "other area"], "Awa Binta Demba"),
        ("areas", ["area of the draft"], ""),
        ("excluded", ["Awa", "Binta"], "Coumba Demba Elhadj"),
    ],
)
async def test_one_criterion(world: World, criterion: str, names: list[str], expected: str) -> None:
    values = tuple(world[name] for name in names)
    assert await world.who(Audience.unpack({criterion: values})) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("forces",), "Awa Binta Demba"),
        (("Parquet",), "Coumba"),
        (("opj",), "Awa"),
        (("femmes",), "Binta"),
        (("opj", "parquet"), "Awa Coumba"),
        (("tous",), "Awa Binta Coumba Demba Elhadj"),
        (("inconnu",), ""),
    ],
)
async def test_the_words_of_a_public(world: World, words: tuple[str, ...], expected: str) -> None:
    assert await world.who(Audience(publics=words)) == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), "Awa Binta"),
        ((S.SEATED,), "Awa Binta"),
        ((S.CONFIRMED,), "Awa"),
        ((S.SILENT,), "Binta"),
        ((S.WAITING,), "Coumba"),
        ((S.PRESENT,), "Awa"),
        ((S.ABSENT,), "Binta"),
        ((S.CONFIRMED, S.WAITING), "Awa Coumba"),
        ((S.SEATED, S.WAITING), "Awa Binta Coumba"),
    ],
)
async def test_the_states_of_one_session(world: World, states: tuple[State, ...], expected: str) -> None:
    assert await world.who(Audience(sessions=(world["one"],), states=states)) == expected


async def test_several_sessions_name_each_person_once(world: World) -> None:
    both = Audience(sessions=(world["one"], world["two"]))
    assert await world.who(both) == "Awa Binta Demba"
    async with world.database.transaction() as db:
        assert await recipients.count(db, both) == Recipients(2, 1)


async def test_a_state_must_hold_in_one_of_the_sessions_themselves(world: World) -> None:
    """Awa has confirmed in the first session only."""
    assert await world.who(Audience(sessions=(world["two"],), states=(S.CONFIRMED,))) == "Demba"


@pytest.mark.parametrize("name", ["draft", "off"])
async def test_a_session_that_is_a_draft_or_off_has_no_people(world: World, name: str) -> None:
    assert await world.who(Audience(sessions=(world[name],))) == ""
    async with world.database.transaction() as db:
        state = update(TrainingSession).where(TrainingSession.id == world[name]).values(state=SessionState.OPEN)
        await db.execute(state)
    assert await world.who(Audience(sessions=(world[name],))) == "Elhadj", "the control: it had"


async def test_criteria_are_crossed_and_exclusions_win(world: World) -> None:
    crossed = Audience(sessions=(world["one"],), regions=(world["thies"],), publics=("forces",))
    assert await world.who(crossed) == "Binta"
    assert await world.who(Audience(sessions=(world["one"],), corps=(world["police"],))) == "Awa"
    assert await world.who(Audience(sessions=(world["one"],), excluded=(world["Awa"],))) == "Binta"
    assert await world.who(Audience(regions=(world["dakar"],), institutions=(world["court"],))) == ""


async def test_who_has_no_account_or_blocked_the_bot_cannot_be_reached(world: World) -> None:
    police = Audience(corps=(world["police"],))
    async with world.database.transaction() as db:
        assert await recipients.count(db, police) == Recipients(1, 1)
        await db.execute(update(Person).where(Person.first_name == "Awa").values(reachable=False))
        assert await recipients.count(db, police) == Recipients(0, 2)
        assert (await db.scalars(select(Person.reachable).where(Person.first_name == "Awa"))).one() is False
