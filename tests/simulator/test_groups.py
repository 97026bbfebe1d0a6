"""Groups: what the bot is told, and when it may write."""

import pytest
from telegram import Bot
from telegram.error import Forbidden

from tests.simulator.driving import Driver


async def test_a_group_tells_the_bot_from_its_coming_to_its_going(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    group = (await driver.do("groups", {"title": "Équipe", "members": [person]}))["id"]
    assert group < 0
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group, "Bonjour")
    await driver.do(f"groups/{group}/type", {"person": person, "text": "Avant"})
    await driver.do(f"groups/{group}/add_bot")
    await driver.do(f"groups/{group}/type", {"person": person, "text": "/start"})
    assert await bot.send_message(group, "Bonjour")
    await driver.do(f"groups/{group}/kick_bot", {"person": person})
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group, "Bonjour")
    _, added, command, kicked = await bot.get_updates()
    assert added.my_chat_member is not None and kicked.my_chat_member is not None and command.message is not None
    assert (added.my_chat_member.old_chat_member.status, added.my_chat_member.new_chat_member.status) == (
        "left",
        "member",
    )
    assert (command.message.chat.type, command.message.chat.title) == ("group", "Équipe")
    assert kicked.my_chat_member.new_chat_member.status == "kicked"
    transcript = (await driver.look(f"groups/{group}/transcript"))["messages"]
    assert [(one["from"], one["text"]) for one in transcript] == [
        ("person", "Avant"),
        ("person", "/start"),
        ("bot", "Bonjour"),
    ]


async def test_the_bot_can_leave(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    group = (await driver.do("groups", {"title": "Équipe", "members": [person]}))["id"]
    await driver.do(f"groups/{group}/add_bot")
    assert await bot.leave_chat(group)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.leave_chat(group)
    left = (await bot.get_updates())[-1].my_chat_member
    assert left is not None
    assert (left.from_user.id, left.new_chat_member.status) == (bot.id, "left")
    assert (await driver.look("state"))["groups"][0]["bot"] == "left"


async def test_a_message_of_a_member_cannot_be_deleted_by_the_bot(driver: Driver) -> None:
    person = await driver.person()
    group = (await driver.do("groups", {"title": "Équipe", "members": [person]}))["id"]
    await driver.do(f"groups/{group}/add_bot")
    typed = await driver.do(f"groups/{group}/type", {"person": person, "text": "Bonjour"})
    error = await driver.error("deleteMessage", chat_id=group, message_id=typed["id"])
    assert error == "400 Bad Request: message can't be deleted"


async def test_actions_that_make_no_sense_are_refused(driver: Driver) -> None:
    person, outsider = await driver.person(), await driver.person()
    group = (await driver.do("groups", {"title": "Équipe", "members": [person]}))["id"]
    typing = {"person": outsider, "text": "x"}
    assert "is not in the group" in (await driver.refused(f"groups/{group}/type", typing))["error"]
    assert "not in this group" in (await driver.refused(f"groups/{group}/kick_bot"))["error"]
    assert "no group" in (await driver.refused("groups/-5/add_bot"))["error"]
    assert "nobody has the id" in (await driver.refused("groups", {"title": "x", "members": [1]}))["error"]
