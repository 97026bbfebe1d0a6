"""What Telegram refuses, the simulator refuses in the same words; beside each refusal, what is just right."""

import json
from typing import Any

import pytest

from simulator.methods import METHODS
from simulator.methods.documented import DOCUMENTED
from tests.simulator.conftest import Machine
from tests.simulator.driving import Driver

CLEF = "\N{MUSICAL SYMBOL G CLEF}"  # two UTF-16 units
SAME = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
JSON_TYPE = {"Content-Type": "application/json"}
STALE = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An inline keyboard."""
    return {"inline_keyboard": list(rows)}


def key(text: str = "Oui", **action: Any) -> dict[str, Any]:
    """An inline button, with callback data unless told otherwise."""
    return {"text": text} | (action or {"callback_data": "x"})


def test_every_method_has_its_table_of_parameters() -> None:
    assert set(METHODS) == set(DOCUMENTED)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "400 Bad Request: message text is empty"),
        (" \n ", "400 Bad Request: message text is empty"),
        ("<b></b>", "400 Bad Request: message text is empty"),
        ("é" * 4097, "400 Bad Request: message is too long"),
        (CLEF * 2049, "400 Bad Request: message is too long"),
        ("\ud800", "400 Bad Request: strings must be encoded in UTF-8"),
    ],
)
async def test_texts_that_are_refused(driver: Driver, text: str, refusal: str) -> None:
    person = await driver.person()
    body = f'{{"chat_id": {person}, "parse_mode": "HTML", "text": {json.dumps(text)}}}'
    answer = await driver.client.post(f"/bot{driver.token}/sendMessage", content=body, headers=JSON_TYPE)
    assert f"{answer.json()['error_code']} {answer.json()['description']}" == refusal
    assert await driver.texts(person) == []


@pytest.mark.parametrize("text", ["é" * 4096, CLEF * 2048, "<b>" + "a" * 4096 + "</b>", "&amp;" * 4096])
async def test_the_longest_texts_count_after_parsing(driver: Driver, text: str) -> None:
    person = await driver.person()
    assert (await driver.call("sendMessage", chat_id=person, text=text, parse_mode="HTML"))["ok"]


async def test_captions_are_shorter(driver: Driver) -> None:
    person = await driver.person()
    file = (await driver.do(f"people/{person}/file", {"name": "a.txt", "content_base64": "YQ=="}))["messages"][0]
    document = file["document"]["file_id"]
    assert (await driver.call("sendDocument", chat_id=person, document=document, caption="a" * 1024))["ok"]
    error = await driver.error("sendDocument", chat_id=person, document=document, caption="a" * 1025)
    assert error == "400 Bad Request: message caption is too long"
    error = await driver.error("sendDocument", chat_id=person, document="unknown")
    assert error == "400 Bad Request: wrong file identifier/HTTP URL specified"
    assert await driver.error("sendDocument", chat_id=person) == "400 Bad Request: there is no document in the request"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (keys([key(callback_data="é" * 33)]), "BUTTON_DATA_INVALID"),
        (keys([key(callback_data="")]), "BUTTON_DATA_INVALID"),
        (keys([key()] * 9), "too many buttons in a row"),
        (keys(*[[key()] * 8] * 13), "at most 100 buttons"),
        (keys([key(text=" ")]), "text must be non-empty"),
        (keys([{"text": "Oui"}]), "Text buttons are unallowed in the inline keyboard"),
        (keys([key(callback_data="x", url="https://example.org")]), "exactly one action"),
        (keys([key(url="javascript:alert(1)")]), "is invalid"),
        (keys([key(url="http://[")]), "is invalid"),
        (keys([key(web_app={"url": "https://example.org"})]), "not simulated"),
        ({"keyboard": [[{"text": "Ici", "request_location": True}]]}, "not simulated"),
        ({"inline_keyboard": "no"}, "must be of type Array"),
        ({"inline_keyboard": [], "keyboard": []}, "object expected as reply markup"),
        ("{", "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_keyboards_that_are_refused(driver: Driver, markup: Any, reason: str) -> None:
    person = await driver.person()
    error = await driver.error("sendMessage", chat_id=person, text="?", reply_markup=markup)
    assert error.startswith("400 Bad Request: ")
    assert reason in error


@pytest.mark.parametrize(
    "markup",
    [
        keys([key(callback_data="é" * 32)]),
        keys(*[[key()] * 8] * 12, [key()] * 4),
        keys([key(url="https://example.org"), key(url="tg://resolve?domain=demo")]),
        {"remove_keyboard": True},
        {"force_reply": True, "input_field_placeholder": "Votre nom"},
    ],
)
async def test_keyboards_at_the_limit(driver: Driver, markup: Any) -> None:
    person = await driver.person()
    assert (await driver.call("sendMessage", chat_id=person, text="?", reply_markup=markup))["ok"]


async def test_an_edit_must_change_something(driver: Driver) -> None:
    person = await driver.person()
    sent = (await driver.call("sendMessage", chat_id=person, text="Un", reply_markup=keys([key()])))["result"]
    this = {"chat_id": person, "message_id": sent["message_id"]}
    assert await driver.error("editMessageText", **this, text="Un", reply_markup=keys([key()])) == SAME
    assert await driver.error("editMessageText", **this, text=" Un ", reply_markup=keys([key()])) == SAME
    assert await driver.error("editMessageReplyMarkup", **this, reply_markup=keys([key()])) == SAME
    bold = await driver.call("editMessageText", **this, text="<b>Un</b>", parse_mode="HTML", reply_markup=keys([key()]))
    assert bold["ok"]
    assert (await driver.call("editMessageReplyMarkup", **this))["ok"]
    assert await driver.error("editMessageReplyMarkup", **this) == SAME


async def test_edits_and_deletions_of_what_is_not_there(driver: Driver) -> None:
    person = await driver.person()
    theirs = (await driver.do(f"people/{person}/type", {"text": "Bonjour"}))["messages"][0]["id"]
    edit = {"chat_id": person, "text": "x"}
    assert (
        await driver.error("editMessageText", **edit, message_id=theirs) == "400 Bad Request: message can't be edited"
    )
    unknown = await driver.error("editMessageText", **edit, message_id=theirs + 1000)
    assert unknown == "400 Bad Request: message to edit not found"
    assert (await driver.call("deleteMessage", chat_id=person, message_id=theirs))["ok"]
    again = await driver.error("deleteMessage", chat_id=person, message_id=theirs)
    assert again == "400 Bad Request: message to delete not found"


async def test_a_message_is_deletable_for_two_days(driver: Driver, machine: Machine) -> None:
    person = await driver.person()
    first = (await driver.call("sendMessage", chat_id=person, text="Un"))["result"]["message_id"]
    second = (await driver.call("sendMessage", chat_id=person, text="Deux"))["result"]["message_id"]
    await driver.do("clock", {"advance": 3 * 86_400})
    machine.pass_by(hours=47)
    assert (await driver.call("deleteMessage", chat_id=person, message_id=first))["ok"]
    machine.pass_by(hours=2)
    error = await driver.error("deleteMessage", chat_id=person, message_id=second)
    assert error == "400 Bad Request: message can't be deleted for everyone"


async def test_a_press_is_answered_once_and_soon(driver: Driver, machine: Machine) -> None:
    person = await driver.person()
    await driver.call("sendMessage", chat_id=person, text="?", reply_markup=keys([key()]))
    first, second = [(await driver.do(f"people/{person}/press", {"text": "Oui"}))["callback_query_id"] for _ in "12"]
    too_long = await driver.error("answerCallbackQuery", callback_query_id=first, text="a" * 201)
    assert too_long == "400 Bad Request: MESSAGE_TOO_LONG"
    assert (await driver.call("answerCallbackQuery", callback_query_id=first, text="a" * 200))["ok"]
    assert await driver.error("answerCallbackQuery", callback_query_id=first) == STALE
    assert await driver.error("answerCallbackQuery", callback_query_id="12345") == STALE
    machine.pass_by(seconds=151)
    assert await driver.error("answerCallbackQuery", callback_query_id=second) == STALE


async def test_who_cannot_be_written_to(driver: Driver) -> None:
    stranger = await driver.person(start=False)
    closed = await driver.person()
    await driver.do(f"people/{closed}/deactivate")
    for chat_id, refusal in [
        (12, "400 Bad Request: chat not found"),
        ("@somebody", "400 Bad Request: chat not found"),
        ("--5", "400 Bad Request: chat not found"),
        ("", "400 Bad Request: chat_id is empty"),
        (stranger, "403 Forbidden: bot can't initiate conversation with a user"),
        (closed, "403 Forbidden: user is deactivated"),
    ]:
        assert await driver.error("sendMessage", chat_id=chat_id, text="Bonjour") == refusal


async def test_unknown_methods_and_parameters_fail_loudly(driver: Driver) -> None:
    person = await driver.person()
    assert await driver.error("sendDice", chat_id=person) == "404 Not Found: method not found"
    message = {"chat_id": person, "text": "x"}
    assert await driver.error("sendMessage", **message, colour="red") == "400 Bad Request: unknown parameter colour"
    not_simulated = await driver.error("sendMessage", **message, message_effect_id="4")
    assert not_simulated == "400 Bad Request: parameter message_effect_id is not simulated"
    calls = (await driver.look("calls"))["calls"]
    assert [(call["method"], call["status"]) for call in calls] == [
        ("sendDice", 404),
        ("sendMessage", 400),
        ("sendMessage", 400),
    ]
    assert (await driver.call("sendmessage", **message))["ok"]
    reply = {"message_id": 1}
    error = await driver.error("sendMessage", **message, reply_parameters=reply)
    assert error == "400 Bad Request: message to be replied not found"


async def test_values_of_the_wrong_kind_are_refused(driver: Driver) -> None:
    person = await driver.person()
    assert "must be an Integer" in await driver.error("getUpdates", offset="first")
    assert "must be a String" in await driver.error("sendMessage", chat_id=person, text=["x"])
    assert "must be an Array" in await driver.error("getUpdates", allowed_updates={"a": 1})
    assert "can't parse entities JSON object" in await driver.error(
        "sendMessage", chat_id=person, text="x", entities="["
    )
    assert "must be a Boolean" in await driver.error("deleteWebhook", drop_pending_updates="perhaps")


async def test_entities_can_be_given_instead_of_html(driver: Driver) -> None:
    person = await driver.person()
    bold = {"type": "bold", "offset": 3, "length": 4}
    sent = await driver.call("sendMessage", chat_id=person, text=f"{CLEF} Gras", entities=[bold])
    assert sent["result"]["entities"] == [bold]
    for wrong in ({"type": "bold", "offset": 3, "length": 5}, {"type": "odd", "offset": 0, "length": 1}):
        assert "can't parse MessageEntity" in await driver.error(
            "sendMessage", chat_id=person, text="Gras", entities=[wrong]
        )


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ({"command": "Aide", "description": "Aide"}, "BOT_COMMAND_INVALID"),
        ({"command": "aide", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "aide"}, "can't parse BotCommand"),
    ],
)
async def test_commands_that_are_refused(driver: Driver, command: dict[str, str], reason: str) -> None:
    assert reason in await driver.error("setMyCommands", commands=[command])
    error = await driver.error("setMyCommands", commands=[], scope={"type": "chat", "chat_id": 7})
    assert error == "400 Bad Request: chat not found"
    assert "can't parse BotCommandScope" in await driver.error("getMyCommands", scope={"type": "moon"})
    assert "too long" in await driver.error("setMyDescription", description="a" * 513)


async def test_files_that_cannot_be_downloaded(driver: Driver) -> None:
    assert "wrong file_id" in await driver.error("getFile", file_id="nothing")
    missing = await driver.client.get(f"/file/bot{driver.token}/documents/nothing")
    assert (missing.status_code, missing.json()["description"]) == (404, "Not Found")
    stolen = await driver.client.get("/file/bot1:wrong/documents/nothing")
    assert stolen.status_code == 401
