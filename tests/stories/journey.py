"""The first journey, told in steps: each needs only the phones and what the steps before left in the database."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select, text

from db.engine import Database
from db.models import Evaluation, EvaluationState, InboxState, InboxUpdate
from simulator.serve import Running
from simulator.world import World
from tests.phones import PATIENCE, Phone
from tests.stories.processes import Processes

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEADER = "code;domaine;titre;public;lieu;ville;debut;fin;places;quotas;langue;formateur_institution;objectifs"
ACTIVITY = (
    "POC2-9.01;9 – Domaine d’essai;Contrôle documentaire de première ligne;forces;Salle d’essai;Thiès;"
    "2026-12-07;2026-12-07;6;douanes=3;français;Équipe d’essai;Savoir contrôler un titre"
)
FIRST_NAMES = ("Awa", "Binta", "Coumba", "Dior", "Enaam", "Fama", "Gnilane")
PRESENT = ("Awa", "Binta", "Coumba", "Dior", "Enaam", "Gnilane")
"""Who has a seat in the end: Fama gives hers back, Gnilane gets it."""
RATINGS = ("Tout à fait d’accord", "Plutôt d’accord", "Appliquer en autonomie", "Plutôt d’accord", "Adapté",
           "Plutôt pas d’accord", "Plutôt oui")  # fmt: skip
ANNOUNCED = "Les attestations arrivent vendredi."
COMMENT = "Plus de cas pratiques, s’il vous plaît"

WAITS = text("SELECT pid, state, wait_event, pg_blocking_pids(pid), query_start, query FROM pg_stat_activity")

Step = Callable[["Journey"], Awaitable[None]]


@dataclass
class Journey:
    """The phones of the story, and what kind of people hold them. `joining` is the code of the organiser's link."""

    telegram: Running
    processes: Processes
    people: type[Phone] = Phone
    phones: dict[str, Phone] = field(default_factory=dict)
    joining: str = ""

    @property
    def world(self) -> World:
        return self.telegram.world

    @property
    def organiser(self) -> Phone:
        return self.phones["Khady"]

    async def results_are_ready(self) -> None:
        """The close runs by itself a moment after the clock passes it: wait until no evaluation is open."""
        database = Database(self.processes.environment["DATABASE_URL"])
        async with asyncio.timeout(PATIENCE):
            while not await _closed(database):  # noqa: ASYNC110  another process closes it
                await asyncio.sleep(0.1)
        await database.close()

    async def unfinished(self) -> str:
        """What was received and is not done with, and what the database waits for: for whoever reads why it failed."""
        database = Database(self.processes.environment["DATABASE_URL"])
        async with database.transaction() as db:
            rows = await db.scalars(select(InboxUpdate).where(InboxUpdate.state != InboxState.SHOWN))
            found = [f"{row.update_id} {row.chat_id} {row.state} {row.lease_machine} {row.incident}" for row in rows]
            if not database.is_sqlite:
                found += [str(tuple(row)) for row in await db.execute(WAITS)]
        await database.close()
        return "\n".join(found)

    async def at(self, *when: int) -> None:
        """Move programme time to this wall-clock moment of Dakar (which is UTC)."""
        for phone in self.phones.values():
            phone.looks_away()
        self.world.clock.set(datetime(*when, tzinfo=UTC))  # type: ignore[arg-type,misc]


async def _closed(database: Database) -> bool:
    async with database.transaction() as db:
        return EvaluationState.OPEN not in set(await db.scalars(select(Evaluation.state)))


async def the_first_organiser_comes_by_a_single_use_code(story: Journey) -> None:
    printed = await story.processes.run("invite", "administrator")
    found = re.search(r"start=([\w-]+)", printed)
    assert found, printed
    khady = story.phones["Khady"] = await story.people.new(story.world, "Khady", "Sarr")
    await khady.opens(found[1])
    await khady.presses("Commencer")
    await khady.presses("J’ai pris connaissance")
    await khady.sees("Ma situation", button="Espace organisateur")


async def she_imports_the_programme_after_a_dry_run(story: Journey) -> None:
    khady = story.organiser
    await khady.presses("Espace organisateur")
    await khady.presses("Importer un fichier")
    await khady.sees("csv")
    await khady.sends("activites.csv", f"{HEADER}\n{ACTIVITY.replace('2026-12-07;6', '2026-13-07;6')}\n".encode())
    await khady.sees("Ligne 2")
    await khady.sends("activites.csv", f"{HEADER}\n{ACTIVITY}\n".encode())
    await khady.presses("Importer 1 ligne")
    await khady.sees("Import terminé")


async def she_opens_the_registrations(story: Journey) -> None:
    await to_the_session(story)
    await story.organiser.presses("Ouvrir les inscriptions")
    await story.organiser.sees("Thiès", button="Fermer les inscriptions")


async def to_the_session(story: Journey) -> None:
    """From wherever she is to the session's card."""
    await story.organiser.types("/start")
    await story.organiser.sees("Ma situation")
    await story.organiser.presses("Espace organisateur")
    await story.organiser.presses("Prochaine session")
    await story.organiser.sees("9.01", button="Sessions")


async def she_makes_a_joining_link(story: Journey) -> None:
    await story.organiser.presses("Accueil")
    await story.organiser.presses("Liens d’arrivée")
    await story.organiser.presses("Nouveau lien d’arrivée")
    found = re.search(r"start=([\w-]+)", await story.organiser.sees("start="))
    assert found
    story.joining = found[1]


async def the_participants_come_by_the_link_and_identify_themselves(story: Journey) -> None:
    for first_name in FIRST_NAMES:
        story.phones[first_name] = await story.people.new(story.world, first_name)
    await asyncio.gather(*(identify(story, story.phones[name], name) for name in FIRST_NAMES))


async def identify(story: Journey, phone: Phone, first_name: str) -> None:
    """From the link to « Ma situation »."""
    await phone.opens(story.joining)
    await phone.presses("Commencer")
    await phone.presses("J’ai pris connaissance")
    await phone.presses("Madame")
    await phone.sees("étape 2/9")
    await phone.types(f"{first_name} Ndiaye")
    for label in ("Douanes", "5. Contrôleur", "2. Adjoint au préfet", "Dakar", "3. CILMI", "Je ne sais pas"):
        await phone.presses(label)
    await phone.presses("Madame, Monsieur,")
    await phone.presses("Tout est exact")
    await phone.sees("Ma situation")


async def a_stranger_sees_nothing_until_an_organiser_decides(story: Journey) -> None:
    stranger = story.phones["Inconnue"] = await story.people.new(story.world, "Inconnue", "Fall")
    await stranger.types("/start")
    await stranger.sees("Bonjour", button="Créer ma fiche")
    await stranger.types("/sessions")
    await stranger.sees("")
    for secret in ("9.01", "Thiès", "Contrôle documentaire", "Ndiaye"):
        assert secret not in stranger.everything()


async def six_register_and_the_seventh_waits(story: Journey) -> None:
    for first_name in FIRST_NAMES:
        phone = story.phones[first_name]
        await phone.presses("Sessions ouvertes")
        await phone.presses("Domaine d’essai")
        await phone.presses("9.01, le 7 déc.")
        late = first_name == FIRST_NAMES[-1]
        await phone.presses("Liste d’attente" if late else "Je m’inscris")
        await phone.sees("rang est 1" if late else "9.01")


async def a_seat_that_is_freed_is_offered_to_who_waits(story: Journey) -> None:
    gnilane, fama = story.phones["Gnilane"], story.phones["Fama"]
    gnilane.looks_away()
    await fama.presses("Voir la session")
    await fama.presses("Je ne peux pas venir")
    await fama.presses("Nécessité de service")
    await fama.presses("Libérer ma place")
    await fama.sees("libérée")
    await gnilane.sees("Place proposée : session 9.01")
    await gnilane.presses("J’accepte la place")
    await gnilane.sees("Votre présence est confirmée")


async def seven_days_before_the_reminder_asks_and_is_answered(story: Journey) -> None:
    await story.at(2026, 11, 30, 10, 0, 1)
    for name in PRESENT:
        button = "Je ne peux plus venir" if name == "Gnilane" else "Je confirme"  # she did when she took the place
        await story.phones[name].sees("Rappel de formation : session 9.01, dans 7 jours", button=button)
    await story.phones["Awa"].presses("Je confirme")
    await story.phones["Awa"].sees("confirmée")


async def the_other_reminders_come_at_their_hours(story: Journey) -> None:
    for moment, words in (
        ((2026, 12, 4, 10, 0, 1), "dans 3 jours"),
        ((2026, 12, 6, 16, 30, 1), "demain"),
        ((2026, 12, 7, 7, 0, 1), "aujourd’hui"),
    ):
        await story.at(*moment)
        for name in PRESENT:
            await story.phones[name].sees(f"Rappel de formation : session 9.01, {words}")
    assert story.phones["Fama"].count("Rappel de formation") == 0


async def she_ticks_who_is_present(story: Journey) -> None:
    await story.at(2026, 12, 7, 12)
    await to_the_session(story)
    khady = story.organiser
    await khady.presses("Présences")
    await khady.presses("Lundi matin")
    await khady.presses("Tout le monde présent")
    await khady.presses("Noter 6 présences")
    await khady.sees("NDIAYE")


async def the_questionnaire_opens_by_itself_and_is_answered(story: Journey) -> None:
    await story.at(2026, 12, 7, 16, 30, 1)
    for name in PRESENT:
        await story.phones[name].sees("Votre avis sur la session 9.01", button="Commencer")
    await asyncio.gather(*(answer(story.phones[name], comment=name == "Awa") for name in PRESENT))


async def answer(phone: Phone, *, comment: bool) -> None:
    """Seven taps, then a comment or none."""
    await phone.presses("Commencer")
    for number, rating in enumerate(RATINGS, start=1):
        await phone.sees(f"{number}/8")
        await phone.presses(rating)
    await phone.sees("8/8")
    await (phone.types(COMMENT) if comment else phone.presses("Passer"))
    await phone.sees("Merci")


async def after_the_close_she_reads_the_grouped_results(story: Journey) -> None:
    await story.at(2026, 12, 15, 0, 0, 1)
    await story.results_are_ready()
    await to_the_session_of_the_past(story)
    await story.organiser.presses("Avis")
    await story.organiser.sees("6", button="Question par question")
    assert "NDIAYE" not in story.organiser.screen().upper()


async def to_the_session_of_the_past(story: Journey) -> None:
    await story.organiser.types("/start")
    await story.organiser.sees("Ma situation")
    await story.organiser.presses("Espace organisateur")
    await story.organiser.presses("Sessions")
    await story.organiser.presses("Terminées (1)")
    await story.organiser.presses("9.01, le 7 déc.")
    await story.organiser.sees("9.01", button="Avis")


async def she_announces(story: Journey) -> None:
    await story.at(2026, 12, 15, 10)
    await to_the_session_of_the_past(story)
    khady = story.organiser
    await story.world.block(story.phones["Binta"].id)
    await khady.presses("Annonce")
    await khady.sees("Rien ne part avant l’aperçu")
    await khady.types(ANNOUNCED)
    await khady.sees("Ci-dessus, le message exact")
    await khady.presses("Envoyer à 5 personnes")


async def she_announces_and_reads_the_report(story: Journey) -> None:
    await she_announces(story)
    for name in PRESENT:
        if name != "Binta":
            await story.phones[name].sees(ANNOUNCED)
    await story.organiser.sees("Remis : 5 sur 6")
    assert [story.phones[name].count(ANNOUNCED) for name in PRESENT].count(1) == 5


async def she_announces_and_reads_what_is_known(story: Journey) -> None:
    """With a worker that dies meanwhile, some may be in doubt: nobody hears it twice, who does not is in the report."""
    await she_announces(story)
    report = await story.organiser.sees("Incertains")
    delivered, unreachable, uncertain = (int(number) for number in re.findall(r" : (\d+)", report))
    counted = [story.phones[name].count(ANNOUNCED) for name in PRESENT]
    assert (delivered + uncertain, unreachable) == (5, 1)
    assert max(counted) == 1 and delivered <= sum(counted) <= 5


STEPS: tuple[Step, ...] = (
    the_first_organiser_comes_by_a_single_use_code,
    she_imports_the_programme_after_a_dry_run,
    she_opens_the_registrations,
    she_makes_a_joining_link,
    the_participants_come_by_the_link_and_identify_themselves,
    a_stranger_sees_nothing_until_an_organiser_decides,
    six_register_and_the_seventh_waits,
    a_seat_that_is_freed_is_offered_to_who_waits,
    seven_days_before_the_reminder_asks_and_is_answered,
    the_other_reminders_come_at_their_hours,
    she_ticks_who_is_present,
    the_questionnaire_opens_by_itself_and_is_answered,
    after_the_close_she_reads_the_grouped_results,
    she_announces_and_reads_the_report,
)
