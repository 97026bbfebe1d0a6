"""Two pairs of eyes, on three phones: a colleague reads the exact message and decides; the author cannot."""

from bot.actions.announcements import EditText
from bot.actions.dispatches import Approve, ApproveCorrection, RefuseApproval
from db.models import AnnouncementState, Role
from tests.handlers.announcing import TEXT, above, messages, the_announcement, the_dispatch, the_state, written
from tests.handlers.bench import Bench
from tests.handlers.room import Room, furnish
from tests.phones import Phone

BETTER = "Le car part à 9 h de la place."


async def asked(bench: Bench) -> tuple[Room, Phone, Phone]:
    """An author and a colleague, whose agreement is asked."""
    room = await furnish(bench, 2)
    above(bench, 1)
    ndeye = await bench.organiser("Ndeye")
    khady = await written(bench, room)
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("accord demandé", button="Modifier")
    await ndeye.sees("Accord demandé : annonce n° 1, 2 personnes")
    await ndeye.presses("Voir l’annonce")
    await ndeye.sees("Départ : immédiat", button="Donner mon accord")
    return room, khady, ndeye


async def test_the_colleague_reads_agrees_and_it_leaves(bot_and_sim: Bench) -> None:
    room, khady, ndeye = await asked(bot_and_sim)
    assert await messages(bot_and_sim) == []
    await ndeye.presses("Voir le message")
    await ndeye.sees(TEXT)
    await ndeye.sees("Accord demandé", button="Donner mon accord")
    await ndeye.presses("Donner mon accord")
    for phone in room.phones:
        await phone.sees(TEXT)
    await khady.sees("une autre personne de l’équipe a donné son accord", button="Voir l’annonce")
    await khady.presses("Voir l’annonce")
    await khady.sees("Remis : 2 sur 2")


async def test_the_author_cannot_agree_even_by_a_forged_button(bot_and_sim: Bench) -> None:
    _, khady, _ = await asked(bot_and_sim)
    number = await the_announcement(bot_and_sim)
    for action in (Approve(number, 2, 1), RefuseApproval(number)):
        await khady.forges(action.pack())
        await bot_and_sim.settled()
    assert khady.everything().count("L’accord revient à une personne de l’équipe qui ne l’a ni rédigée ni soumise") == 2
    assert await the_state(bot_and_sim) is AnnouncementState.AWAITING
    assert await messages(bot_and_sim) == []


async def test_the_first_answer_counts(bot_and_sim: Bench) -> None:
    room, _, ndeye = await asked(bot_and_sim)
    coumba = await bot_and_sim.organiser("Coumba")
    number = await the_announcement(bot_and_sim)
    await ndeye.presses("Donner mon accord")
    await room.phones[0].sees(TEXT)
    await coumba.forges(RefuseApproval(number).pack())
    await coumba.sees("Annonce n° 1")
    assert "Une réponse est arrivée avant la vôtre" in coumba.everything()
    assert await the_state(bot_and_sim) is AnnouncementState.OUT


async def test_a_refusal_makes_it_a_draft_again_and_tells_the_author(bot_and_sim: Bench) -> None:
    _, khady, ndeye = await asked(bot_and_sim)
    await ndeye.presses("Refuser")
    await ndeye.sees("accord refusé. Rien n’est parti")
    await khady.sees("Rien n’est parti", button="Voir l’annonce")
    await khady.presses("Voir l’annonce")
    await khady.sees("Ci-dessus, le message exact", button="Envoyer à 2 personnes")
    assert await messages(bot_and_sim) == []


async def test_another_number_than_the_page_said_is_agreed_to_by_nobody(bot_and_sim: Bench) -> None:
    _, _, ndeye = await asked(bot_and_sim)
    await ndeye.forges(Approve(await the_announcement(bot_and_sim), 1, 1).pack())
    await ndeye.sees("Le nombre de destinataires a changé", button="Donner mon accord")
    assert await the_state(bot_and_sim) is AnnouncementState.AWAITING


async def test_the_author_takes_it_back_or_gives_it_up(bot_and_sim: Bench) -> None:
    _, khady, ndeye = await asked(bot_and_sim)
    await khady.presses("Modifier")
    await khady.sees("Ci-dessus, le message exact", button="Envoyer à 2 personnes")
    await ndeye.presses("Donner mon accord")
    await ndeye.sees("Ci-dessus, le message exact")
    assert await the_state(bot_and_sim) is AnnouncementState.DRAFT
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("accord demandé")
    await khady.presses("Abandonner")
    await khady.sees("Annonce n° 1 abandonnée")
    assert await messages(bot_and_sim) == []


async def test_alone_an_administrator_may_invite_and_others_learn_who_may(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    above(bot_and_sim, 1)
    khady = await written(bot_and_sim, room)
    await khady.presses("Envoyer à 2 personnes")
    text = await khady.sees("personne ne peut donner l’accord", button="Revenir au brouillon")
    assert "APPROVAL_ABOVE=0" in text
    assert "Un administrateur" in text
    assert "Inviter un organisateur" not in khady.buttons()
    assert await the_state(bot_and_sim) is AnnouncementState.DRAFT


async def test_an_administrator_alone_is_offered_the_code(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    above(bot_and_sim, 1)
    khady = await written(bot_and_sim, room, role=Role.ADMINISTRATOR)
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("personne ne peut donner l’accord", button="Inviter un organisateur")
    await khady.presses("Inviter un organisateur")
    await khady.sees("t.me/")


async def test_another_text_than_the_one_that_was_asked_about_is_read_again(bot_and_sim: Bench) -> None:
    """The author takes it back, writes something else, and asks again: the old button agrees to nothing."""
    room, khady, ndeye = await asked(bot_and_sim)
    await khady.presses("Modifier")
    await khady.sees("Destinataires : 2", button="Modifier")
    await khady.presses("Modifier")
    await khady.sees("Écrivez le message")
    await khady.types("Tout autre chose.")
    await khady.sees("Ci-dessus, le message exact", button="Envoyer à 2 personnes")
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("accord demandé")
    await ndeye.presses("Donner mon accord")
    await ndeye.sees("L’annonce a été modifiée depuis la demande d’accord", button="Donner mon accord")
    assert await messages(bot_and_sim) == []
    await ndeye.presses("Donner mon accord")
    for phone in room.phones:
        await phone.sees("Tout autre chose.")


async def test_a_draft_that_a_colleague_rewrote_is_shown_before_it_is_sent(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room)
    ndeye = await bot_and_sim.organiser("Ndeye")
    await ndeye.forges(EditText(await the_announcement(bot_and_sim)).pack())
    await ndeye.sees("Écrivez le message")
    await ndeye.types("Tout autre chose.")
    await ndeye.sees("Ci-dessus, le message exact")
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("L’annonce a été modifiée depuis l’affichage de cette page", button="Envoyer à 2 personnes")
    assert khady.count("Tout autre chose.") == 1, "the exact message"
    assert await messages(bot_and_sim) == []
    await khady.presses("Envoyer à 2 personnes")
    await room.phones[0].sees("Tout autre chose.")


async def corrected(bench: Bench) -> tuple[Room, Phone, Phone]:
    """Sent to two people with a colleague's agreement; then another text, whose agreement is asked."""
    room, khady, ndeye = await asked(bench)
    await ndeye.presses("Donner mon accord")
    await khady.sees("une autre personne de l’équipe a donné son accord", button="Voir l’annonce")
    await khady.presses("Voir l’annonce")
    await khady.presses_when_seen("Corriger le texte")
    await khady.sees("Écrivez de nouveau")
    await khady.types(BETTER)
    await khady.presses_when_seen("Corriger 2 messages")
    await khady.sees("accord demandé pour la correction", button="Abandonner la correction")
    await ndeye.sees("Accord demandé : correction de l’annonce n° 1")
    await ndeye.presses("Voir l’annonce")
    await ndeye.sees("correction de l’annonce n° 1, 2 messages", button="Donner mon accord")
    return room, khady, ndeye


async def test_a_correction_of_many_messages_is_agreed_to_as_well(bot_and_sim: Bench) -> None:
    room, khady, ndeye = await corrected(bot_and_sim)
    await ndeye.presses("Voir le texte")
    await ndeye.sees(BETTER)
    assert all(phone.count(TEXT) == 1 for phone in room.phones), "nothing has changed yet"
    await khady.forges(ApproveCorrection(await the_dispatch(bot_and_sim)).pack())
    await bot_and_sim.settled()
    assert "L’accord revient à une personne de l’équipe" in khady.everything()
    await ndeye.presses("Donner mon accord")
    for phone in room.phones:
        await phone.sees(BETTER)
    await khady.sees("a donné son accord à la correction")


async def test_a_correction_that_is_refused_or_given_up_changes_nothing(bot_and_sim: Bench) -> None:
    room, khady, ndeye = await corrected(bot_and_sim)
    await ndeye.presses("Refuser")
    await ndeye.sees("Remis : 2 sur 2")
    await khady.sees("n’a pas donné son accord à la correction", button="Voir l’annonce")
    await khady.presses("Voir l’annonce")
    await khady.sees("Remis : 2 sur 2", button="Corriger le texte")
    await khady.presses("Corriger le texte")
    await khady.sees("Écrivez de nouveau")
    await khady.types(BETTER)
    await khady.sees("ci-dessus, le texte exact", button="Corriger 2 messages")
    await khady.presses("Corriger 2 messages")
    await khady.sees("accord demandé pour la correction", button="Abandonner la correction")
    await khady.presses("Abandonner la correction")
    await khady.sees("Remis : 2 sur 2", button="Corriger le texte")
    await ndeye.presses_when_seen("Voir l’annonce")
    await ndeye.sees("Remis : 2 sur 2")
    assert all(phone.count(TEXT) == 1 and phone.count(BETTER) == 0 for phone in room.phones)
