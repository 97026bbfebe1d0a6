"""The methods of the Bot API, one module a family; a method enters with its first caller."""

from collections.abc import Awaitable, Callable
from typing import Any

from simulator.methods import about, edits, files, messages, receiving
from simulator.methods.parameters import Parameters
from simulator.world import World

Method = Callable[[World, Parameters], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": about.get_me,
    "setMyCommands": about.set_my_commands,
    "deleteMyCommands": about.delete_my_commands,
    "getMyCommands": about.get_my_commands,
    "setMyDescription": about.set_my_description,
    "setMyShortDescription": about.set_my_short_description,
    "leaveChat": about.leave_chat,
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "sendMessage": messages.send_message,
    "sendDocument": messages.send_document,
    "editMessageText": edits.edit_message_text,
    "editMessageReplyMarkup": edits.edit_message_reply_markup,
    "answerCallbackQuery": edits.answer_callback_query,
    "deleteMessage": edits.delete_message,
    "getFile": files.get_file,
}
BY_LOWER_CASE = {name.lower(): name for name in METHODS}
