"""Whom a session addresses: the words of the shipped table, against people."""

import pytest

from db.engine import Database
from db.models import AudienceTerm, Civility, Dimension, Reference, ReferenceKind
from tests import factories
from training import audience, reference_lists
from training.audience import PersonFacts, addresses, matches

POLICE = PersonFacts("Police nationale", "Enquêteur", Civility.MONSIEUR)
POLICE_OPJ = PersonFacts("Police nationale", "Enquêteur OPJ", Civility.MADAME, judicial_police_officer=True)
PROSECUTOR = PersonFacts("Magistrature", "Substitut du procureur de la République", Civility.MADAME)
JUDGE = PersonFacts("MAGISTRATURE", "Juge d'instruction", Civility.MONSIEUR)
CLERK = PersonFacts("Greffe", "Cabinet d’instruction")
CARER = PersonFacts("Institutions et assistance aux victimes", "Référent victimes", Civility.MADAME)
NOBODY = PersonFacts()


@pytest.fixture(scope="module")
def terms() -> list[AudienceTerm]:
    return reference_lists.shipped_terms()


def of(terms: list[AudienceTerm], *words: str) -> list[AudienceTerm]:
    return [term for term in terms if term.term in words]


@pytest.mark.parametrize(
    ("word", "whom"),
    [
        ("police", [POLICE, POLICE_OPJ]),
        ("forces", [POLICE, POLICE_OPJ]),
        ("magistrats", [PROSECUTOR, JUDGE]),
        ("parquet", [PROSECUTOR]),
        ("instruction", [JUDGE]),
        ("greffe", [CLERK]),
        ("justice", [PROSECUTOR, JUDGE, CLERK]),
        ("opj", [POLICE_OPJ]),
        ("femmes_min", [POLICE_OPJ, PROSECUTOR, CARER]),
        ("action_sociale", [CARER]),
        ("mixte", [POLICE, POLICE_OPJ, PROSECUTOR, JUDGE, CLERK, CARER, NOBODY]),
        ("inconnu", []),
    ],
)
def test_what_a_word_means(terms: list[AudienceTerm], word: str, whom: list[PersonFacts]) -> None:
    everybody = [POLICE, POLICE_OPJ, PROSECUTOR, JUDGE, CLERK, CARER, NOBODY]
    assert [person for person in everybody if matches(person, of(terms, word))] == whom


@pytest.mark.parametrize(
    ("publics", "quotas", "inside", "outside"),
    [
        (["institutionnels"], ["police", "femmes_min"], [POLICE, CARER], [PROSECUTOR, CLERK]),
        (["institutionnels"], ["action_sociale", "femmes_min"], [CARER], [POLICE, PROSECUTOR]),
        (["opj"], ["police", "femmes_min"], [POLICE_OPJ], [POLICE, PROSECUTOR, CARER]),
        (["magistrats"], ["parquet", "femmes_min"], [PROSECUTOR, JUDGE], [POLICE_OPJ, CLERK]),
        (["forces", "magistrats"], [], [POLICE, JUDGE], [CLERK]),
        ([], [], [], [POLICE, JUDGE, NOBODY]),
        (["inconnu"], [], [], [POLICE, JUDGE, NOBODY]),
    ],
)
def test_whom_a_session_addresses(
    terms: list[AudienceTerm],
    publics: list[str],
    quotas: list[str],
    inside: list[PersonFacts],
    outside: list[PersonFacts],
) -> None:
    assert all(addresses(person, publics, quotas, terms) for person in inside)
    assert not any(addresses(person, publics, quotas, terms) for person in outside)


def test_an_empty_function_term_means_nobody() -> None:
    empty = AudienceTerm(term="x", label="x", dimension=Dimension.FUNCTION, value=" ")
    assert not matches(PROSECUTOR, [empty])


async def test_a_stored_person_and_stored_sessions(database: Database) -> None:
    async with database.transaction() as db:
        await reference_lists.seed(db)
        corps = await reference_lists.entries(db, ReferenceKind.CORPS, search="police", limit=1)
        police: Reference = corps.items[0]
        person = await factories.make_person(db, corps_id=police.id)
        forces = await factories.make_session(db, publics=["forces"])
        magistrates = await factories.make_session(db, publics=["magistrats"])
        counted = await factories.make_session(db, publics=["institutionnels"], quotas={"police": 5})
    async with database.transaction() as db:
        assert await audience.open_to(db, person, forces)
        assert not await audience.open_to(db, person, magistrates)
        found = await audience.only_open_to(db, person, [counted, magistrates, forces])
        assert [one.id for one in found] == [counted.id, forces.id]
