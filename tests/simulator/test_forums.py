"""Members, topics of forums, and a group that becomes a supergroup."""

from typing import Any

import pytest
from telegram import Bot
from telegram.error import ChatMigrated

from tests.simulator.driving import Driver


async def test_who_is_in_a_group(bot: Bot, driver: Driver) -> None:
    awa, binta, coumba = [await driver.person() for _ in "abc"]
    group = await driver.group(awa, members=[awa, binta])
    await driver.do(f"groups/{group}/promote", {"person": binta})
    await driver.do(f"groups/{group}/join", {"person": coumba})
    roles = [(await bot.get_chat_member(group, one)).status for one in (awa, binta, coumba, bot.id)]
    assert roles == ["creator", "administrator", "member", "administrator"]
    assert {one.user.id for one in await bot.get_chat_administrators(group)} == {awa, binta, bot.id}
    assert await bot.get_chat_member_count(group) == 4
    await driver.do(f"groups/{group}/leave", {"person": binta})
    assert (await bot.get_chat_member(group, binta)).status == "left"
    stranger = await driver.call("getChatMember", chat_id=group, user_id=12)
    assert stranger["description"] == "Bad Request: PARTICIPANT_ID_INVALID"
    refused = await driver.refused(f"groups/{group}/join", {"person": awa})
    assert "already" in refused["error"]


async def test_comings_and_goings_are_told_in_words_and_to_who_asked(driver: Driver) -> None:
    awa, binta = await driver.person(), await driver.person()
    group = await driver.group(awa)
    await driver.updates(allowed_updates=["message", "chat_member"])
    for action in ("join", "leave"):
        await driver.do(f"groups/{group}/{action}", {"person": binta})
    told = [sorted(set(update) - {"update_id"})[0] for update in await driver.updates()]
    assert told == ["message", "chat_member"] * 2
    transcript = (await driver.look(f"groups/{group}/transcript"))["messages"]
    assert [one["service"]["kind"] for one in transcript] == ["new_chat_members", "left_chat_member"]


async def test_a_mere_member_is_not_told_of_other_members(driver: Driver) -> None:
    awa, binta = await driver.person(), await driver.person()
    group = await driver.group(awa, bot="add_bot")
    await driver.updates(allowed_updates=["message", "chat_member"])
    await driver.do(f"groups/{group}/join", {"person": binta})
    assert ["chat_member" in update for update in await driver.updates()] == [False]


async def test_an_administrator_deletes_what_others_wrote(driver: Driver) -> None:
    awa = await driver.person()
    group = await driver.group(awa)
    typed = await driver.do(f"groups/{group}/type", {"person": awa, "text": "Oups"})
    assert (await driver.call("deleteMessage", chat_id=group, message_id=typed["id"]))["ok"]


async def test_a_topic_from_its_opening_to_its_end(bot: Bot, driver: Driver) -> None:
    awa = await driver.person()
    forum = await driver.group(awa, forum=True)
    assert (await bot.get_chat(forum)).is_forum
    topic = (await bot.create_forum_topic(forum, "Salles")).message_thread_id
    sent = await bot.send_message(forum, "Salle 4", message_thread_id=topic)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    await driver.do(f"groups/{forum}/type", {"person": awa, "text": "Merci", "topic": topic})
    heard = (await bot.get_updates())[-1].message
    assert heard is not None and heard.message_thread_id == topic
    assert await bot.edit_forum_topic(forum, topic, name="Salle")
    assert await bot.close_forum_topic(forum, topic)
    assert "TOPIC_NOT_MODIFIED" in await driver.error("closeForumTopic", chat_id=forum, message_thread_id=topic)
    shown = (await driver.look("state"))["groups"][0]
    assert (shown["topics"][0]["name"], shown["topics"][0]["closed"]) == ("Salle", True)
    assert await bot.delete_forum_topic(forum, topic)
    assert all(one["deleted"] for one in (await driver.look(f"groups/{forum}/transcript"))["messages"])


async def test_in_a_closed_topic_only_administrators_write(driver: Driver) -> None:
    awa = await driver.person()
    forum = await driver.group(awa, forum=True)
    topic = (await driver.call("createForumTopic", chat_id=forum, name="Salles"))["result"]["message_thread_id"]
    await driver.call("closeForumTopic", chat_id=forum, message_thread_id=topic)
    message = {"chat_id": forum, "text": "x", "message_thread_id": topic}
    assert (await driver.call("sendMessage", **message))["ok"]
    await driver.do(f"groups/{forum}/add_bot")
    assert await driver.error("sendMessage", **message) == "400 Bad Request: TOPIC_CLOSED"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"name": ""}, "topic title is invalid"),
        ({"name": "a" * 129}, "topic title is invalid"),
        ({"name": "Salles", "icon_color": 7}, "invalid topic icon color"),
    ],
)
async def test_topics_that_are_refused(driver: Driver, parameters: dict[str, Any], reason: str) -> None:
    awa = await driver.person()
    forum = await driver.group(awa, forum=True)
    assert reason in await driver.error("createForumTopic", chat_id=forum, **parameters)


async def test_topics_where_there_are_none(driver: Driver) -> None:
    awa = await driver.person()
    group = await driver.group(awa)
    for chat in (awa, group):
        error = await driver.error("createForumTopic", chat_id=chat, name="Salles")
        assert error == "400 Bad Request: the chat is not a forum"
        thread = await driver.error("sendMessage", chat_id=chat, text="x", message_thread_id=4)
        assert thread == "400 Bad Request: message thread not found"
    assert (
        "no topic" in (await driver.refused(f"groups/{group}/type", {"person": awa, "text": "x", "topic": 4}))["error"]
    )
    assert "can open no topic" in (await driver.refused(f"groups/{group}/topic", {"person": awa, "name": "x"}))["error"]


async def test_a_group_that_becomes_a_supergroup_says_so_everywhere(bot: Bot, driver: Driver) -> None:
    awa = await driver.person()
    group = await driver.group(awa)
    await driver.updates()
    moved = (await driver.do(f"groups/{group}/migrate"))["id"]
    assert moved < -(10**12)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group, "Bonjour")
    assert migrated.value.new_chat_id == moved
    assert (await bot.send_message(moved, "Bonjour")).chat.type == "supergroup"
    old, new = [update.message for update in await bot.get_updates()]
    assert old is not None and new is not None
    assert (old.chat.id, old.migrate_to_chat_id) == (group, moved)
    assert (new.chat.id, new.migrate_from_chat_id) == (moved, group)
    for refused in (f"groups/{group}/migrate", f"groups/{moved}/migrate"):
        assert "supergroup" in (await driver.refused(refused))["error"]
    late = await driver.refused(f"groups/{group}/type", {"person": awa, "text": "x"})
    assert str(moved) in late["error"]


async def test_the_name_and_the_menu_button(bot: Bot, driver: Driver) -> None:
    person = await driver.person()
    assert (await bot.get_my_name()).name == "Formation"
    await bot.set_my_name("Formations", language_code="fr")
    assert [(await bot.get_my_name(language)).name for language in ("", "fr")] == ["Formation", "Formations"]
    await bot.set_my_name("Stages")
    assert (await bot.get_me()).first_name == "Stages"
    assert "non-empty" in await driver.error("setMyName", name=" ")
    app = {"type": "web_app", "text": "Ouvrir", "web_app": {"url": "https://example.org"}}
    await driver.call("setChatMenuButton", chat_id=person, menu_button=app)
    assert [(await bot.get_chat_menu_button(one)).type for one in (person, None)] == ["web_app", "commands"]
    await driver.call("setChatMenuButton", chat_id=person, menu_button={"type": "default"})
    assert (await bot.get_chat_menu_button(person)).type == "commands"
    plain = app | {"web_app": {"url": "http://example.org"}}
    assert "BUTTON_INVALID" in await driver.error("setChatMenuButton", menu_button=plain)
    group = await driver.group(person)
    assert "private chat" in await driver.error("getChatMenuButton", chat_id=group)
