"""What a draft holds: links that Telegram takes, fields at the end, the longest of its messages; who may read it."""

import pytest
from sqlalchemy import update

from db.models import Announcement, Content, OutboxState, Person
from tests.training.announcements.scene import Scene
from training.announcements import drafting, filling, links, listing, reading
from training.announcements.drafting import Message
from training.announcements.fields import Field, UnknownField, count
from training.announcements.filling import Addressee
from training.announcements.links import LinkProblem, UnusableLink
from training.errors import Forbidden, Gone, Stale
from training.html_text import TooLong


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org", "https://example.org"),
        ("  HTTPS://Example.org/a?b=c#d ", "https://example.org/a?b=c#d"),
        ("https://exemple-formation.sn:8443/x", "https://exemple-formation.sn:8443/x"),
        ("https://école.example.org/x", "https://xn--cole-9oa.example.org/x"),
    ],
)
def test_an_address_is_kept_as_the_network_writes_it(typed: str, kept: str) -> None:
    assert links.check_url(typed) == kept


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("http://example.org", LinkProblem.NOT_HTTPS),
        ("example.org", LinkProblem.NOT_HTTPS),
        ("javascript:alert(1)", LinkProblem.NOT_HTTPS),
        ("tg://user?id=1", LinkProblem.NOT_HTTPS),
        ("https://", LinkProblem.NOT_AN_ADDRESS),
        ("https://localhost/x", LinkProblem.NOT_AN_ADDRESS),
        ("https://10.0.0.1/x", LinkProblem.NOT_AN_ADDRESS),
        ("https://example.org/a b", LinkProblem.NOT_AN_ADDRESS),
        ("https://sûr@example.org", LinkProblem.NOT_AN_ADDRESS),
        ("https://bank.example@example.org", LinkProblem.NOT_AN_ADDRESS),
        ("https://example.org:x/", LinkProblem.NOT_AN_ADDRESS),
        ("https://[::1/", LinkProblem.NOT_AN_ADDRESS),
        ("https://exa_mple.org", LinkProblem.NOT_AN_ADDRESS),
        ("https://-a.org", LinkProblem.NOT_AN_ADDRESS),
        ("https://example.org/" + "x" * 500, LinkProblem.NOT_AN_ADDRESS),
    ],
)
def test_anything_else_is_no_address(typed: str, problem: LinkProblem) -> None:
    with pytest.raises(UnusableLink) as refused:
        links.check_url(typed)
    assert refused.value.problem is problem


@pytest.mark.parametrize("typed", ["", " ", "x" * 25, "a\u200bb"])
def test_a_label_fits_on_a_button(typed: str) -> None:
    with pytest.raises(UnusableLink):
        links.check_label(typed)
    assert links.check_label(" Le  programme ") == "Le programme"


async def test_three_links_at_most_then_none(stage: Scene) -> None:
    async with stage.database.transaction() as db:
        for number in range(3):
            await links.add(db, stage.author, stage.draft_id, f"Page {number}", f"https://example.org/{number}")
        with pytest.raises(Stale):
            await links.add(db, stage.author, stage.draft_id, "Page 3", "https://example.org/3")
    assert [link["label"] for link in (await stage.announcement()).links] == ["Page 0", "Page 1", "Page 2"]
    async with stage.database.transaction() as db:
        with pytest.raises(Forbidden):
            await links.clear(db, stage.seated[0], stage.draft_id)
        await links.clear(db, stage.author, stage.draft_id)
    assert (await stage.announcement()).links == []


async def test_a_field_is_added_at_the_end(stage: Scene) -> None:
    await stage.do(drafting.append, stage.author, stage.draft_id, "{nom}")
    assert (await stage.announcement()).text == "La salle change. {nom}"
    with pytest.raises(UnknownField):
        await stage.do(drafting.append, stage.author, stage.draft_id, "{solde}")
    await stage.change(content=Content.LOCATION, text="")
    with pytest.raises(Stale):
        await stage.do(drafting.append, stage.author, stage.draft_id, "{nom}")


async def test_a_caption_is_shorter_than_a_text(stage: Scene) -> None:
    drafting.check(Message("x" * 4096))
    with pytest.raises(TooLong):
        drafting.check(Message("x" * 1025, Content.PHOTO, "file"))
    drafting.check(Message("", Content.PHOTO, "file"))


def test_fields_are_counted() -> None:
    assert count("{nom} {NOM } {date}") == {Field.NAME: 2, Field.DATE: 1}


async def test_the_longest_message_is_that_of_one_recipient(stage: Scene) -> None:
    """Not of the longest name with somebody else's form of address; 𞤀 takes two units."""
    facts = (("Madame,", "Bâ"), ("Madame la Présidente,", "Ka"), ("M.", "𞤀𞤀𞤀𞤀𞤀𞤀𞤀𞤀"))
    async with stage.database.transaction() as db:
        for person, (form, name) in zip(stage.seated, facts, strict=True):
            values = {"form_of_address": form, "last_name": name}
            await db.execute(update(Person).where(Person.id == person.id).values(**values))
    assert await longest(stage, "{appel}") == Addressee("Madame la Présidente,", "Awa KA")
    assert (await longest(stage, "{nom}")).form_of_address == "M."
    assert (await longest(stage, "{appel} {nom}")).form_of_address == "Madame la Présidente,"
    assert await longest(stage, "Rien.") == Addressee()


async def longest(stage: Scene, text: str) -> Addressee:
    async with stage.database.transaction() as db:
        found = await db.get_one(Announcement, stage.draft_id)
        found.text = text
        return await filling.longest(db, found)


async def test_who_may_read_the_whole(stage: Scene) -> None:
    reader, outsider = stage.seated[0], stage.waiting
    async with stage.database.transaction() as db:
        assert (await reading.read(db, stage.colleague, stage.draft_id)).id == stage.draft_id
        with pytest.raises(Gone):
            await reading.read(db, reader, stage.draft_id)
    await stage.agree()
    async with stage.database.transaction() as db:
        with pytest.raises(Gone):  # it waits for the morning, perhaps
            await reading.read(db, reader, stage.draft_id)
    await stage.settle(reader, OutboxState.UNCERTAIN)
    async with stage.database.transaction() as db:
        assert (await reading.read(db, reader, stage.draft_id)).id == stage.draft_id
        for person, error in ((outsider, Gone), (None, Forbidden)):
            with pytest.raises(error):
                await reading.read(db, person, stage.draft_id)


async def test_the_latest_come_first_and_only_for_organisers(stage: Scene) -> None:
    second = await stage.do(drafting.draft, stage.author, Message("Une autre"))
    async with stage.database.transaction() as db:
        found = await listing.latest(db, stage.colleague, limit=5)
        assert [(each.id, standing.value) for each, standing in found.lines] == [
            (second.id, "draft"),
            (stage.draft_id, "draft"),
        ]
        with pytest.raises(Forbidden):
            await listing.latest(db, stage.seated[0], limit=5)
    await stage.agree()
    async with stage.database.transaction() as db:
        found = await listing.latest(db, stage.author, limit=1, offset=1)
    assert [(each.id, standing.value) for each, standing in found.lines] == [(stage.draft_id, "running")]
    assert found.total == 2
