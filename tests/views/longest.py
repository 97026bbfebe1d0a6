"""The longest values that pages may hold: invented people and sessions, never stored."""

from datetime import UTC, date, datetime, time

from db.models import (
    Area,
    Civility,
    Intention,
    Invitation,
    InvitationKind,
    OfferState,
    Person,
    Reference,
    ReferenceKind,
    Registration,
    Seat,
    SeatOffer,
    SessionState,
    Standing,
    TrainingSession,
)

NOW = datetime(2026, 9, 23, 9, 30, tzinfo=UTC)
ZONE = "Africa/Dakar"
PROGRAMME = "Partenariat opérationnel conjoint, phase 2"
CONTACT = "equipe.de.formation.poc2@organisme-pilote.example.org"
NB = "\u00a0"


def entry(kind: ReferenceKind, length: int, number: int = 1) -> Reference:
    """An entry of a list whose label has this length."""
    label = ("Brigade " * 12)[: length - 2].strip() + " d"
    return Reference(id=number, kind=kind, label=label.ljust(length, "e"), short_label="Abrégé de vingt-quatre l")


def person(number: int = 1) -> Person:
    """Somebody whose record is full everywhere."""
    return Person(
        id=2_000_000_000 + number,
        telegram_id=7_000_000_000,
        standing=Standing.VERIFIED,
        civility=Civility.MONSIEUR,
        first_name="Abdoulaye Mohamadou Moustapha",
        last_name="Ndiaye-Thiam Diop Mbacké",
        corps=entry(ReferenceKind.CORPS, 39),
        grade=entry(ReferenceKind.GRADE, 50),
        function=entry(ReferenceKind.FUNCTION, 60),
        institution=entry(ReferenceKind.INSTITUTION, 69),
        region=entry(ReferenceKind.REGION, 11),
        judicial_police_officer=None,
        form_of_address="Monsieur le Lieutenant-colonel des eaux,",
        phone="+221730000000",
        language="fr",
        reminders=True,
        notice_version="2026-10",
        notice_at=NOW,
        identified_at=NOW,
        reachable=True,
        created_at=NOW,
    )


def session(number: int = 1) -> TrainingSession:
    """A session whose every text is as long as the programme's longest."""
    return TrainingSession(
        id=2_000_000_000 + number,
        code=f"POC2-3.{number:02}-B",
        area=Area(
            id=1, number=4, title="Institutions et assistance aux victimes", short_label="Institutions, victimes"
        ),
        area_id=1,
        title="Mener une enquête patrimoniale, saisir et geler les avoirs issus du trafic de migrants en bande".ljust(
            102, "e"
        ),
        short_title="Mener une enquête patrimoniale et geler".ljust(48, "r"),
        publics=["opj", "parquet"],
        venue="Centre de formation judiciaire et école nationale d’administration".ljust(68, "s"),
        town="Tambacounda",
        zone=ZONE,
        first_day=date(2026, 9, 30),
        last_day=date(2026, 10, 2),
        opens=time(9, 30),
        closes=time(16, 30),
        starts_at=datetime(2026, 9, 30, 9, 30, tzinfo=UTC),
        ends_at=datetime(2026, 10, 2, 16, 30, tzinfo=UTC),
        capacity=125,
        quotas={},
        language="français/anglais/portugais",
        trainers="École nationale de police et Centre de formation judiciaire de Dakar",
        objectives="À votre retour, vous pourrez conduire une enquête patrimoniale et saisir les avoirs. ".ljust(
            143, "e"
        ),
        state=SessionState.OPEN,
        version=1,
    )


def registration(number: int = 1, *, seat: Seat = Seat.SEATED, confirmed: bool = False) -> Registration:
    """A registration with its session and its person."""
    intention = Intention.CONFIRMED if confirmed else Intention.UNKNOWN
    held, who = session(number), person(number)
    return Registration(
        id=2_000_000_000 + number,
        session=held,
        session_id=held.id,
        person=who,
        person_id=who.id,
        seat=seat,
        intention=intention,
        place_in_line=125,
        registered_at=NOW,
        changed_at=NOW,
    )


def invitation(kind: InvitationKind = InvitationKind.JOINING, number: int = 1) -> Invitation:
    """A code that was used often."""
    return Invitation(
        id=2_000_000 + number,
        kind=kind,
        code_hash="0" * 64,
        uses=12_345,
        expires_at=NOW,
        created_at=NOW,
    )


def offer(holds_seat: bool = True) -> SeatOffer:
    """A seat that is offered, with a long moment to answer until."""
    until = datetime(2026, 9, 30, 16, 45, tzinfo=UTC)
    return SeatOffer(id=2_000_000_000, holds_seat=holds_seat, state=OfferState.PENDING, expires_at=until)
