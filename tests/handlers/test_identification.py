"""The form: every step by buttons and by typing, bad input, old buttons, corrections, and who comes out of it."""

import pytest
from sqlalchemy import select

from bot.actions.identification import ChooseEntry, ChooseWord, ConfirmFiche, EditLine, OtherEntry, TurnList
from db.models import Dialog, Invitation, InvitationKind, Person, Reference, Role, RoleGrant, Standing
from db.queries import people
from tests.handlers.bench import MONDAY, Bench
from tests.phones import Phone
from training import codes, invitations, reference_lists


async def at_the_form(bench: Bench) -> Phone:
    """Somebody without a link, in front of the first question."""
    async with bench.transaction() as db:
        await reference_lists.seed(db)
    awa = await bench.stranger("Awa")
    await awa.opens("")
    await awa.presses_when_seen("Créer ma fiche")
    await awa.presses_when_seen("J’ai pris connaissance")
    await awa.sees("Fiche, étape 1/9")
    return awa


async def at_step(bench: Bench, number: int) -> Phone:
    """The same person, in front of question `number`."""
    awa = await at_the_form(bench)
    answers = [
        awa.presses_when_seen("Madame"),
        awa.types("awa ndiaye"),
        awa.presses_when_seen("Douanes"),
        awa.presses_when_seen("5. Contrôleur"),
        awa.presses_when_seen("2. Adjoint au préfet"),
        awa.presses_when_seen("Dakar"),
        awa.presses_when_seen("3. CILMI"),
        awa.presses_when_seen("Je ne sais pas"),
        awa.presses_when_seen("Madame, Monsieur,"),
    ]
    for place, answer in enumerate(answers, 2):
        if place > number:
            answer.close()
            continue
        await answer
        await awa.sees(f"Fiche, étape {place}/9" if place <= 9 else "Ces indications sont-elles exactes ?")
    return awa


async def an_organisers_code(bench: Bench) -> str:
    khady = await bench.person(await bench.organiser("Khady", role=Role.ADMINISTRATOR))
    async with bench.transaction() as db:
        return codes.grouped((await invitations.create(db, khady, InvitationKind.ORGANISER, now=MONDAY))[1])


async def fiche_of(bench: Bench, phone: Phone) -> Person:
    person = await bench.person(phone)
    assert person is not None
    async with bench.transaction() as db:
        found = await people.with_fiche(db, person.id)
    assert found is not None
    return found


async def test_the_whole_form_ends_in_the_waiting_room(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 10)
    shown = awa.screen()
    for line in ("Awa NDIAYE (Madame)", "Douanes, Contrôleur des douanes", "CILMI, Dakar", "OPJ : Je ne sais pas"):
        assert line in shown
    assert (await fiche_of(bot_and_sim, awa)).first_name is None, "nothing is written before the last tap"
    await awa.presses("Tout est exact")
    await awa.sees("en attente de vérification")
    person = await fiche_of(bot_and_sim, awa)
    assert (person.first_name, person.last_name, person.standing) == ("Awa", "Ndiaye", Standing.UNVERIFIED)
    assert person.institution is not None
    assert person.institution.label == "CILMI"
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Dialog))).all() == []


async def test_bad_input_is_told_and_changes_nothing(bot_and_sim: Bench) -> None:
    awa = await at_the_form(bot_and_sim)
    await awa.types("Madame")
    await awa.sees("Cette étape attend un bouton", button="Madame")
    await awa.presses("Madame")
    await awa.sees("Fiche, étape 2/9")
    for text, reason in [
        ("Awa 3", "Ce nom contient un chiffre."),
        ("Awa", "Le prénom et le nom sont tous deux nécessaires."),
        ("x" * 100, "Ce texte compte 100 caractères, pour 80 au plus."),
        ("Awa <b>Ndiaye</b>", "Ce nom contient un signe qui n’est pas une lettre."),
    ]:
        await awa.types(text)
        await awa.sees(reason)
        assert "Fiche, étape 2/9" in awa.screen()
    awa.looks_away()
    await bot_and_sim.world.sticker(awa.id)
    await awa.sees("Le robot ne lit que le texte et les boutons", button="Reprendre")
    await awa.presses("Reprendre")
    await awa.sees("Fiche, étape 2/9")


async def test_old_and_forged_buttons_leave_the_form_where_it_is(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 3)
    for old in (
        ChooseWord("civility", "monsieur"),
        ChooseEntry("grade", 1),
        ChooseEntry("corps", 999_999),
        ChooseEntry("civility", 1),
        ChooseWord("corps", "madame"),
        OtherEntry("civility"),
        TurnList("grade", 3),
        EditLine("name"),
        ConfirmFiche(),
    ):
        await awa.forges(old.pack())
        await bot_and_sim.settled()
        assert "Fiche, étape 3/9" in awa.screen()
    await awa.forges(TurnList("corps", 999).pack())
    await awa.sees("Fiche, étape 3/9", button="Précédent")
    await awa.presses("Douanes") if "Douanes" in awa.buttons() else await awa.presses_when_seen("Précédent")
    assert "voici la situation à jour" in awa.everything()


async def test_lists_are_searched_by_typing(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 7)
    await awa.types("dpaf")
    await awa.sees("Recherche : « dpaf »")
    assert all("DPAF" in label for label in awa.buttons() if label[0].isdigit())
    await awa.presses("Retour")
    await awa.sees("1. Brigade des mineurs")
    await awa.types("secteur frontalier de podor")
    await awa.sees("Podor", button="Retour")
    await awa.types("cilmi")
    await awa.sees("Fiche, étape 8/9")


async def test_other_entries_are_proposed_only_once_confirmed(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 5)
    await awa.types("Vérificatrice en chef")
    await awa.sees("Aucun libellé ne contient « Vérificatrice en chef »")
    await awa.presses("Autre : Vérificatrice…")
    await awa.sees("Fiche, étape 6/9")
    await awa.types("Mali")
    await awa.presses_when_seen("Autre : Mali")
    await awa.sees("Fiche, étape 7/9")
    await awa.presses("Autre service")
    await awa.sees("tel qu’il doit figurer")
    await awa.types("Police de Bamako")
    await awa.presses_when_seen("Oui")
    await awa.types("Mon commandant")
    await awa.sees("Police de Bamako (à valider), Mali (à valider)")
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Reference).where(Reference.proposed))).all() == []
    await awa.presses("Tout est exact")
    await awa.sees("en attente de vérification")
    person = await fiche_of(bot_and_sim, awa)
    assert person.institution is not None
    assert (person.institution.label, person.institution.proposed) == ("Police de Bamako", True)
    assert person.form_of_address == "Mon commandant,"


async def test_back_and_cancel(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 4)
    await awa.presses("Retour")
    await awa.sees("Fiche, étape 3/9")
    await awa.presses("Gendarmerie nationale")
    await awa.sees("Fiche, étape 4/9")
    await awa.presses("Annuler")
    await awa.sees("aucune réponse n’a été conservée", button="Recommencer")
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Dialog))).all() == []
    await awa.presses("Recommencer")
    await awa.sees("Fiche, étape 1/9")


@pytest.mark.parametrize("number", [1, 2, 3, 8, 10])
async def test_a_code_typed_at_any_step_is_redeemed_and_the_form_kept(bot_and_sim: Bench, number: int) -> None:
    awa = await at_step(bot_and_sim, number)
    code = await an_organisers_code(bot_and_sim)
    here = f"Fiche, étape {number}/9" if number <= 9 else "Ces indications sont-elles exactes ?"
    await awa.types("0123456789abcdefghjk")
    await awa.sees("Ce code ne peut pas être utilisé")
    assert here in awa.screen()
    await awa.types(code)
    await awa.sees("Code accepté.")
    assert here in awa.screen()
    assert code not in awa.screen() and not any("Autre : " in label for label in awa.buttons())
    async with bot_and_sim.transaction() as db:
        assert code not in str((await db.scalars(select(Dialog))).one().answers)
        assert (await db.scalars(select(RoleGrant.role))).all().count(Role.ORGANISER) == 1


async def test_whoever_types_a_code_in_the_form_need_not_wait(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 3)
    code = await an_organisers_code(bot_and_sim)
    await awa.presses("Autre corps")
    await awa.sees("tel qu’il doit figurer")
    await awa.types(f"https://t.me/formation_bot?start={code}")
    await awa.sees("Code accepté.")
    await awa.types("Police de Bamako")
    await awa.sees("Fiche, étape 4/9")
    async with bot_and_sim.transaction() as db:
        assert await db.scalar(select(Invitation.uses)) == 1


async def test_start_does_not_lose_a_first_form(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 4)
    await awa.opens("")
    await awa.sees("Fiche, étape 4/9")


async def test_a_line_is_corrected(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 10)
    await awa.presses("Corriger")
    await awa.presses_when_seen("Nom")
    await awa.sees("Écrivez vos prénom et nom")
    await awa.types("Coumba Ndiaye")
    await awa.sees("Coumba NDIAYE")
    await awa.presses("Corriger")
    await awa.presses_when_seen("Corps")
    await awa.presses_when_seen("Eaux et forêts")
    await awa.sees("Quel est votre grade ?")
    await awa.types("Garde forestier")
    await awa.sees("Eaux et forêts, Garde forestier")
    await awa.presses("Tout est exact")
    await awa.sees("en attente de vérification")
    await awa.presses("Corriger ma fiche")
    await awa.presses_when_seen("OPJ")
    await awa.presses_when_seen("Oui")
    await awa.presses_when_seen("Tout est exact")
    await awa.sees("en attente de vérification")
    person = await fiche_of(bot_and_sim, awa)
    assert (person.judicial_police_officer, person.standing) == (True, Standing.UNVERIFIED)


async def test_an_entry_that_went_meanwhile_is_asked_again(bot_and_sim: Bench) -> None:
    awa = await at_step(bot_and_sim, 10)
    async with bot_and_sim.transaction() as db:
        gone = (await db.scalars(select(Reference).where(Reference.label == "CILMI"))).one()
        await db.delete(gone)
    await awa.presses("Tout est exact")
    await awa.sees("Un libellé choisi ne figure plus dans la liste")
    assert (await fiche_of(bot_and_sim, awa)).identified_at is None
