"""The roll, on an organiser's phone: every tap is saved, a correction has its reason, nobody else gets in."""

import pytest
from sqlalchemy import select, update

from bot.actions.attendance import EverybodyPresent, Mark, Presence
from db.models import Action, Evaluation, EvaluationState
from tests import factories
from tests.handlers.bench import MONDAY, Bench
from tests.handlers.room import Room, furnish, marks
from tests.phones import Phone
from tests.statements import of, transactions

MORNING = f"{MONDAY:%Y%m%d}am"


async def at_the_roll(bench: Bench, room: Room) -> Phone:
    """An organiser who has the names of the morning on the screen."""
    khady = await bench.organiser()
    await khady.forges(Presence(room.id).pack())
    await khady.sees("Quelle demi-journée ?")
    await khady.presses("Lundi matin")
    await khady.sees("Lundi 2 mars, matin")
    return khady


async def test_each_tap_is_saved_at_once(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 3)
    khady = await at_the_roll(bot_and_sim, room)
    await khady.presses("2. B. DIOPB")
    await khady.sees("2. Binta DIOPB : présence", button="✓ 2. B. DIOPB")
    assert await marks(bot_and_sim, room) == {"Binta": True}
    await khady.presses("Les absences")
    await khady.sees("Touchez un nom pour noter son absence")
    await khady.presses("1. A. DIOPA")
    text = await khady.sees("1. Awa DIOPA : absence", button="✗ 1. A. DIOPA")
    assert "Présences : 1 sur 3 ; absences : 1 ; à noter : 1" in text
    assert await marks(bot_and_sim, room) == {"Awa": False, "Binta": True}


async def in_the_hall(bench: Bench, room: Room, number: int) -> None:
    """This many more people have a seat, without a phone."""
    async with bench.transaction() as db:
        for _ in range(number):
            await factories.make_registration(db, room.session, await factories.make_person(db))


@pytest.mark.parametrize(("state", "more"), [(EvaluationState.SCHEDULED, 0), (EvaluationState.OPEN, 1)])
async def test_a_tap_costs_a_few_statements_however_many_people_there_are(
    bot_and_sim: Bench, state: EvaluationState, more: int
) -> None:
    """The turn's whole transaction; one statement more owes the invitations where the evaluation is open."""
    room = await furnish(bot_and_sim, 2)
    await in_the_hall(bot_and_sim, room, 28)
    async with bot_and_sim.transaction() as db:
        await db.execute(update(Evaluation).where(Evaluation.questionnaire == "hot").values(state=state))
    khady = await at_the_roll(bot_and_sim, room)
    with transactions(bot_and_sim.application.house.database) as committed:
        await khady.presses("2. B. DIOPB")
        await khady.sees("2. Binta DIOPB : présence")
    assert len(of(committed, "INSERT INTO attendance")) <= 8 + more
    await khady.presses("Tout le monde présent")
    with transactions(bot_and_sim.application.house.database) as committed:
        await khady.presses("Noter 29 présences")
        await khady.sees("Présences : 30 sur 30")
    assert len(of(committed, "INSERT INTO attendance")) <= 8 + more
    assert await verbs(bot_and_sim) == ["attendance.marked"] * 30


async def test_a_double_tap_changes_nothing(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await at_the_roll(bot_and_sim, room)
    awa = await bot_and_sim.person(room.phones[0])
    assert awa is not None
    tap = Mark(room.id, MORNING, 0, 0, awa.id, 1).pack()
    for _ in range(2):
        await khady.forges(tap)
    await khady.sees("1. Awa DIOPA : présence")
    await khady.presses("2. B. DIOPB")
    await khady.sees("2. Binta DIOPB : présence")
    assert await marks(bot_and_sim, room) == {"Awa": True, "Binta": True}
    assert await verbs(bot_and_sim) == ["attendance.marked"] * 2


async def test_a_correction_asks_for_its_reason(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await at_the_roll(bot_and_sim, room)
    await khady.presses("1. A. DIOPA")
    await khady.presses("✓ 1. A. DIOPA")
    await khady.sees("Mention enregistrée : présence. Nouvelle mention : absence.")
    assert await marks(bot_and_sim, room) == {"Awa": True}
    await khady.presses("Départ anticipé")
    await khady.sees("1. Awa DIOPA : absence")
    assert await marks(bot_and_sim, room) == {"Awa": False}
    assert await verbs(bot_and_sim) == ["attendance.marked", "attendance.corrected"]


async def test_everybody_present_leaves_the_saved_marks_alone(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 7)
    khady = await at_the_roll(bot_and_sim, room)
    await khady.presses("Les absences")
    await khady.sees("Touchez un nom pour noter son absence")
    await khady.presses("3. C. DIOPC")
    await khady.presses("Tout le monde présent")
    await khady.sees("Noter la présence de 6 personnes encore sans mention ?")
    assert await marks(bot_and_sim, room) == {"Coumba": False}
    await khady.presses("Noter 6 présences")
    await khady.sees("Présences : 6 sur 7 ; absences : 1 ; à noter : 0")
    await khady.presses("Suivant")
    await khady.sees("7. Gora DIOPG : présence")
    found = await marks(bot_and_sim, room)
    assert [name for name, present in found.items() if not present] == ["Coumba"]
    assert len(found) == 7


async def test_who_is_not_an_organiser_sees_no_name_and_marks_nobody(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    awa, binta = room.phones
    person = await bot_and_sim.person(binta)
    assert person is not None
    forged = [Presence(room.id), Mark(room.id, MORNING, 0, 0, person.id, 1), EverybodyPresent(room.id, MORNING, 0, 0)]
    for action in forged:
        await awa.opens("")
        await awa.sees("Ma situation")
        await awa.forges(action.pack())
        await awa.sees("Cette action est réservée à l’équipe de formation")
    assert "Binta" not in awa.everything()
    assert await marks(bot_and_sim, room) == {}


async def test_a_half_day_that_has_not_come_is_not_marked(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    bot_and_sim.now(MONDAY.replace(day=1))
    khady = await bot_and_sim.organiser()
    await khady.forges(Presence(room.id).pack())
    await khady.sees("Le pointage ouvre le lundi 2 mars 2026.")
    awa = await bot_and_sim.person(room.phones[0])
    assert awa is not None
    await khady.forges(Mark(room.id, MORNING, 0, 0, awa.id, 1).pack())
    await khady.sees("1. Awa DIOPA")
    assert "Le pointage de cette demi-journée ouvre le lundi 2 mars 2026." in khady.everything()
    assert await marks(bot_and_sim, room) == {}


async def verbs(bench: Bench) -> list[str]:
    """What the action log says of attendance."""
    async with bench.transaction() as db:
        found = await db.scalars(select(Action.verb).where(Action.verb.like("attendance%")).order_by(Action.id))
        return list(found)
