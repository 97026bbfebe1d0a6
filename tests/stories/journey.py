"""The first journey, told in steps: each needs only the phones and what the steps before left in the database."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulator.serve import Running
from simulator.world import World
from tests.phones import Phone
from tests.stories.processes import Processes

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FILE = """code;domaine;titre;public;lieu;ville;debut;fin;places;quotas;langue;formateur_institution;objectifs
POC2-9.01;9 – Domaine d’essai;Contrôle documentaire de première ligne;forces;Salle d’essai;Thiès;2026-12-07;2026-12-07;6;\
police=3;français;Équipe d’essai;Savoir contrôler un titre
""".replace("\\\n", "")
FIRST_NAMES = ("Awa", "Binta", "Coumba", "Dior", "Enaam", "Fama", "Gnilane")
RATINGS = ("Tout à fait d’accord", "Plutôt d’accord", "Appliquer en autonomie", "Plutôt d’accord", "Adapté",
           "Plutôt pas d’accord", "Plutôt oui")  # fmt: skip
COMMENT = "Plus de cas pratiques, s’il vous plaît"

Step = Callable[["Journey"], Awaitable[None]]


@dataclass
class Journey:
    """The phones of the story. `joining` is the code of the organiser's link."""

    telegram: Running
    processes: Processes
    phones: dict[str, Phone] = field(default_factory=dict)
    joining: str = ""

    @property
    def world(self) -> World:
        return self.telegram.world

    @property
    def organiser(self) -> Phone:
        return self.phones["Khady"]

    async def at(self, *when: int) -> None:
        """Move programme time to this wall-clock moment of Dakar (which is UTC)."""
        for phone in self.phones.values():
            phone.looks_away()
        self.world.clock.set(datetime(*when, tzinfo=UTC))  # type: ignore[arg-type,misc]


async def the_first_organiser_comes_by_a_single_use_code(story: Journey) -> None:
    printed = await story.processes.run("invite", "administrator")
    found = re.search(r"start=([\w-]+)", printed)
    assert found, printed
    khady = story.phones["Khady"] = await Phone.new(story.world, "Khady", "Sarr")
    await khady.opens(found[1])
    await khady.presses("Commencer")
    await khady.presses("J’ai pris connaissance")
    await khady.sees("Ma situation", button="Espace organisateur")


async def she_imports_the_programme_after_a_dry_run(story: Journey) -> None:
    await story.organiser.presses("Espace organisateur")
    await story.organiser.presses("Importer un fichier")
    await story.organiser.sees("fichier")
    await story.organiser.sends("activites.csv", FILE.encode())
    await story.organiser.presses("Importer 1 ligne")
    await story.organiser.sees("Import terminé")


async def she_opens_the_registrations(story: Journey) -> None:
    await story.organiser.presses("Accueil")
    await story.organiser.presses("Prochaine session")
    await story.organiser.presses("Ouvrir les inscriptions")
    await story.organiser.sees("Ouverte")


async def she_makes_a_joining_link(story: Journey) -> None:
    await story.organiser.presses("Accueil")
    await story.organiser.presses("Liens d’arrivée")
    await story.organiser.presses("Nouveau lien d’arrivée")
    text = await story.organiser.sees("start=")
    found = re.search(r"start=([\w-]+)", text)
    assert found
    story.joining = found[1]


async def a_participant_identifies_herself(story: Journey) -> None:
    awa = story.phones["Awa"] = await Phone.new(story.world, "Awa")
    await awa.opens(story.joining)
    await awa.presses("Commencer")
    await awa.presses("J’ai pris connaissance")
    await fill_the_form(awa, "Awa Ndiaye")


async def fill_the_form(phone: Phone, name: str) -> None:
    await phone.presses("Madame")
    await phone.sees("prénom")
    await phone.types(name)
    for label in ("Police nationale", "Lieutenant de police"):
        await phone.presses(label)
    await phone.sees("fonction")
    await phone.types("Cheffe de poste")
    await phone.presses("Autre : Cheffe de poste")


async def six_others_arrive_too(story: Journey) -> None:
    for first_name in FIRST_NAMES[1:]:
        phone = story.phones[first_name] = await Phone.new(story.world, first_name)
        await phone.opens(story.joining)
        await phone.presses("Commencer")
        await phone.presses("J’ai pris connaissance")
        await fill_the_form(phone, f"{first_name} Ndiaye")
