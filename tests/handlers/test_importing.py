"""The programme's file on an organiser's phone: tried, reported, imported, opened. Nobody else's is read."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from bot.actions import programme as actions
from bot.actions.organiser import ImportAsk, OrganiserSessions
from db.models import Action, OutboxMessage, SessionReminder, SessionState, TrainingSession, Upload
from tests.handlers.bench import Bench
from tests.phones import Phone
from tests.training.workbooks import workbook, zipped
from training import reference_lists

SAMPLE = (Path(__file__).parents[2] / "demo" / "activities.csv").read_bytes()
HEADER = SAMPLE.split(b"\r\n" if b"\r\n" in SAMPLE else b"\n")[0].decode() + "\n"
ROW = "{code},1 – Détection,Titre d’essai,forces,Salle,Dakar,{first},{last},{places},{quotas},français,DPAF,Objectif\n"


def row(
    code: str = "1.01", first: str = "2026-06-01", last: str = "2026-06-02", places: str = "20", quotas: str = ""
) -> str:
    return ROW.format(code=code, first=first, last=last, places=places, quotas=quotas)


async def prepared(bench: Bench) -> Phone:
    """An organiser, in front of lists that are filled."""
    async with bench.transaction() as db:
        await reference_lists.seed(db)
    return await bench.organiser()


async def sessions(bench: Bench) -> dict[str, SessionState]:
    """The programme as committed."""
    async with bench.transaction() as db:
        rows = await db.execute(select(TrainingSession.code, TrainingSession.state))
        return dict(rows.all())


def methods(bench: Bench) -> list[str]:
    """What the bot called."""
    return [str(call["method"]) for call in bench.world.calls.since(0)]


async def count(bench: Bench, table: type[OutboxMessage | SessionReminder | Upload]) -> int:
    async with bench.transaction() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def test_the_sample_programme_is_tried_imported_and_opened(bot_and_sim: Bench) -> None:
    khady = await prepared(bot_and_sim)
    await khady.forges(ImportAsk().pack())
    await khady.sees("Envoyez le fichier du programme (xlsx ou csv, 5 Mo au plus)")
    await khady.sends("activities.csv", SAMPLE)
    report = await khady.sees("Essai d’import : rien n’est enregistré", button="Importer 63 lignes")
    assert "Lignes lues : 63" in report and "Nouvelles sessions : 63" in report
    assert "aucun message ne sera envoyé" in report
    assert await sessions(bot_and_sim) == {}
    await khady.presses("Rapport entier (txt)")
    await bot_and_sim.settled()
    document = next(message.document for message in khady.messages() if message.document)
    assert document.name == "rapport-import.txt"
    assert "3.05" in document.content.decode("utf-8-sig")
    await khady.presses("Importer 63 lignes")
    await khady.sees("Import terminé")
    states = await sessions(bot_and_sim)
    past = sum(state is SessionState.FINISHED for state in states.values())
    assert (len(states), past > 0, past < 63) == (63, True, True)
    assert await count(bot_and_sim, OutboxMessage) == 0
    await khady.presses(f"Ouvrir tout ({63 - past})")
    await khady.sees(f"Ouvrir les inscriptions de {63 - past} sessions ?")
    assert SessionState.OPEN not in (await sessions(bot_and_sim)).values()
    await khady.presses(f"Ouvrir {63 - past} sessions")
    await khady.sees(f"Inscriptions ouvertes : {63 - past} sessions.")
    assert list((await sessions(bot_and_sim)).values()).count(SessionState.OPEN) == 63 - past
    assert await count(bot_and_sim, SessionReminder) > 0


async def test_a_workbook_with_a_mistake_is_corrected_and_imported(bot_and_sim: Bench) -> None:
    def sheet(places: object) -> bytes:
        last = ["français", "DPAF", "Objectif"]
        start, end = date(2026, 6, 1), date(2026, 6, 2)
        cells = ["1.01", "1 – Détection", "Titre d’essai", "forces", "Salle", "Dakar", start, end, places, "", *last]
        return workbook(["Programme 2026"], [], HEADER.upper().strip().split(","), cells, dress=with_another)

    def with_another(book: Workbook) -> None:
        book.create_sheet("Ancienne version").append(HEADER.strip().split(","))

    khady = await prepared(bot_and_sim)
    await khady.forges(ImportAsk().pack())
    await khady.sees("Envoyez le fichier")
    await khady.sends("programme.xlsx", sheet("=B1*2"))
    report = await khady.sees("Lignes à corriger : 1")
    assert "Feuille : Programme\nFeuilles non lues : Ancienne version\n" in report
    assert "Ligne 4, colonne I (places) : formule sans résultat" in report
    assert "Importer" not in " ".join(khady.buttons())
    await khady.sends("programme.xlsx", sheet(20.0))
    await khady.sees("Nouvelles sessions : 1")
    await khady.presses("Importer 1 ligne")
    await khady.sees("Import terminé")
    assert await sessions(bot_and_sim) == {"1.01": SessionState.DRAFT}


async def test_thousands_of_bad_rows_make_a_short_page_and_a_report_in_a_file(bot_on_sqlite: Bench) -> None:
    khady = await prepared(bot_on_sqlite)
    bad = HEADER + "".join(row(f"1.{number}", places="x") for number in range(3000))
    await khady.sends("programme.csv", bad.encode())
    report = await khady.sees("Lignes à corriger : 3000", button="Rapport entier (txt)")
    assert len(report) <= 600 and report.splitlines()[-1].startswith("… et 29")
    await khady.presses("Rapport entier (txt)")
    await bot_on_sqlite.settled()
    document = next(message.document for message in khady.messages() if message.document)
    written = document.content.decode("utf-8-sig").replace("\u00a0", " ")
    assert "Ligne 1001, colonne I (places) : « x » n’est pas un nombre de places" in written
    assert written.rstrip().endswith("… et 2000 autres")


async def test_bad_rows_are_named_and_nothing_is_imported(bot_and_sim: Bench) -> None:
    khady = await prepared(bot_and_sim)
    bad = (
        HEADER
        + row()
        + row()
        + row("1.02", first="31/06/2026")
        + row("1.03", quotas="poice=3")
        + row("1.04", places="x")
    )
    await khady.sends("programme.csv", bad.encode())
    report = await khady.sees("Lignes à corriger : 4")
    assert "Ligne 3, colonne A (code) : le code « 1.01 » figure déjà plus haut." in report
    assert "Ligne 4, colonne G (debut) : « 31/06/2026 » n’existe pas au calendrier." in report
    assert "« poice » est inconnu ; proche : « police »." in report
    assert "Importer" not in " ".join(khady._labels())
    async with bot_and_sim.transaction() as db:
        upload = (await db.scalars(select(Upload))).one()
    await khady.forges(actions.ApplyImport(upload.id).pack())
    await bot_and_sim.settled()
    assert await sessions(bot_and_sim) == {}


async def test_a_long_report_is_cut(bot_and_sim: Bench) -> None:
    khady = await prepared(bot_and_sim)
    bad = HEADER + "".join(row(f"1.{number:02}", first="32/01/2026") for number in range(20))
    await khady.sends("programme.csv", bad.encode())
    report = await khady.sees("Lignes à corriger : 20", button="Rapport entier (txt)")
    assert "autres" in report.splitlines()[-1]
    assert len(report) <= 600


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.csv", b"\x89PNG\x00\x01", "n’est pas un tableau que le robot sait lire"),
        (
            "ancien.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"),
            "à l’ancien format (.xls)",
        ),
        ("abime.xlsx", b"PK\x03\x04" + bytes(200), "Ce classeur est abîmé ou incomplet."),
        ("lettre.docx", zipped({"word/document.xml": ""}), "n’est pas un tableau que le robot sait lire"),
        ("vide.csv", b"", "Ce fichier est vide."),
        ("lettre.csv", b"Bonjour", "Les titres des colonnes sont introuvables"),
        ("lourd.csv", b"a,b\n" * (5 * 1024 * 256 + 1), "Ce fichier est trop lourd : 5,0 Mo, pour 5 Mo au plus."),
        ("colonnes.csv", b"code,titre\n1.01,Essai\n", "cette colonne manque"),
    ],
)
async def test_a_wrong_file_has_its_sentence(bot_and_sim: Bench, name: str, content: bytes, said: str) -> None:
    khady = await prepared(bot_and_sim)
    await khady.sends(name, content)
    await khady.sees(said)
    assert await sessions(bot_and_sim) == {}


async def test_the_file_is_forgotten_on_cancel_and_after_the_import(bot_and_sim: Bench) -> None:
    khady = await prepared(bot_and_sim)
    await khady.sends("programme.csv", (HEADER + row()).encode())
    await khady.sees("Essai d’import")
    await khady.presses("Annuler")
    await khady.sees("Import abandonné")
    assert await count(bot_and_sim, Upload) == 0
    await khady.sends("programme.csv", (HEADER + row()).encode())
    await khady.sees("Essai d’import", button="Importer 1 ligne")
    async with bot_and_sim.transaction() as db:
        upload = (await db.scalars(select(Upload))).one()
    for _ in range(2):
        await khady.forges(actions.ApplyImport(upload.id).pack())
    await khady.sees("Ce fichier n’est plus en attente")
    assert await sessions(bot_and_sim) == {"1.01": SessionState.DRAFT}
    async with bot_and_sim.transaction() as db:
        imports = await db.scalar(select(func.count()).where(Action.verb == "import"))
    assert imports == 1


async def test_a_text_is_no_file(bot_and_sim: Bench) -> None:
    khady = await prepared(bot_and_sim)
    await khady.forges(ImportAsk().pack())
    await khady.sees("Envoyez le fichier")
    await khady.types("le voici")
    await khady.sees("Cette étape attend un fichier")
    await khady.types("/sessions")
    await khady.sees("Aucune session n’est ouverte à l’inscription")
    await khady.types("le voici")
    await khady.sees("Ma situation")


async def test_a_participants_document_is_not_even_downloaded(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    await awa.sends("programme.csv", SAMPLE)
    await awa.sees("Le robot ne lit que le texte et les boutons.")
    assert await count(bot_and_sim, Upload) == 0
    assert "getFile" not in methods(bot_and_sim)
    khady = await prepared(bot_and_sim)
    await khady.sends("programme.csv", SAMPLE)
    await khady.sees("Essai d’import")
    assert "getFile" in methods(bot_and_sim), "the control: an organiser's is"


async def test_a_participant_cannot_reach_the_organisers_sessions(bot_and_sim: Bench) -> None:
    khady = await prepared(bot_and_sim)
    await khady.sends("programme.csv", (HEADER + row()).encode())
    await khady.presses("Importer 1 ligne")
    await khady.sees("Import terminé")
    async with bot_and_sim.transaction() as db:
        session = (await db.scalars(select(TrainingSession))).one()
    awa = await bot_and_sim.verified("Awa")
    for action in (
        OrganiserSessions(),
        actions.OpenRegistrations(session.id),
        actions.AskOpenAll(),
        actions.OpenAll(1),
        actions.AskCloseRegistrations(session.id),
        actions.CloseRegistrations(session.id),
        actions.Participants(session.id),
        actions.ApplyImport(1),
        actions.CancelImport(1),
        actions.SendImportReport(1),
        ImportAsk(),
    ):
        await awa.forges(action.pack())
    await bot_and_sim.settled()
    assert "Titre d’essai" not in awa.everything() and "1.01" not in awa.everything()
    assert await sessions(bot_and_sim) == {"1.01": SessionState.DRAFT}
