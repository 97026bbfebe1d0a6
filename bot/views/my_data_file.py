"""Everything that is held about somebody, as JSON: for whoever wants it whole, or takes it elsewhere."""

import json
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.language import Words
from bot.views.page import Document

if TYPE_CHECKING:
    from db.models import Reference, Registration
    from training.my_data import Everything

NAME = "mes-donnees.json"


def my_data_file(t: Words, found: "Everything") -> Document:
    """The file. Instants are in UTC, days as they are on the venue's calendar; what is not known is null."""
    whole = {
        "fiche": _record(found),
        "roles": sorted(role.value for role in found.held.roles),
        "inscriptions": [_registration(each) for each in found.held.registrations],
        **_of_seats(found),
        "questions_a_l_equipe": [
            {"numero": one.id, "le": each.written_at, "de_l_equipe": each.from_team, "texte": each.text}
            for one, each in found.questions
        ],
        "presences": [
            {"session": code, "jour": mark.day, "demi_journee": mark.half_day, "present": mark.present}
            for mark, code in found.marks
        ],
        "avis": [
            {
                "session": each.session.code,
                "questionnaire": each.questionnaire,
                "jour": each.day,
                "refuse": each.declined,
            }
            for each in found.held.receipts
        ],
        "annonces_lues": [{"annonce": each.announcement_id, "le": each.at} for each in found.acknowledgements],
        "messages": [
            {"nature": each.kind, "etat": each.state, "prevu_le": each.due_at, "regle_le": each.settled_at}
            for each in found.messages
        ],
        "journal": [
            {"le": each.at, "action": each.verb, "objet": each.subject, "numero": each.subject_id}
            for each in found.actions
        ],
    }
    content = json.dumps(whole, ensure_ascii=False, indent=2, default=_plain)
    caption = t("Everything that is kept about you. Of feedback, only the day is, never what was answered.")
    return Document(NAME, content.encode(), caption)


def _record(found: "Everything") -> dict[str, Any]:
    person = found.held.person
    return {
        "civilite": person.civility,
        "prenom": person.first_name,
        "nom": person.last_name,
        "corps": _label(person.corps),
        "grade": _label(person.grade),
        "fonction": _label(person.function),
        "institution": _label(person.institution),
        "region": _label(person.region),
        "officier_de_police_judiciaire": person.judicial_police_officer,
        "formule_d_appel": person.form_of_address,
        "telephone": person.phone,
        "compte_telegram": person.telegram_id,
        "langue": person.language,
        "rappels": person.reminders,
        "statut": person.standing,
        "joignable": person.reachable,
        "notice": person.notice_version,
        "notice_acceptee_le": person.notice_at,
        "fiche_remplie_le": person.identified_at,
        "connu_depuis": person.created_at,
    }


def _of_seats(found: "Everything") -> dict[str, Any]:
    """What was offered, and who put them forward or came in their place."""
    return {
        "places_proposees": [
            {
                "session": code,
                "etat": offer.state,
                "proposee_le": offer.offered_at,
                "jusqu_au": offer.expires_at,
                "repondu_le": offer.answered_at,
            }
            for offer, code in found.offers
        ],
        "designations": [
            {"session": code, "le": each.nominated_at, "telephone_de_la_liste": each.phone}
            for each, code in found.nominations
        ],
        "liens_personnels": [
            {
                "remis_le": each.issued_at,
                "jusqu_au": each.expires_at,
                "ouvert_le": each.opened_at,
                "utilise_le": each.used_at,
                "retire_le": each.revoked_at,
            }
            for each in found.links
        ],
        "remplacements": [
            {"session": code, "proposition": each.line, "etat": each.state, "proposee_le": each.proposed_at}
            for each, code in found.replacements
        ],
    }


def _registration(each: "Registration") -> dict[str, Any]:
    session = each.session
    return {
        "session": session.code,
        "titre": session.title,
        "du": session.first_day,
        "au": session.last_day,
        "place": each.seat,
        "intention": each.intention,
        "rang_d_arrivee": each.place_in_line,
        "motif": each.withdrawal_reason,
        "inscrit_le": each.registered_at,
        "modifie_le": each.changed_at,
    }


def _label(entry: "Reference | None") -> str | None:
    return entry.label if entry else None


def _plain(value: object) -> str:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
