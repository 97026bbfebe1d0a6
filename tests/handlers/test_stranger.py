"""Whatever a stranger presses, types or forges, no session, town or name of the programme reaches them.

Every button class that the bot knows is forged, with ids that exist and ids that do not; every command is typed. What
counts is what the bot sent, edits and answers to presses included, not what is still on the screen.
"""

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, get_type_hints

import pytest

from bot import handlers
from bot.actions.arrival import AcceptNotice
from bot.actions.attendance import CorrectMark
from bot.actions.my_data import Erase
from bot.actions.sessions import ChooseReason, Withdraw
from bot.buttons import Action
from bot.language import words
from db.models import (
    Announcement,
    Area,
    Attendance,
    AudienceTerm,
    Dimension,
    Evaluation,
    EvaluationState,
    HalfDay,
    Role,
    Seat,
    SeatOffer,
    Standing,
    Upload,
)
from tests import factories
from tests.handlers.bench import MONDAY, Bench
from tests.phones import Phone
from training import invitations
from training.invitations import InvitationKind

CODE, TITLE, TOWN, VENUE, NAME = "9.87", "Filatures au crépuscule", "Bignona-sur-Mer", "Salle Quartz", "Zingara"
SECRETS = (CODE, TITLE, TOWN, VENUE, NAME, "Domaine des ombres")

HERE, ELSEWHERE = (1, 4), 2_000_000_000
"""Ids of something in the database (4 is the applicant), and of nothing."""

TEXTS: tuple[dict[str, str], ...] = (
    {},
    dict.fromkeys(("step", "word", "month", "origin", "reminder", "reason", "edition", "joining", "group"), "corps"),
    {
        "step": "civility",
        "word": "madame",
        "month": "2026-03",
        "origin": "j7",
        "reminder": "j7",
        "group": "all",
        "edition": hashlib.sha256(b"1").hexdigest()[:8],
    },
)
"""What stands in a text of this name: nothing, nonsense, what the bot itself packs."""

HALF_DAY = "20260302am"
REASONS = {CorrectMark: "mistake", ChooseReason: "duty", Withdraw: "duty"}
"""Reasons, the last text of these classes, of the list that each of them knows."""

TYPED = ("bonjour", "filature", "987", "Zing", "*", "%", "' OR 1=1 --", "Domaine", "/sessions 1", "/inconnu", "/langue")


def actions() -> list[type[Action]]:
    """Every button class there is, once all handlers are known."""
    assert handlers.MODULES
    found: list[type[Action]] = []
    waiting = [Action]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found += [kind] if "code" in vars(kind) else []
    return sorted(found, key=lambda kind: (kind is Erase, kind.code))  # last: nobody is there any more after it


def forged(numbers: Sequence[int] = (*HERE, ELSEWHERE)) -> list[str]:
    """Callback data of every class: each number in every place, with texts of every sort; each of them once."""
    return list(dict.fromkeys(_forged(numbers)))


def _forged(numbers: Sequence[int]) -> Iterator[str]:
    for kind in actions():
        types = {field.name: get_type_hints(kind)[field.name] for field in fields(kind)}
        texts = TEXTS if str in types.values() else TEXTS[:1]
        for number, text in itertools.product(numbers, texts):
            known = {"half_day": HALF_DAY} | text | ({"reason": REASONS[kind]} if kind in REASONS and text else {})
            values: list[Any] = [number if one is int else known.get(name, "") for name, one in types.items()]
            yield ":".join([kind.code, *map(str, values)])


def test_every_button_is_forged_as_the_bot_itself_would_pack_it() -> None:
    """Else it is refused at the door, and what the use case behind it says was never seen."""
    data = forged()
    assert [kind for kind in actions() if not any(map(kind.recognises, data))] == []
    edition = hashlib.sha256(b"1").hexdigest()[:8]
    for action in (
        CorrectMark(1, HALF_DAY, 1, 1, 1, 1, "mistake"),
        ChooseReason(1, "duty"),
        Withdraw(1, "duty"),
        AcceptNotice(edition),
    ):
        assert action.pack() in data


async def a_secret(bench: Bench) -> None:
    """An open session with people, a roll, feedback, an announcement, an upload, and codes."""
    khady = await bench.known("Khady", NAME, role=Role.ADMINISTRATOR)
    organiser = await bench.person(khady)
    assert organiser is not None
    async with bench.transaction() as db:
        session = await factories.make_session(
            db, code=CODE, title=TITLE, short_title=TITLE, town=TOWN, venue=VENUE, publics=["tous"],
            first_day=MONDAY.date(), last_day=MONDAY.date(), starts_at=MONDAY.replace(hour=15),
        )  # fmt: skip
        area = await db.get_one(Area, session.area_id)
        area.short_label = area.title = "Domaine des ombres"
        for number in (1, 2):
            person = await factories.make_person(db, first_name=NAME, last_name=f"{NAME} {number}")
            await factories.make_registration(db, session, person)
            db.add(
                Attendance(
                    session_id=session.id,
                    person_id=person.id,
                    day=MONDAY.date(),
                    half_day=HalfDay.MORNING,
                    present=True,
                    marked_at=MONDAY,
                    marked_by_id=organiser.id,
                )
            )
        await factories.make_person(db, last_name=NAME, standing=Standing.UNVERIFIED)
        waits = await factories.make_registration(db, session, await factories.make_person(db), Seat.WAITING)
        db.add_all(
            [
                SeatOffer(
                    registration_id=waits.id,
                    session_id=session.id,
                    holds_seat=True,
                    offered_at=MONDAY,
                    expires_at=MONDAY.replace(hour=14),
                ),
                Evaluation(
                    session_id=session.id,
                    questionnaire="hot",
                    state=EvaluationState.OPEN,
                    opens_at=MONDAY,
                    closes_at=MONDAY.replace(day=9),
                ),
                Announcement(author_id=organiser.id, session_id=session.id, text=f"À {TOWN}", created_at=MONDAY),
                Upload(person_id=organiser.id, name=f"{TITLE}.csv", content=TITLE.encode(), created_at=MONDAY),
            ]
        )
        db.add(AudienceTerm(term="tous", label="Tous", dimension=Dimension.ANYONE, value=""))
        await invitations.create(db, organiser, InvitationKind.JOINING, now=MONDAY)


async def presses(bench: Bench, phone: Phone, buttons: Iterable[str]) -> None:
    for number, data in enumerate(buttons):
        await phone.forges(data)
        if number % 40 == 39:
            await bench.settled()
    await bench.settled()


async def tries_everything(bench: Bench, phone: Phone) -> None:
    await presses(bench, phone, forged())
    for text in (*TYPED, *(f"/{name}" for name, _ in handlers.commands(words()))):
        await phone.types(text)
    await phone.opens("0" * 20)
    await phone.sends("programme.csv", b"code;titre\n")
    await bench.world.contact(phone.id)
    await bench.settled()


def received(bench: Bench, phone: Phone) -> str:
    """All that the bot ever sent to this phone: texts, edits, captions, labels, answers to presses."""
    calls = [call for call in bench.world.calls.since(0) if str(call["parameters"].get("chat_id")) == str(phone.id)]
    toasts = [one["text"] for one in bench.world.toasts if one["person"] == phone.id]
    return json.dumps([(call["method"], call["parameters"]) for call in calls] + toasts, ensure_ascii=False).replace(
        "\u00a0", " "
    )


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


async def somebody(bench: Bench, who: str) -> Phone:
    if who != "stranger":
        return await bench.known("Awa", standing=Standing(who))
    phone = await bench.stranger("Awa")
    await phone.opens("")
    await phone.sees("Ce robot accompagne")
    return phone


async def outsider_learns_nothing(bench: Bench, who: str) -> None:
    await a_secret(bench)
    awa = await somebody(bench, who)
    await tries_everything(bench, awa)
    said = received(bench, awa)
    assert leaked(said) == []
    files = [message.media for message in awa.messages() if message.media is not None]
    assert {file.name for file in files} <= {"mes-donnees.json"}, "only what is held about themselves comes as a file"
    assert leaked("\n".join(file.content.decode() for file in files)) == []
    assert "Incident" not in said, "a forged button must never be a bug of ours"


@pytest.mark.parametrize("who", ["stranger", "joining", "refused"])
async def test_nothing_of_the_programme_reaches_an_outsider(bot_on_sqlite: Bench, who: str) -> None:
    await outsider_learns_nothing(bot_on_sqlite, who)


async def test_nothing_of_the_programme_reaches_who_waits_for_verification(bot_and_sim: Bench) -> None:
    await outsider_learns_nothing(bot_and_sim, "unverified")


async def test_a_verified_person_and_an_organiser_do_see_it(bot_on_sqlite: Bench) -> None:
    """The negative control: the same buttons, pressed by who may, show everything that was looked for above."""
    await a_secret(bot_on_sqlite)
    binta, khady = await bot_on_sqlite.verified("Binta"), await bot_on_sqlite.organiser()
    for phone in (binta, khady):
        await presses(bot_on_sqlite, phone, forged(HERE[:1]))
    assert {CODE, TITLE, TOWN, VENUE} <= set(leaked(received(bot_on_sqlite, binta)))
    assert set(leaked(received(bot_on_sqlite, khady))) == set(SECRETS)
