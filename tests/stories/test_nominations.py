"""The two hundred people of a list: imported, handed slips, identified, confirmed, prevented, replaced, asked again."""

import asyncio
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from bot.actions.nominees import AskSlips, Nominations, Nominees
from bot.actions.replacements import Replacements
from db.engine import Database
from db.models import Intention, Nomination, OutboxMessage, Person, Registration, Seat, Standing, WithdrawalReason
from simulator.serve import Running
from simulator.world import World
from tests.phones import Phone, plain
from tests.stories.processes import ROOT, Processes
from tests.training.setting import session_for_all

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST_DAY = date(2026, 12, 14)
LIST = (ROOT / "demo" / "people.csv").read_bytes()
PLACES, CONFIRM, DECLINE, REPLACE, SILENT = 196, 150, 20, 6, 10
"""Of 200 people put forward: who confirms, cannot come, is replaced, opens their link and says nothing.

The last four wait until somebody leaves; the others never open their link.
"""
AT_ONCE = 8
"""Phones in use at the same time."""

TRAPS = (
    "Ndèye Coumba N’DIAYE", "Papa Ngagne N’DOUR", "Charles-Édouard D’ERNEVILLE-FAYE", "Marie-Ange D’ALMEIDA",
    "Maria da Luz DA COSTA", "Abdou BA", "Ô-Kéba LÔ", "Mbaye MBAYE", "O’Neil Malang BADJI", "Sœur-Cécile DIATTA",
    "Serigne Mouhamadou Moustapha Bassirou MBACKÉ-DIAKHATÉ", "Maïmouna-Thérèse KEÏTA", "Zoé SY",
)  # fmt: skip
"""Apostrophes of both kinds, hyphens, particles, short, double and long names, as they must be shown."""


@dataclass
class Invited:
    """Somebody of the list. `code` is that of their slip."""

    name: str
    digits: str
    code: str = ""
    phone: Phone | None = None

    @property
    def key(self) -> str:
        return _key(self.name)


@dataclass
class Story:
    telegram: Running
    processes: Processes
    database: Database
    khady: Phone
    session_id: int
    people: list[Invited] = field(default_factory=list)


def _key(text: str) -> str:
    """A name as it can be found in a text that is broken into lines."""
    return re.sub(r"\s", "", text)


def invited() -> list[Invited]:
    rows = csv.DictReader(io.StringIO(LIST.decode()))
    names = [(f"{row['prenom']} {row['nom'].upper()}".replace("'", "’"), row["telephone_fictif"]) for row in rows]
    return [Invited(" ".join(name.split()), re.sub(r"\D", "", phone)[-3:]) for name, phone in names]


@pytest.fixture
async def telegram() -> AsyncIterator[Running]:
    world = World()
    world.clock.set(TODAY)
    async with Running(world) as running:
        await world.set_rates(overall_per_second=None, chat_per_second=None)
        yield running


@pytest.fixture
async def story(telegram: Running, database_url: str, tmp_path: Path) -> AsyncIterator[Story]:
    """An organiser before a session of PLACES, and nobody put forward yet."""
    processes = Processes(telegram, database_url, tmp_path / "bot.log")
    await processes.run("migrate")
    database = Database(database_url)
    async with database.transaction() as db:
        session = await session_for_all(db, code="9.01", capacity=PLACES, first_day=FIRST_DAY)
    try:
        await processes.start()
        printed = await processes.run("invite", "administrator")
        found = re.search(r"start=([\w-]+)", printed)
        assert found, printed
        khady = await Phone.new(telegram.world, "Khady", "Sarr")
        await khady.opens(found[1])
        await khady.presses("Commencer")
        await khady.presses("J’ai pris connaissance")
        await khady.sees("Ma situation", button="Espace organisateur")
        yield Story(telegram, processes, database, khady, session.id, invited())
    finally:
        await processes.kill()
        await database.close()


async def test_the_two_hundred_of_a_list(story: Story) -> None:
    await she_imports_the_list_twice(story)
    await she_prints_the_slips(story)
    confirm, decline, replace, silent, _ = _parts(story.people)
    await each(confirm, lambda one: comes_and_confirms(story, one))
    await each(decline, lambda one: comes_and_cannot(story, one))
    await each(replace, lambda one: comes_and_proposes(story, one, replace.index(one)))
    await each(silent, lambda one: comes(story, one))
    await she_decides_the_replacements(story)
    await she_asks_the_silent_again(story, silent)
    await the_seats_are_right(story)
    await story.processes.run("audit")


def _parts(people: list[Invited]) -> list[list[Invited]]:
    """The traps are among those who confirm."""
    ordered = sorted(people, key=lambda one: one.name not in TRAPS)
    assert {one.name for one in ordered[: len(TRAPS)]} == set(TRAPS)
    ends = (0, CONFIRM, CONFIRM + DECLINE, CONFIRM + DECLINE + REPLACE, CONFIRM + DECLINE + REPLACE + SILENT, None)
    return [ordered[start:end] for start, end in itertools.pairwise(ends)]


async def each(people: Iterable[Invited], does: Callable[[Invited], Awaitable[None]]) -> None:
    """So many at once."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(person: Invited) -> None:
        async with free:
            await does(person)

    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(one(person))


async def she_imports_the_list_twice(story: Story) -> None:
    """The second time nothing is left to import; a late list with another spelling is asked about."""
    await sends(story, LIST)
    await story.khady.presses_when_seen("Importer 200 lignes")
    await story.khady.sees("Nouvelles désignations : 200")
    await sends(story, LIST)
    await story.khady.sees("Rien à importer")
    late = "Prénom;Nom;Corps\nMaymouna Thérèse;KEITA;Greffe\n".encode()
    await sends(story, late)
    await story.khady.presses_when_seen("Vérifier les doublons")
    await story.khady.sees("Maïmouna-Thérèse KEÏTA", button="La même personne")
    await story.khady.presses("La même personne")
    await story.khady.sees("Lignes lues : 1")


async def sends(story: Story, content: bytes) -> None:
    await story.khady.forges(Nominations(story.session_id).pack())
    await story.khady.presses_when_seen("Importer une liste")
    await story.khady.sees("Un essai la vérifie d’abord")
    await story.khady.sends("liste.csv", content)


async def she_prints_the_slips(story: Story) -> None:
    await story.khady.forges(AskSlips(story.session_id).pack())
    await story.khady.presses_when_seen("Nouveaux coupons (200)")
    await story.khady.sees("200 coupons, session 9.01", within=60)
    media = next(one.media for one in reversed(story.khady.messages()) if one.media is not None)
    pages = PdfReader(io.BytesIO(media.content)).pages
    assert len(pages) == 25, "eight a page"
    found: dict[str, str] = {}
    for page in pages:
        for slip in re.findall(r"(.*?)Code :\s+([a-z0-9-]+)", page.extract_text().replace("\u00a0", " "), re.DOTALL):
            found[_key(slip[0])] = slip[1]
    for one in story.people:
        (one.code,) = [code for text, code in found.items() if text.startswith(one.key)]
    assert len({one.code for one in story.people}) == 200


async def comes(story: Story, one: Invited) -> None:
    """From the slip to the card: nothing of the person is shown before the three digits."""
    phone = one.phone = await Phone.new(story.telegram.world, "Téléphone", "De Service")
    await phone.opens("")
    await phone.sees("Ce robot accompagne les formations")
    await phone.types(one.code)
    await phone.presses_when_seen("Commencer")
    await phone.presses_when_seen("J’ai pris connaissance")
    await phone.sees("les trois derniers chiffres")
    assert one.name not in phone.everything()
    await phone.types(one.digits)
    await phone.sees(one.name, button="Tout est exact")
    await phone.presses("Tout est exact")
    await phone.sees("Votre service vous désigne : session 9.01", button="Je confirme")


async def comes_and_confirms(story: Story, one: Invited) -> None:
    """With a double tap."""
    await comes(story, one)
    assert one.phone is not None
    await asyncio.gather(one.phone.presses("Je confirme"), one.phone.presses("Je confirme"))
    await one.phone.sees("Votre présence est confirmée : session 9.01")


async def comes_and_cannot(story: Story, one: Invited) -> None:
    await comes(story, one)
    assert one.phone is not None
    await one.phone.presses("Voir la session")
    await one.phone.presses_when_seen("Je ne peux pas venir")
    await one.phone.presses_when_seen("Nécessité de service")
    await one.phone.presses_when_seen("Libérer ma place")
    await one.phone.sees("votre place à la session 9.01 est libérée")


async def comes_and_proposes(story: Story, one: Invited, number: int) -> None:
    await comes(story, one)
    assert one.phone is not None
    await one.phone.presses("Voir la session")
    await one.phone.presses_when_seen("Je ne peux pas venir")
    await one.phone.presses_when_seen("Me faire remplacer")
    await one.phone.sees("à votre place")
    await one.phone.types(f"Relève {'ABCDEF'[number] * 3}, Xaritou, Douanes, , École des douanes")
    await one.phone.presses_when_seen("Transmettre")
    await one.phone.sees("Proposition transmise")


async def she_decides_the_replacements(story: Story) -> None:
    """Accepted, one after the other; each newcomer comes by the link that she hands to them."""
    for _ in range(REPLACE):
        await story.khady.forges(Replacements(story.session_id).pack())
        await story.khady.presses_when_seen("Accepter")
        shown = await story.khady.sees("la place revient à Relève")
        code, name = re.search(r"start=(\w+)", shown), re.search(r"la place revient à (.*)\.", shown)
        assert code and name
        phone = await Phone.new(story.telegram.world, "Relève", "De Service")
        await phone.opens(code[1])
        await phone.presses_when_seen("Commencer")
        await phone.presses_when_seen("J’ai pris connaissance")
        await phone.sees("Écrivez votre prénom et votre nom")
        await phone.types(name[1])
        await phone.sees("Fiche, étape 1/9")


async def she_asks_the_silent_again(story: Story, silent: list[Invited]) -> None:
    """Each of them once, however often she presses; nobody else."""
    for _ in range(2):
        await story.khady.forges(Nominees(story.session_id, "silent").pack())
        await story.khady.presses_when_seen("Relancer")
        await story.khady.sees("personnes désignées")
    for one in silent:
        assert one.phone is not None
        await one.phone.sees("Désignation : session 9.01, réponse toujours attendue", button="Je confirme")
        assert one.phone.count("réponse toujours attendue") == 1
    others = [one for one in story.people if one not in silent and one.phone is not None]
    assert not any(one.phone.count("toujours attendue") for one in others if one.phone)


async def the_seats_are_right(story: Story) -> None:
    async with story.database.transaction() as db:
        rows = (
            await db.execute(select(Registration.seat, Registration.intention, Registration.withdrawal_reason))
        ).all()
        named = await db.scalar(select(func.count()).select_from(Nomination))
        joined = await db.scalar(select(func.count()).where(Person.standing == Standing.VERIFIED))
        told = await db.scalar(select(func.count()).where(OutboxMessage.kind == "nominated"))
    seats = Counter(seat for seat, _, _ in rows)
    assert seats[Seat.SEATED] <= PLACES
    assert Counter(reason for _, _, reason in rows if reason) == {
        WithdrawalReason.DUTY: DECLINE,
        WithdrawalReason.REPLACED: REPLACE,
    }
    assert sum(intention is Intention.CONFIRMED for _, intention, _ in rows) == CONFIRM
    assert named == len(story.people) + REPLACE
    assert joined == CONFIRM + DECLINE + REPLACE + SILENT
    assert told == SILENT
    await story.khady.forges(Nominees(story.session_id, "all").pack())
    await story.khady.sees("désignations : 206")
    await story.khady.forges(Nominations(story.session_id).pack())
    shown = plain(await story.khady.sees("206 personnes désignées"))
    assert f"Indisponibilités et remplacements : {DECLINE + REPLACE}" in shown
