"""Every method answers what the types of two libraries require, and nothing that they do not know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import aiogram.methods
import pytest
import telegram
from aiogram.types import TelegramObject
from aiogram.types import Update as AiogramUpdate
from pydantic import TypeAdapter, ValidationError

from simulator.methods import METHODS
from simulator.methods.documented import DOCUMENTED
from simulator.reactions import EMOJI
from tests.simulator.driving import Driver, picture

JSON = dict[str, Any]
KEYS = {"inline_keyboard": [[{"text": "Oui", "callback_data": "yes"}]]}
PLACE = {"latitude": 14.69, "longitude": -17.44}
SINCE_10_0 = {  # what aiogram knows of later versions of the Bot API, or of earlier ones that Telegram still reads
    "allow_sending_without_reply",
    "callback_query_id",
    "disable_web_page_preview",
    "ephemeral_message_parameters",
    "receiver_user_id",
    "reply_to_message_id",
    "return_bots",
    "rich_message",
}


@dataclass(slots=True)
class Place:
    """Somebody with a text, a photo and a press; a forum with a topic and a text of somebody."""

    person: int
    forum: int
    text: int
    photo: int
    file_id: str
    press: str
    topic: int
    said: int


async def furnish(driver: Driver) -> Place:
    """Everything that a method could be about."""
    await driver.do("rates", {"chat_per_second": None, "overall_per_second": None, "group_per_minute": None})
    person = await driver.person()
    forum = await driver.group(person, forum=True)
    text = await driver.call("sendMessage", chat_id=person, text="<b>Un</b>", parse_mode="HTML", reply_markup=KEYS)
    photo = await driver.upload("sendPhoto", {"photo": ("a.png", picture())}, chat_id=person, caption="Salle")
    topic = (await driver.call("createForumTopic", chat_id=forum, name="Salles"))["result"]["message_thread_id"]
    said = await driver.do(f"groups/{forum}/type", {"person": person, "text": "Bonjour", "topic": topic})
    press = await driver.do(f"people/{person}/press", {"text": "Oui"})
    return Place(
        person=person,
        forum=forum,
        text=text["result"]["message_id"],
        photo=photo["result"]["message_id"],
        file_id=photo["result"]["photo"][0]["file_id"],
        press=press["callback_query_id"],
        topic=topic,
        said=said["id"],
    )


CALLS: dict[str, Callable[[Place], JSON]] = {
    "getMe": lambda at: {},
    "setMyCommands": lambda at: {"commands": [{"command": "aide", "description": "Aide"}]},
    "deleteMyCommands": lambda at: {},
    "getMyCommands": lambda at: {},
    "setMyName": lambda at: {"name": "Formations"},
    "getMyName": lambda at: {},
    "setMyDescription": lambda at: {"description": "Inscriptions"},
    "getMyDescription": lambda at: {"language_code": "fr"},
    "setMyShortDescription": lambda at: {"short_description": "Inscriptions"},
    "getMyShortDescription": lambda at: {},
    "setChatMenuButton": lambda at: {"chat_id": at.person, "menu_button": {"type": "commands"}},
    "getChatMenuButton": lambda at: {"chat_id": at.person},
    "getUpdates": lambda at: {},
    "setWebhook": lambda at: {"url": "https://example.org/hook"},
    "deleteWebhook": lambda at: {},
    "getWebhookInfo": lambda at: {},
    "sendMessage": lambda at: {"chat_id": at.person, "text": "Deux", "reply_parameters": {"message_id": at.text}},
    "sendPhoto": lambda at: {"chat_id": at.person, "photo": at.file_id, "has_spoiler": True},
    "sendDocument": lambda at: {"chat_id": at.person, "caption": "Liste"},
    "sendVoice": lambda at: {"chat_id": at.person, "duration": 3},
    "sendAudio": lambda at: {"chat_id": at.person, "duration": 3, "title": "Cours", "performer": "Équipe"},
    "sendVideo": lambda at: {"chat_id": at.person, "width": 640, "height": 360},
    "sendAnimation": lambda at: {"chat_id": at.person},
    "sendMediaGroup": lambda at: {
        "chat_id": at.person,
        "media": [{"type": "photo", "media": at.file_id, "caption": "Salle"}, {"type": "photo", "media": at.file_id}],
    },
    "sendLocation": lambda at: {"chat_id": at.person, **PLACE},
    "sendVenue": lambda at: {"chat_id": at.person, **PLACE, "title": "Salle", "address": "Dakar"},
    "sendContact": lambda at: {"chat_id": at.person, "phone_number": "+221730000001", "first_name": "Awa"},
    "sendChatAction": lambda at: {"chat_id": at.person, "action": "typing"},
    "copyMessage": lambda at: {"chat_id": at.forum, "from_chat_id": at.person, "message_id": at.photo},
    "copyMessages": lambda at: {"chat_id": at.forum, "from_chat_id": at.person, "message_ids": [at.text, at.photo]},
    "forwardMessage": lambda at: {"chat_id": at.person, "from_chat_id": at.forum, "message_id": at.said},
    "forwardMessages": lambda at: {"chat_id": at.forum, "from_chat_id": at.person, "message_ids": [at.text]},
    "editMessageText": lambda at: {"chat_id": at.person, "message_id": at.text, "text": "Trois"},
    "editMessageCaption": lambda at: {"chat_id": at.person, "message_id": at.photo, "caption": "Autre"},
    "editMessageMedia": lambda at: {
        "chat_id": at.person,
        "message_id": at.text,
        "media": {"type": "photo", "media": at.file_id},
    },
    "editMessageReplyMarkup": lambda at: {"chat_id": at.person, "message_id": at.text},
    "answerCallbackQuery": lambda at: {"callback_query_id": at.press, "text": "Noté"},
    "deleteMessage": lambda at: {"chat_id": at.person, "message_id": at.text},
    "deleteMessages": lambda at: {"chat_id": at.person, "message_ids": [at.text, at.photo, 99_999]},
    "pinChatMessage": lambda at: {"chat_id": at.person, "message_id": at.text},
    "unpinChatMessage": lambda at: {"chat_id": at.forum, "message_id": at.said},
    "unpinAllChatMessages": lambda at: {"chat_id": at.forum},
    "setMessageReaction": lambda at: {
        "chat_id": at.forum,
        "message_id": at.said,
        "reaction": [{"type": "emoji", "emoji": "👍"}],
    },
    "getFile": lambda at: {"file_id": at.file_id},
    "getChat": lambda at: {"chat_id": at.forum},
    "getChatMember": lambda at: {"chat_id": at.forum, "user_id": at.person},
    "getChatAdministrators": lambda at: {"chat_id": at.forum},
    "getChatMemberCount": lambda at: {"chat_id": at.forum},
    "leaveChat": lambda at: {"chat_id": at.forum},
    "createForumTopic": lambda at: {"chat_id": at.forum, "name": "Repas", "icon_color": 16766590},
    "editForumTopic": lambda at: {"chat_id": at.forum, "message_thread_id": at.topic, "name": "Salle"},
    "closeForumTopic": lambda at: {"chat_id": at.forum, "message_thread_id": at.topic},
    "reopenForumTopic": lambda at: {"chat_id": at.forum, "message_thread_id": at.topic},
    "deleteForumTopic": lambda at: {"chat_id": at.forum, "message_thread_id": at.topic},
}
FILES = {"sendDocument": "document", "sendVoice": "voice", "sendAudio": "audio", "sendVideo": "video"} | {
    "sendAnimation": "animation"
}
FIRST: dict[str, tuple[str, Callable[[Place], JSON]]] = {  # what must have happened before
    "unpinChatMessage": ("pinChatMessage", lambda at: {"chat_id": at.forum, "message_id": at.said}),
    "getChat": ("pinChatMessage", lambda at: {"chat_id": at.forum, "message_id": at.said}),
    "reopenForumTopic": ("closeForumTopic", CALLS["closeForumTopic"]),
    "getMyCommands": ("setMyCommands", CALLS["setMyCommands"]),
    "getWebhookInfo": ("setWebhook", CALLS["setWebhook"]),
}


def returned(method: str) -> Any:
    """What aiogram says that a method returns."""
    return _class(method).__returning__


def _class(method: str) -> Any:
    return getattr(aiogram.methods, method[0].upper() + method[1:])


def check(result: Any, kind: Any) -> None:
    """Parse an answer as both libraries would; a field that one of them does not know is an error."""
    parsed = TypeAdapter(kind).validate_python(result)
    strangers = [f"{type(one).__name__}: {one.model_extra}" for one in _objects(parsed) if one.model_extra]
    assert strangers == []
    for one, raw in zip(*([parsed], [result]) if not isinstance(parsed, list) else (parsed, result), strict=True):
        if isinstance(one, TelegramObject):
            _check_with_the_other(type(one).__name__, raw)


def _objects(value: Any) -> Iterable[TelegramObject]:
    if isinstance(value, TelegramObject):
        yield value
        value = [getattr(value, name) for name in type(value).model_fields]
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)


def _check_with_the_other(name: str, raw: JSON) -> None:
    base = next((base for base in ("ChatMember", "MenuButton") if name.startswith(base)), name)
    ours = getattr(telegram, base).de_json(dict(raw), None)
    left = {key: value for key, value in ours.api_kwargs.items() if key != "can_send_welcome_messages"}  # 10.1
    assert left == {}


def test_every_method_is_tried() -> None:
    assert set(CALLS) == set(METHODS)


@pytest.mark.parametrize("method", METHODS)
async def test_answers_have_the_shape_that_the_libraries_require(driver: Driver, method: str) -> None:
    at = await furnish(driver)
    if method in FIRST:
        before, parameters = FIRST[method]
        assert (await driver.call(before, **parameters(at)))["ok"]
    if method in FILES:
        answer = await driver.upload(method, {FILES[method]: ("cours.bin", b"abc")}, **CALLS[method](at))
    else:
        answer = await driver.call(method, **CALLS[method](at))
    assert answer["ok"], answer
    check(answer["result"], returned(method))


@pytest.mark.parametrize("wrong", [{"message_id": 4}, {"message_id": 4, "date": 1, "chat": {"id": 1}}])
def test_a_shape_that_lacks_something_would_be_noticed(wrong: JSON) -> None:
    with pytest.raises(ValidationError):
        check(wrong, returned("sendMessage"))


def test_a_field_that_nobody_knows_would_be_noticed() -> None:
    strange = {"message_id": 4, "date": 1, "chat": {"id": 1, "type": "private", "mood": "good"}}
    with pytest.raises(AssertionError):
        check(strange, returned("sendMessage"))


async def test_updates_have_the_shape_that_the_libraries_require(driver: Driver) -> None:
    kinds = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]
    await driver.call("getUpdates", allowed_updates=kinds)
    at, other = await furnish(driver), await driver.person()
    typed = await driver.do(f"people/{at.person}/type", {"text": "/aide", "reply_to": at.text})
    await driver.do(f"people/{at.person}/edit", {"message_id": typed["messages"][0]["id"], "text": "/aide moi"})
    await driver.do(f"people/{at.person}/react", {"message_id": at.text, "emoji": "👍"})
    await driver.photo(at.person, caption="Salle")
    for kind in ("voice", "audio", "video", "animation"):
        await driver.photo(at.person, kind=kind)
    await driver.do(f"people/{at.person}/location", PLACE | {"title": "Salle", "address": "Dakar"})
    await driver.do(f"people/{at.person}/contact")
    await driver.do(f"people/{at.person}/sticker")
    await driver.do(f"people/{at.person}/block")
    for action in ("join", "promote", "topic", "leave"):
        body = {"person": other} | ({"name": "Repas"} if action == "topic" else {})
        await driver.do(f"groups/{at.forum}/{action}", body)
    small = await driver.group(at.person)
    await driver.do(f"groups/{small}/migrate")
    updates = (await driver.call("getUpdates", limit=100))["result"]
    assert {kind for update in updates for kind in update if kind != "update_id"} == set(kinds)
    for update in updates:
        check(update, AiogramUpdate)


def test_parameters_are_those_of_the_bot_api() -> None:
    for method, ours in DOCUMENTED.items():
        theirs = {field.alias or name for name, field in _class(method).model_fields.items()}
        if method == "answerCallbackQuery":
            assert ours == theirs
        assert ours - theirs == set(), method
        assert theirs - ours <= SINCE_10_0, method


def test_the_emoji_of_reactions_are_those_of_the_bot_api() -> None:
    assert {emoji.value for emoji in telegram.constants.ReactionEmoji} == EMOJI
