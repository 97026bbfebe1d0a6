"""The phones of the demonstration, set up once through the bot itself; later starts find everything as it was left."""

from dataclasses import dataclass
from datetime import datetime

from bot.house import House
from db.models import InvitationKind, Person
from db.queries import people as people_queries
from db.queries import programme as sessions
from demo import cast, sample
from demo.scenes import marks, scenes
from simulator.world import World
from training import invitations, programme_import, publication, reference_lists, reminder_times, timing

OTHERS = 12
SEE = 30.0
"""Seconds that a press may take while everything starts."""


@dataclass
class Stage:
    """The pretend Telegram and the house of the bot."""

    world: World
    house: House

    def now(self) -> datetime:
        """Programme time."""
        return self.house.clock.now()

    async def prepare(self) -> str:
        """Before the bot starts: lists, programme, open registrations. Gives the organiser's code."""
        async with self.house.database.transaction() as db:
            await reference_lists.seed(db)
            known = await programme_import.known_words(db)
        content = sample.programme(self.now().date())
        programme = await programme_import.read("activities.csv", content, known)
        async with self.house.database.transaction() as db:
            await programme_import.apply_file(db, programme, now=self.now(), defaults=self._defaults())
            _, code = await invitations.create(db, None, InvitationKind.ADMINISTRATOR, now=self.now())
        return code

    def _defaults(self) -> programme_import.Defaults:
        settings = self.house.settings
        return programme_import.Defaults(opens=settings.day_opens, closes=settings.day_closes, zone=settings.timezone)

    async def play(self, code: str) -> None:
        """Once the bot answers: the four phones and the hidden twelve."""
        joining = await self._opened(await self._organiser(code))
        registered, *others = cast.chosen(sample.people(), 1 + OTHERS)
        await self._registered(registered, joining)
        for row in others:
            await self._hidden(row, joining)
        await self._welcomed(joining)
        await self.world.add_person("Ibrahima", "Diallo", label="Personne inconnue")

    async def decorate(self) -> None:
        """The instants and the scenes of the shown session, at every start."""
        async with self.house.database.transaction() as db:
            session = await sessions.by_code(db, sample.SHOWN)
        assert session is not None, "the sample programme has lost its session"
        closes_at = timing.closing(session, "hot")
        hidden = [person.id for person in self.world.people.values() if not person.shown][:OTHERS]
        self.world.clock.marks.clear()
        await self.world.set_marks(
            marks(reminder_times.schedule(session), session.starts_at, session.ends_at, closes_at)
        )
        await self.world.set_scenes(scenes(hidden, session.id))

    async def _organiser(self, code: str) -> Person:
        phone = await self.world.add_person("Aminata", "Sow", label="Organisatrice")
        await self.world.open(phone["id"], code)
        await self._press(phone["id"], "Commencer")
        await self._press(phone["id"], "J’ai pris connaissance")
        await self.world.wait_for(phone["id"], button="Espace organisateur", seconds=SEE)
        async with self.house.database.transaction() as db:
            found = await people_queries.by_telegram_id(db, phone["id"])
        assert found is not None, "the organiser's code was not redeemed"
        return found

    async def _opened(self, organiser: Person) -> str:
        """What the organiser has done before the page opens: registrations are open, a joining link is there."""
        async with self.house.database.transaction() as db:
            await publication.open_all_drafts(db, organiser, now=self.now())
            _, code = await invitations.create(db, organiser, InvitationKind.JOINING, now=self.now())
        return code

    async def _registered(self, row: dict[str, str], code: str) -> None:
        phone = await self.world.add_person(row["prenom"], row["nom"], label="Inscription faite")
        async with self.house.database.transaction() as db:
            person = await cast.enrol(db, phone["id"], row, self._arrival(code))
            session = await sessions.by_code(db, sample.SHOWN)
            assert session is not None
            await cast.seat(db, person, session.id, self.now())
        await self.world.start(phone["id"])

    async def _hidden(self, row: dict[str, str], code: str) -> None:
        phone = await self.world.add_person(row["prenom"], row["nom"], shown=False)
        async with self.house.database.transaction() as db:
            await cast.enrol(db, phone["id"], row, self._arrival(code))
        await self.world.start(phone["id"])

    async def _welcomed(self, code: str) -> None:
        phone = await self.world.add_person("Fatou", "Diop", label="Lien d’arrivée reçu")
        await self.world.open(phone["id"], code)

    def _arrival(self, code: str) -> cast.Arrival:
        return cast.Arrival(code, self.house.settings.notice.version, self.now())

    async def _press(self, person_id: int, label: str) -> None:
        await self.world.wait_for(person_id, button=label, seconds=SEE)
        await self.world.press(person_id, label)
