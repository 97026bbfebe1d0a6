"""The six steps of the README, by hand: every press is one that the page offers."""

from collections.abc import Awaitable, Callable

from tests.browser.visitor import Visitor

ORGANISER, REGISTERED, JOINING, STRANGER = (
    "Organisatrice", "Inscription faite", "Lien d’arrivée reçu", "Personne inconnue",
)  # fmt: skip
HEADER = "code;domaine;titre;public;lieu;ville;debut;fin;places;quotas;langue;formateur_institution;objectifs"
ACTIVITY = (
    "POC2-9.01;9 – Domaine d’essai;Contrôle documentaire;forces;Salle d’essai;Thiès;"
    "{day};{day};6;douanes=3;français;Équipe d’essai;Savoir contrôler un titre"
)
SHOWN = "1.04"
SECRETS = (SHOWN, "Fraude documentaire", "École nationale de police", "DIOP")
REMINDERS = (("J-3", "dans 3 jours"), ("J-1", "demain à 9 h"), ("H-2", "aujourd’hui à 9 h"))

Step = Callable[[Visitor], Awaitable[None]]


async def the_organiser_imports_after_a_dry_run(visitor: Visitor) -> None:
    await visitor.presses(ORGANISER, "Espace organisateur")
    await visitor.sees(ORGANISER, "Accueil, équipe de formation")
    await visitor.presses(ORGANISER, "Importer un fichier")
    await visitor.sees(ORGANISER, "Envoyez le fichier")
    for day, words in (("2040-02-30", "n’existe pas au calendrier"), ("2040-02-15", "Nouvelles sessions : 1")):
        await visitor.attaches(ORGANISER, "activites.csv", f"{HEADER}\n{ACTIVITY.format(day=day)}\n".encode())
        await visitor.sees(ORGANISER, words)
    await visitor.presses(ORGANISER, "Importer 1 ligne")
    await visitor.sees(ORGANISER, "Import terminé")


async def a_newcomer_says_who_she_is(visitor: Visitor) -> None:
    await visitor.presses(JOINING, "Commencer")
    await fills_her_fiche(visitor, JOINING, "Fatou Diop")
    await visitor.sees(JOINING, "Ma situation")


async def fills_her_fiche(visitor: Visitor, label: str, name: str) -> None:
    """From the notice to « Tout est exact »."""
    await visitor.sees(label, "Vos données, en bref")
    await visitor.presses(label, "J’ai pris connaissance", "Madame")
    await visitor.sees(label, "étape 2/9")
    await visitor.types(label, name)
    await visitor.presses(label, "Police nationale")
    for number, typed in ((4, "commissaire"), (5, "enqu")):
        await visitor.sees(label, f"étape {number}/9")
        await visitor.types(label, typed)
    await visitor.sees(label, "Recherche : « enqu »")
    await visitor.presses(label, "Enquêteur", "Dakar")
    await visitor.sees(label, "étape 7/9")
    await visitor.presses(label, "3. CILMI", "Je ne sais pas", "Madame,")
    await visitor.sees(label, "Votre fiche", name.split()[0])
    await visitor.presses(label, "Tout est exact")


async def a_stranger_waits_until_the_organiser_accepts(visitor: Visitor) -> None:
    await visitor.starts(STRANGER)
    await visitor.sees(STRANGER, "Sinon, créez votre fiche")
    await visitor.types(STRANGER, "/sessions")
    await visitor.presses(STRANGER, "Créer ma fiche")
    await fills_her_fiche(visitor, STRANGER, "Ibra Diallo")
    await visitor.sees(STRANGER, "en attente de vérification")
    said = await visitor.everything(STRANGER)
    assert not [secret for secret in SECRETS if secret in said]
    await visitor.sees(ORGANISER, "Demande d’accès à vérifier")
    await visitor.presses(ORGANISER, "Accepter")
    await visitor.sees(STRANGER, "acceptée")


async def the_session_is_full_and_the_newcomer_waits(visitor: Visitor) -> None:
    await visitor.goes_to("12 autres s’inscrivent")
    await visitor.presses(JOINING, "Sessions ouvertes")
    await visitor.sees(JOINING, "Sessions ouvertes, par domaine")
    await visitor.presses(JOINING, "Détection…")
    await visitor.sees(JOINING, "complet")
    await visitor.presses(JOINING, await visitor.label_of(JOINING, "1.04, le"))
    await visitor.sees(JOINING, "Places libres : 0 sur 13")
    await visitor.presses(JOINING, "Liste d’attente")
    await visitor.sees(JOINING, "votre rang est 1")


async def the_reminders_arrive_and_one_is_answered(visitor: Visitor) -> None:
    await visitor.goes_to("J-7")
    await visitor.sees(REGISTERED, "Rappel de formation : session 1.04, dans 7 jours")
    await visitor.presses(REGISTERED, "Je confirme")
    await visitor.sees(REGISTERED, "Votre présence est confirmée")
    for mark, words in REMINDERS:
        await visitor.goes_to(mark)
        await visitor.sees(REGISTERED, f"Rappel de formation : session 1.04, {words}")


async def a_seat_that_is_freed_is_offered_to_the_newcomer(visitor: Visitor) -> None:
    await visitor.presses(REGISTERED, "Je ne peux plus venir")
    await visitor.sees(REGISTERED, "Quel est le motif")
    await visitor.presses(REGISTERED, "Nécessité de service")
    await visitor.presses(REGISTERED, "Libérer ma place")
    await visitor.sees(REGISTERED, "libérée")
    await visitor.sees(JOINING, "Place proposée : session 1.04, première réponse")
    await visitor.presses(JOINING, "J’accepte la place")
    await visitor.sees(JOINING, "Votre présence est confirmée")


async def the_organiser_notes_who_is_present(visitor: Visitor) -> None:
    await visitor.goes_to("premier jour")
    await visitor.types(ORGANISER, "/start")
    await visitor.presses(ORGANISER, "Espace organisateur", "Prochaine session")
    await visitor.sees(ORGANISER, "État : en cours")
    await visitor.presses(ORGANISER, "Présences", "Lundi matin")
    await visitor.sees(ORGANISER, "Présences : 0 sur 13")
    await visitor.presses(ORGANISER, "Tout le monde présent", "Noter 13 présences")
    await visitor.sees(ORGANISER, "Présences : 13 sur 13")


async def the_questionnaire_opens_by_itself(visitor: Visitor) -> None:
    await visitor.goes_to("fin de session")
    await visitor.sees(JOINING, "Votre avis sur la session 1.04")
    await visitor.presses(JOINING, "Commencer")
    await visitor.sees(JOINING, "1/8")
    await visitor.presses(JOINING, "Plutôt d’accord")
    await visitor.sees(JOINING, "2/8")
    await visitor.goes_to("les autres répondent")
    await the_session_s_page(visitor)
    await visitor.presses(ORGANISER, "Avis")
    await visitor.presses_until(ORGANISER, "Actualiser", "12 avis pour 13 personnes présentes")


async def the_session_s_page(visitor: Visitor) -> None:
    """From its roll."""
    await visitor.presses(ORGANISER, "Retour")
    await visitor.sees(ORGANISER, "Quelle demi-journée")
    await visitor.presses(ORGANISER, "Retour")
    await visitor.sees(ORGANISER, "État : terminée")


async def the_organiser_reads_the_grouped_results(visitor: Visitor) -> None:
    await visitor.goes_to("clôture des avis")
    await visitor.presses_until(ORGANISER, "Actualiser", "Réponses positives")
    await visitor.presses(ORGANISER, "Question par question")
    await visitor.sees(ORGANISER, "question 1/7", "sur 4")


async def the_organiser_announces(visitor: Visitor) -> None:
    await visitor.goes_to(*["+ 1 heure"] * 8)  # the close is at midnight: nothing goes out before seven
    await visitor.presses(ORGANISER, "Retour")
    await visitor.sees(ORGANISER, "Résultats des avis")
    await visitor.presses(ORGANISER, "Retour")
    await visitor.sees(ORGANISER, "État : terminée")
    await visitor.presses(ORGANISER, "Annonce")
    await visitor.sees(ORGANISER, "Rien ne part avant l’aperçu")
    await visitor.types(ORGANISER, "Les attestations arrivent vendredi.")
    await visitor.sees(ORGANISER, "Ci-dessus, le message exact")
    await visitor.presses(ORGANISER, "Envoyer à 13 personnes")
    await visitor.sees(JOINING, "Les attestations arrivent vendredi.")
    await visitor.sees(ORGANISER, "Remis : 13 sur 13")


async def the_organiser_chooses_whom_and_how(visitor: Visitor) -> None:
    """Fields, criteria, options and a moment; then the report, with its ways on."""
    await visitor.presses(ORGANISER, "Accueil", "Annonces")
    await visitor.sees(ORGANISER, "Annonces")
    await visitor.presses(ORGANISER, "Nouvelle annonce")
    await visitor.sees(ORGANISER, "Rien ne part avant l’aperçu")
    await visitor.types(ORGANISER, "{appel} le guide est à retirer au secrétariat.")
    await visitor.sees(ORGANISER, "À qui ce message est-il destiné")
    await visitor.presses(ORGANISER, "Corps")
    await visitor.sees(ORGANISER, "Quels corps")
    await visitor.presses(ORGANISER, "Aperçu")
    await visitor.sees(ORGANISER, "Ci-dessus, le message exact")
    await visitor.presses(ORGANISER, "Options")
    await visitor.sees(ORGANISER, "Options d’envoi")
    await visitor.presses(ORGANISER, "Écran neutre : non", "Lu et compris : non")
    await visitor.sees(ORGANISER, "Options d’envoi")
    await visitor.presses(ORGANISER, "Voir l’aperçu", "Programmer")
    await visitor.sees(ORGANISER, "à quel moment ?")
    await visitor.presses(ORGANISER, "Retour")
    await visitor.sees(ORGANISER, "Ci-dessus, le message exact")


async def what_was_announced_is_read_corrected_and_withdrawn(visitor: Visitor) -> None:
    """Sealed on a locked screen; then another text in its place, then nothing."""
    await visitor.presses(ORGANISER, "Envoyer à 15 personnes")
    await visitor.sees(ORGANISER, "Remis : 15 sur 15")
    await visitor.presses(JOINING, "Lire")
    await visitor.sees(JOINING, "le guide est à retirer")
    await visitor.presses(JOINING, "Lu et compris")
    await visitor.presses(ORGANISER, "Corriger le texte")
    await visitor.sees(ORGANISER, "Écrivez de nouveau tout le texte")
    await visitor.types(ORGANISER, "{appel} le guide est à retirer à l’accueil.")
    await visitor.sees(ORGANISER, "ci-dessus, le texte exact")
    await visitor.presses(ORGANISER, "Corriger 15 messages")
    await visitor.sees(ORGANISER, "Corrigés : 15 sur 15")
    await visitor.presses(ORGANISER, "Retirer le message")
    await visitor.sees(ORGANISER, "Retirer l’annonce n° 2 de 15 conversations ?")
    await visitor.presses(ORGANISER, "Retirer partout")
    await visitor.sees(ORGANISER, "Retirés : 15 sur 15")


STEPS: tuple[Step, ...] = (
    the_organiser_imports_after_a_dry_run,
    a_newcomer_says_who_she_is,
    a_stranger_waits_until_the_organiser_accepts,
    the_session_is_full_and_the_newcomer_waits,
    the_reminders_arrive_and_one_is_answered,
    a_seat_that_is_freed_is_offered_to_the_newcomer,
    the_organiser_notes_who_is_present,
    the_questionnaire_opens_by_itself,
    the_organiser_reads_the_grouped_results,
    the_organiser_announces,
    the_organiser_chooses_whom_and_how,
    what_was_announced_is_read_corrected_and_withdrawn,
)
