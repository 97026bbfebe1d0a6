"""Whom a draft is for, tap by tap: what the lists offer, what a tap keeps, what is refused."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.models import (
    Announcement,
    AnnouncementState,
    Area,
    AudienceTerm,
    Dimension,
    Reference,
    ReferenceKind,
    SessionState,
)
from tests.factories import NOW, make_session
from tests.training.announcements.scene import Scene
from training.announcements import addressing, choices
from training.announcements.audience import Audience, State
from training.announcements.choices import Choices, Target
from training.errors import Forbidden, Gone, Stale


async def kept(stage: Scene) -> Audience:
    return Audience.unpack((await stage.announcement()).audience)


async def tap(stage: Scene, use_case: Callable[..., Awaitable[Any]], *values: Any) -> Audience:
    async with stage.database.transaction() as db:
        await use_case(db, stage.author, stage.draft_id, *values)
    return await kept(stage)


async def offered(stage: Scene, criterion: str, search: str = "", page: int = 0, size: int = 5) -> Choices:
    async with stage.database.transaction() as db:
        return await choices.listed(db, stage.author, stage.draft_id, criterion, search, page, size, now=NOW)


async def put(stage: Scene, *rows: Any) -> None:
    async with stage.database.transaction() as db:
        db.add_all(rows)
        await db.flush()


async def test_a_tap_adds_and_a_second_one_takes_away(stage: Scene) -> None:
    person = stage.seated[0].id
    assert (await tap(stage, addressing.toggle, "excluded", person)).excluded == (person,)
    assert (await tap(stage, addressing.toggle, "excluded", person)).excluded == ()


async def test_a_session_has_a_state_and_a_state_a_session(stage: Scene) -> None:
    assert (await tap(stage, addressing.toggle_state, "confirmed")).states == (State.SEATED, State.CONFIRMED)
    assert (await tap(stage, addressing.toggle_state, "seated")).states == (State.CONFIRMED,)
    assert (await tap(stage, addressing.toggle_state, "confirmed")).states == (State.SEATED,)
    assert await tap(stage, addressing.toggle, "sessions", stage.session.id) == Audience()
    with pytest.raises(Gone):
        await tap(stage, addressing.toggle_state, "confirmed")


async def test_everybody_again_still_without_who_was_excluded(stage: Scene) -> None:
    await tap(stage, addressing.toggle, "excluded", stage.waiting.id)
    assert await tap(stage, addressing.to_everybody) == Audience(excluded=(stage.waiting.id,))
    assert (await stage.announcement()).session_id is None


async def test_the_fields_follow_the_one_session(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        other = await make_session(db)
    await tap(stage, addressing.toggle, "sessions", other.id)
    assert (await stage.announcement()).session_id is None, "two sessions"
    await tap(stage, addressing.toggle, "sessions", stage.session.id)
    assert (await stage.announcement()).session_id == other.id


@pytest.mark.parametrize(
    ("criterion", "value"),
    [("corps", 2_000_000_000), ("sessions", 2_000_000_000), ("excluded", 2_000_000_000), ("areas", 2_000_000_000),
     ("publics", 2_000_000_000), ("states", 1), ("password", 1), ("__class__", 1)],
)  # fmt: skip
async def test_a_forged_line_changes_nothing(stage: Scene, criterion: str, value: int) -> None:
    before = await kept(stage)
    with pytest.raises(Gone):
        await tap(stage, addressing.toggle, criterion, value)
    assert await kept(stage) == before


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED])
async def test_a_session_without_people_is_neither_offered_nor_taken(stage: Scene, state: SessionState) -> None:
    async with stage.database.transaction() as db:
        hidden = await make_session(db, state=state)
    assert [each.value for each in (await offered(stage, "sessions")).items] == [stage.session.id]
    with pytest.raises(Gone):
        await tap(stage, addressing.toggle, "sessions", hidden.id)


async def test_only_an_organiser_and_only_a_draft(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        for use_case, values in (
            (addressing.toggle, ("excluded", stage.author.id)),
            (addressing.toggle_state, ("waiting",)),
            (addressing.to_everybody, ()),
        ):
            with pytest.raises(Forbidden):
                await use_case(db, stage.seated[0], stage.draft_id, *values)
        with pytest.raises(Forbidden):
            await choices.listed(db, stage.seated[0], stage.draft_id, "excluded", "essai", 0, 5, now=NOW)
        with pytest.raises(Forbidden):
            await choices.people(db, stage.seated[0], stage.draft_id, now=NOW)
    async with stage.database.transaction() as db:
        await db.execute(update(Announcement).values(state=AnnouncementState.AWAITING))
    with pytest.raises(Stale):
        await tap(stage, addressing.to_everybody)


async def test_sessions_come_nearest_first_then_those_that_ended(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        days = {"later": 60, "soon": 2, "ended": -3, "long ago": -30}
        made = {
            name: (await make_session(db, first_day=(NOW + timedelta(days=day)).date(), code=name)).code
            for name, day in days.items()
        }
    every = [each.label for each in (await offered(stage, "sessions", size=10)).items]
    assert every == ["soon", stage.session.code, "later", "ended", "long ago"]
    assert made
    second = await offered(stage, "sessions", page=1, size=2)
    assert [each.label for each in second.items] == every[2:4]
    assert second.total == 5
    assert [each.label for each in (await offered(stage, "sessions", page=9, size=2)).items] == every[4:]


async def test_institutions_are_found_by_letters_or_by_region(stage: Scene) -> None:
    thies = Reference(kind=ReferenceKind.REGION, label="Thiès", short_label="Thiès")
    await put(stage, thies)
    labels = ("Tribunal d’instance de M’Bour", "École des douanes")
    kind = ReferenceKind.INSTITUTION
    await put(stage, *(Reference(kind=kind, label=one, short_label="x", parent_id=thies.id) for one in labels))
    await put(stage, Reference(kind=kind, label="Tribunal de Dakar", short_label="x"))
    await put(stage, Reference(kind=kind, label="Tribunal proposé", short_label="x", proposed=True))
    found = {search: {each.label for each in (await offered(stage, "institutions", search)).items} for search in
             ("tribunal", "thies", "douanes ECOLE", "mbour", "m bour", "rien")}  # fmt: skip
    assert found["tribunal"] == {labels[0], "Tribunal de Dakar"}
    assert found["thies"] == set(labels)
    assert found["douanes ECOLE"] == {labels[1]}
    assert found["m bour"] == {labels[0]}
    assert found["rien"] == set()


async def test_people_are_listed_once_searched_or_excluded(stage: Scene) -> None:
    first = stage.seated[0]
    assert (await offered(stage, "excluded")).items == ()
    (line,) = (await offered(stage, "excluded", first.last_name or "")).items
    assert (line.value, line.chosen) == (first.id, False)
    await tap(stage, addressing.toggle, "excluded", first.id)
    (line,) = (await offered(stage, "excluded")).items
    assert (line.value, line.chosen) == (first.id, True)
    (line,) = (await offered(stage, "excluded", first.last_name or "")).items
    assert line.chosen, "who is excluded is still found, to be taken in again"
    colleague = stage.colleague.last_name or ""
    assert (await offered(stage, "excluded", colleague)).items == (), "not among the people of the session"


async def test_a_public_is_offered_once_and_kept_by_its_word(stage: Scene) -> None:
    for value in ("Police", "Douanes"):
        await put(stage, AudienceTerm(term="forces", label="Forces", dimension=Dimension.CORPS, value=value))
    (line,) = (await offered(stage, "publics")).items
    assert (await tap(stage, addressing.toggle, "publics", line.value)).publics == ("forces",)
    (line,) = (await offered(stage, "publics")).items
    assert line.chosen


async def test_an_audience_in_labels(stage: Scene) -> None:
    corps = Reference(kind=ReferenceKind.CORPS, label="Administration des douanes", short_label="Douanes")
    await put(stage, corps)
    await tap(stage, addressing.toggle, "corps", corps.id)
    await tap(stage, addressing.toggle, "areas", stage.session.area_id)
    audience = await tap(stage, addressing.toggle, "excluded", stage.waiting.id)
    async with stage.database.transaction() as db:
        found = await choices.target(db, audience)
        area = await db.get_one(Area, stage.session.area_id)
    assert found == Target(
        sessions=(stage.session.code,),
        states=(State.SEATED,),
        labels={"corps": ("Douanes",), "institutions": (), "regions": (), "publics": (),
                "areas": (area.short_label,)},
        excluded=1,
    )  # fmt: skip
