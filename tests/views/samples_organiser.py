"""Samples of the organisers' home, of verification, of links and codes."""

from bot.views import invitations, organiser_home, verification
from db.models import Invitation, InvitationKind, Person, Seat
from db.queries.registration import Tally
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import CONTACT, ZONE
from training.sessions import SessionLine

CODE = "0123456789abcdefghjk"
BOT = "robot_de_formation_du_programme"
NEAREST = SessionLine(longest.session(), Tally(seated=125, waiting=125, confirmed=125), Seat.SEATED)


def _people(many: int) -> list[Person]:
    return [longest.person(number) for number in range(many)]


def _links(many: int) -> list[Invitation]:
    return [longest.invitation(InvitationKind.ADMINISTRATOR, number) for number in range(many)]


SAMPLES = [
    Sample("org_home", lambda t: organiser_home.org_home(t, NEAREST, 12_345, 12_345)),
    Sample("org_home_empty", lambda t: organiser_home.org_home(t, None, 0, 0)),
    Sample("applicants", lambda t: verification.applicants(t, _people(125), 3)),
    Sample("applicants_none", lambda t: verification.applicants(t, [], 0)),
    Sample("applicant_known", lambda t: verification.applicant(t, longest.person(), 3)),
    Sample("known_already", lambda t: verification.known_already(t, longest.person(), _people(3))),
    Sample("account_bound", lambda t: verification.bound(t, "Awa NDIAYE", 125)),
    Sample("account_bound_to", lambda t: verification.bound_to(t), pushed=True),
    Sample("applicant", lambda t: verification.applicant(t, longest.person())),
    *(
        Sample(
            f"decided_{accepted}_{again}",
            lambda t, accepted=accepted, again=again: verification.decided(  # type: ignore[misc]
                t, "x" * 53, accepted=accepted, again=again, left=12_345
            ),
        )
        for accepted in (True, False)
        for again in (True, False)
    ),
    Sample("answered_yes", lambda t: verification.answered(t, accepted=True, contact=CONTACT), pushed=True),
    Sample("answered_no", lambda t: verification.answered(t, accepted=False, contact=CONTACT), pushed=True),
    Sample("links", lambda t: invitations.links(t, _links(12), 1, ZONE, administrator=True)),
    Sample("links_none", lambda t: invitations.links(t, [], 0, ZONE, administrator=False)),
    *(
        Sample(
            f"link_created_{kind.value}",
            lambda t, kind=kind: invitations.created(t, longest.invitation(kind), CODE, BOT, ZONE),  # type: ignore[misc]
        )
        for kind in InvitationKind
    ),
    Sample("link", lambda t: invitations.link(t, longest.invitation(), ZONE)),
    Sample("link_revoked", lambda t: invitations.revoked(t, longest.invitation())),
]
