"""Copies, forwards, replies, edits of files, deletions of many, pins and reactions."""

from typing import Any

import pytest
from telegram import Bot

from tests.simulator.conftest import Machine
from tests.simulator.driving import Driver, picture


async def say(driver: Driver, chat: int, text: str, **options: Any) -> int:
    """A message of the bot; gives its id."""
    return int((await driver.call("sendMessage", chat_id=chat, text=text, **options))["result"]["message_id"])


async def album(driver: Driver, chat: int) -> list[int]:
    """Two photos together; gives their ids."""
    media = [{"type": "photo", "media": "attach://one", "caption": "Salle"}] * 2
    answer = await driver.upload("sendMediaGroup", {"one": ("a.png", picture())}, chat_id=chat, media=media)
    return [one["message_id"] for one in answer["result"]]


async def no_limits(driver: Driver) -> None:
    """Let the bot speak as fast as it likes."""
    await driver.do("rates", {"chat_per_second": None, "overall_per_second": None, "group_per_minute": None})


async def test_a_forward_tells_its_author_and_a_copy_does_not(bot: Bot, driver: Driver) -> None:
    awa, binta = await driver.person(), await driver.person(first_name="Binta")
    typed = (await driver.do(f"people/{awa}/type", {"text": "Bonjour"}))["messages"][0]["id"]
    forwarded = await bot.forward_message(binta, awa, typed)
    origin: Any = forwarded.forward_origin
    assert (forwarded.text, origin.sender_user.id) == ("Bonjour", awa)
    again = await bot.forward_message(awa, binta, forwarded.message_id)
    assert again.forward_origin == forwarded.forward_origin
    copy = await bot.copy_message(binta, awa, typed)
    shown = (await driver.look(f"people/{binta}/transcript"))["messages"]
    assert (shown[-1]["id"], shown[-1]["text"], "forwarded" in shown[-1]) == (copy.message_id, "Bonjour", False)
    assert "can't be edited" in await driver.error(
        "editMessageText", chat_id=binta, message_id=forwarded.message_id, text="x"
    )


async def test_a_copy_may_have_another_caption(driver: Driver) -> None:
    await no_limits(driver)
    person = await driver.person()
    photo = (await driver.photo(person, caption="Avant"))["id"]
    move = {"chat_id": person, "from_chat_id": person, "message_id": photo}
    await driver.call("copyMessage", **move)
    await driver.call("copyMessage", **move, caption="Après")
    await driver.call("copyMessage", **move, caption="")
    assert await driver.texts(person) == ["Avant", "Après", ""]


async def test_albums_stay_albums_elsewhere(driver: Driver) -> None:
    await no_limits(driver)
    awa, binta = await driver.person(), await driver.person()
    first, second = await album(driver, awa), await album(driver, awa)
    move = {"chat_id": binta, "from_chat_id": awa, "message_ids": [1, *first, *second]}
    assert len((await driver.call("forwardMessages", **move))["result"]) == 4
    assert len((await driver.call("copyMessages", **move, remove_caption=True))["result"]) == 4
    shown = [one for one in (await driver.look(f"people/{binta}/transcript"))["messages"] if one["from"] == "bot"]
    groups = [one["album"] for one in shown]
    assert [groups[n] == groups[n + 1] for n in range(7)] == [True, False] * 3 + [True]
    assert [one["text"] for one in shown] == ["Salle"] * 4 + [""] * 4


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ([], "message identifiers are not specified"),
        ([2, 1], "strictly increasing order"),
        ([1, 1], "strictly increasing order"),
        (list(range(1, 102)), "too many message identifiers"),
        ([0], "invalid message identifier"),
        (["x"], "must be an Integer"),
        ([1], "there are no messages to copy"),
    ],
)
async def test_lists_of_messages_that_are_refused(driver: Driver, numbers: list[Any], reason: str) -> None:
    person = await driver.person()
    assert reason in await driver.error("copyMessages", chat_id=person, from_chat_id=person, message_ids=numbers)


async def test_replies_tell_what_they_answer(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    asked = await bot.send_message(person, "Une question ?")
    await driver.do(f"people/{person}/type", {"text": "Oui", "reply_to": asked.message_id})
    (update,) = (await bot.get_updates())[-1:]
    assert update.message is not None and update.message.reply_to_message is not None
    assert update.message.reply_to_message.text == "Une question ?"
    answer = await update.message.reply_text("Bien", do_quote=True)
    assert answer.reply_to_message is not None and answer.reply_to_message.text == "Oui"
    lost = {"message_id": 1, "allow_sending_without_reply": True}
    sent = await driver.call("sendMessage", chat_id=person, text="x", reply_parameters=lost)
    assert "reply_to_message" not in sent["result"]
    quoted = {"message_id": asked.message_id, "quote": "Une"}
    error = await driver.error("sendMessage", chat_id=person, text="x", reply_parameters=quoted)
    assert error == "400 Bad Request: reply_parameters: quote is not simulated"


async def test_captions_and_files_are_edited(driver: Driver) -> None:
    person = await driver.person()
    sent = await driver.upload("sendPhoto", {"photo": ("a.png", picture())}, chat_id=person, caption="Salle")
    this = {"chat_id": person, "message_id": sent["result"]["message_id"]}
    assert "not modified" in await driver.error("editMessageCaption", **this, caption="Salle")
    assert (await driver.call("editMessageCaption", **this, caption="Hall"))["result"]["caption"] == "Hall"
    assert "caption" not in (await driver.call("editMessageCaption", **this))["result"]
    assert "no text in the message" in await driver.error("editMessageText", **this, text="x")
    media = {"type": "document", "media": "attach://b", "caption": "Plan"}
    edited = (await driver.upload("editMessageMedia", {"b": ("b.pdf", b"%PDF")}, **this, media=media))["result"]
    assert (edited["document"]["file_name"], edited["caption"], "photo" in edited) == ("b.pdf", "Plan", False)
    text = await say(driver, person, "Un")
    error = await driver.error("editMessageCaption", chat_id=person, message_id=text, caption="x")
    assert error == "400 Bad Request: there is no caption in the message to edit"


async def test_a_photo_of_an_album_cannot_become_a_document(driver: Driver) -> None:
    person = await driver.person()
    number = (await album(driver, person))[0]
    media = {"type": "document", "media": "attach://b"}
    this = {"chat_id": person, "message_id": number, "media": media}
    answer = await driver.upload("editMessageMedia", {"b": ("b.pdf", b"%PDF")}, **this)
    assert answer["description"] == "Bad Request: can't use the media of the specified type in the album"


async def test_many_are_deleted_or_none(driver: Driver, machine: Machine) -> None:
    person = await driver.person()
    old = await say(driver, person, "Ancien")
    machine.pass_by(hours=49)
    new = [await say(driver, person, text) for text in "ab"]
    error = await driver.error("deleteMessages", chat_id=person, message_ids=[old, *new])
    assert error == "400 Bad Request: message can't be deleted for everyone"
    assert await driver.texts(person) == ["Ancien", "a", "b"]
    assert (await driver.call("deleteMessages", chat_id=person, message_ids=[*new, 99_999]))["ok"]
    assert await driver.texts(person) == ["Ancien"]


async def test_a_pin_is_told_and_taken_away(driver: Driver) -> None:
    person = await driver.person()
    first, second = [await say(driver, person, text) for text in ("Un", "Deux")]
    for number in (first, second):
        assert (await driver.call("pinChatMessage", chat_id=person, message_id=number))["ok"]
    state = (await driver.look("state"))["people"][0]
    assert state["pinned"] == {"id": second, "text": "Deux", "count": 2}
    assert state["messages"][-1]["service"]["content"]["text"] == "Deux"
    chat = (await driver.call("getChat", chat_id=person))["result"]
    assert chat["pinned_message"]["message_id"] == second
    await driver.call("unpinChatMessage", chat_id=person)
    assert (await driver.look("state"))["people"][0]["pinned"]["id"] == first
    await driver.call("deleteMessage", chat_id=person, message_id=first)
    assert (await driver.look("state"))["people"][0]["pinned"] is None
    assert "message to unpin not found" in await driver.error("unpinChatMessage", chat_id=person)
    service = state["messages"][-1]["id"]
    assert "can't be pinned" in await driver.error("pinChatMessage", chat_id=person, message_id=service)
    assert "can't be copied" in await driver.error(
        "copyMessage", chat_id=person, from_chat_id=person, message_id=service
    )


async def test_in_a_group_only_an_administrator_pins(driver: Driver) -> None:
    person = await driver.person()
    group = await driver.group(person, bot="add_bot")
    number = await say(driver, group, "Un")
    error = await driver.error("pinChatMessage", chat_id=group, message_id=number)
    assert error == "400 Bad Request: not enough rights to manage pinned messages in the chat"
    await driver.do(f"groups/{group}/promote_bot")
    assert (await driver.call("pinChatMessage", chat_id=group, message_id=number))["ok"]


async def test_reactions_go_both_ways(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    typed = (await driver.do(f"people/{person}/type", {"text": "Fini !"}))["messages"][0]["id"]
    assert await bot.set_message_reaction(person, typed, "🎉")
    shown = (await driver.look(f"people/{person}/transcript"))["messages"][-1]
    assert shown["reactions"] == ["🎉"]
    sent = await bot.send_message(person, "Bravo")
    await driver.do(f"people/{person}/react", {"message_id": sent.message_id, "emoji": "👍"})
    assert all(update.message_reaction is None for update in await bot.get_updates())
    await bot.get_updates(allowed_updates=["message_reaction"])
    await driver.do(f"people/{person}/react", {"message_id": sent.message_id})
    told = (await bot.get_updates())[-1].message_reaction
    assert told is not None
    assert ([one.to_dict() for one in told.old_reaction], told.new_reaction) == ([{"type": "emoji", "emoji": "👍"}], ())


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        ([{"type": "emoji", "emoji": "x"}], "REACTION_INVALID"),
        ([{"type": "paid"}], "only emoji are simulated"),
        ([{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🎉"}], "REACTIONS_TOO_MANY"),
    ],
)
async def test_reactions_that_are_refused(driver: Driver, reaction: Any, reason: str) -> None:
    person = await driver.person()
    number = await say(driver, person, "Un")
    assert reason in await driver.error("setMessageReaction", chat_id=person, message_id=number, reaction=reaction)
    assert "message to react not found" in await driver.error("setMessageReaction", chat_id=person, message_id=1)
    assert (
        "no reaction" in (await driver.refused(f"people/{person}/react", {"message_id": number, "emoji": "x"}))["error"]
    )


async def test_a_person_edits_only_their_own_text(driver: Driver) -> None:
    person = await driver.person()
    number = await say(driver, person, "Un")
    assert "own text" in (await driver.refused(f"people/{person}/edit", {"message_id": number, "text": "x"}))["error"]
