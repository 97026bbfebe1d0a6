"""People and their phones, through the control."""

from typing import Any

import pytest

from tests.simulator.driving import Driver


def keys(*labels: str, **action: Any) -> dict[str, Any]:
    """One inline button a row; its data is its label unless told otherwise."""
    return {"inline_keyboard": [[{"text": label} | (action or {"callback_data": label})] for label in labels]}


async def test_a_person_as_the_page_sees_them(driver: Driver) -> None:
    made = await driver.do("people", {"first_name": "Awa", "label": "Organisatrice", "id": 42, "alias": "chief"})
    assert (made["id"], made["label"], made["shown"], made["started"], made["unread"]) == (
        42,
        "Organisatrice",
        True,
        False,
        0,
    )
    assert made["phone"] == "+221730000042"
    await driver.do("people/42/start")
    await driver.call(
        "sendMessage", chat_id=42, text="<b>Bonjour</b> & bienvenue", parse_mode="HTML", reply_markup=keys("Oui")
    )
    (person,) = (await driver.look("state"))["people"]
    assert (person["started"], person["unread"]) == (True, 1)
    message = person["messages"][-1]
    assert (message["from"], message["text"]) == ("bot", "Bonjour & bienvenue")
    assert message["html"] == "<b>Bonjour</b> &amp; bienvenue"
    assert message["buttons"] == [[{"text": "Oui", "kind": "callback", "data": "Oui"}]]
    await driver.do("people/42/read")
    await driver.do("people/42/show", {"shown": False})
    (person,) = (await driver.look("state"))["people"]
    assert (person["unread"], person["shown"], person["label"]) == (0, False, "Organisatrice")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "Missing required argument"),
        ({"first_name": " "}, "a person has a first name"),
        ({"first_name": "Awa", "age": 4}, "Unexpected keyword argument"),
        ({"first_name": "Awa", "id": "x"}, "valid integer"),
        ({"first_name": "Awa", "id": -4}, "cannot be the id"),
        ([], "not a JSON object"),
    ],
)
async def test_people_that_cannot_be_made(driver: Driver, body: Any, reason: str) -> None:
    assert reason in (await driver.refused("people", body))["error"]
    assert (await driver.look("state"))["people"] == []


async def test_an_id_is_taken_once(driver: Driver) -> None:
    await driver.person(id=42)
    assert "cannot be the id" in (await driver.refused("people", {"first_name": "Binta", "id": 42}))["error"]


async def test_a_text_too_long_goes_in_pieces(driver: Driver) -> None:
    person = await driver.person()
    await driver.do(f"people/{person}/type", {"text": "a" * 5000})
    assert [len(update["message"]["text"]) for update in await driver.updates()] == [6, 4096, 904]
    assert "empty" in (await driver.refused(f"people/{person}/type", {"text": " "}))["error"]


async def test_the_newest_button_is_pressed_unless_a_message_is_named(driver: Driver) -> None:
    person = await driver.person()
    sent = [
        await driver.call("sendMessage", chat_id=person, text=text, reply_markup=keys("Oui", text)) for text in "ab"
    ]
    older, newer = (one["result"]["message_id"] for one in sent)
    assert (await driver.do(f"people/{person}/press", {"text": "Oui"}))["message_id"] == newer
    assert (await driver.do(f"people/{person}/press", {"text": "Oui", "message_id": older}))["message_id"] == older
    await driver.call("deleteMessage", chat_id=person, message_id=newer)
    assert (await driver.do(f"people/{person}/press", {"text": "Oui"}))["message_id"] == older
    failure = await driver.refused(f"people/{person}/press", {"text": "b"})
    assert failure["buttons"] == ["Oui", "a"]


async def test_a_changed_app_can_forge_a_press(driver: Driver) -> None:
    person = await driver.person()
    sent = await driver.call("sendMessage", chat_id=person, text="?")
    await driver.do(f"people/{person}/callback", {"data": "admin:1", "message_id": sent["result"]["message_id"]})
    press = (await driver.updates())[-1]["callback_query"]
    assert (press["data"], press["message"]["text"]) == ("admin:1", "?")
    assert (
        "no such message"
        in (await driver.refused(f"people/{person}/callback", {"data": "x", "message_id": 1}))["error"]
    )


async def test_links_to_the_bot_open_it_and_others_do_not(driver: Driver) -> None:
    person = await driver.person()
    for label, url in {
        "Ouvrir": "https://t.me/Demo_Formation_Bot?start=abc",
        "Accueil": "https://t.me/demo_formation_bot",
        "Ailleurs": "https://example.org/?start=abc",
    }.items():
        await driver.call("sendMessage", chat_id=person, text=label, reply_markup=keys(label, url=url))
        await driver.do(f"people/{person}/press", {"text": label})
    assert [update["message"]["text"] for update in await driver.updates()] == ["/start", "/start abc", "/start"]


async def test_who_blocks_does_nothing_until_unblocking(driver: Driver) -> None:
    person = await driver.person()
    await driver.do(f"people/{person}/block")
    for action, body in {"type": {"text": "x"}, "callback": {"data": "x"}, "sticker": {}, "block": {}}.items():
        assert "unblock first" in (await driver.refused(f"people/{person}/{action}", body))["error"]
    await driver.do(f"people/{person}/unblock")
    assert "does not block" in (await driver.refused(f"people/{person}/unblock"))["error"]
    statuses = [
        (update["my_chat_member"]["old_chat_member"]["status"], update["my_chat_member"]["new_chat_member"]["status"])
        for update in await driver.updates()
        if "my_chat_member" in update
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_an_answer_to_a_press_is_kept_in_the_transcript(driver: Driver) -> None:
    person = await driver.person()
    await driver.call("sendMessage", chat_id=person, text="?", reply_markup=keys("Oui"))
    press = await driver.do(f"people/{person}/press", {"text": "Oui"})
    await driver.call("answerCallbackQuery", callback_query_id=press["callback_query_id"], text="C’est noté")
    assert (await driver.look(f"people/{person}/transcript"))["messages"][-1]["toast"] == "C’est noté"


async def test_a_person_can_be_forgotten(driver: Driver) -> None:
    person = await driver.person()
    await driver.client.delete(f"/sim/people/{person}")
    assert await driver.error("sendMessage", chat_id=person, text="x") == "400 Bad Request: chat not found"
    assert "nobody has the id" in (await driver.refused(f"people/{person}/start"))["error"]


async def test_files_are_only_downloaded_never_opened_in_the_page(driver: Driver) -> None:
    person = await driver.person()
    file = {"name": "page.html", "content_base64": "PGI+", "mime": "text/html"}
    sent = (await driver.do(f"people/{person}/file", file))["messages"][0]["document"]
    assert (sent["name"], sent["size"], sent["mime"]) == ("page.html", 3, "text/html")
    shown = await driver.client.get(sent["url"])
    assert (shown.content, shown.headers["content-disposition"]) == (b"<b>", "attachment")
    assert (
        "not base 64" in (await driver.refused(f"people/{person}/file", {"name": "x", "content_base64": "*"}))["error"]
    )


async def test_only_the_newest_messages_are_in_the_state(driver: Driver) -> None:
    person = await driver.person()
    for number in range(60):
        await driver.do(f"people/{person}/type", {"text": str(number)})
    messages = (await driver.look("state"))["people"][0]["messages"]
    assert [messages[0]["text"], messages[-1]["text"], len(messages)] == ["10", "59", 50]
    assert len((await driver.look(f"people/{person}/transcript"))["messages"]) == 61


async def test_reset_forgets_all_but_what_the_bot_said_of_itself(driver: Driver) -> None:
    await driver.person()
    await driver.call("setMyDescription", description="Formations")
    await driver.do("clock", {"advance": 60})
    await driver.do("network", {"state": "cut"})
    await driver.do("reset")
    state = await driver.look("state")
    assert (state["people"], state["clock"]["moved"], state["network"]) == ([], False, "up")
    assert state["bot"]["description"] == "Formations"
    assert await driver.updates() == []
