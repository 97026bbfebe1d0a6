"""The objects of the Bot API, as the bot receives them."""

from simulator.model import JSON, Chat, Group, Message, Person, Press, StoredFile

STICKER_SIDE = 512  # pixels


def user(person: Person) -> JSON:
    """A User."""
    names = {"first_name": person.first_name} | ({"last_name": person.last_name} if person.last_name else {})
    return {"id": person.id, "is_bot": False, **names, "language_code": "fr"}


def chat(of: Chat) -> JSON:
    """A Chat: private for a person, else a group."""
    if isinstance(of, Group):
        return {"id": of.id, "title": of.title, "type": "group"}
    assert isinstance(of, Person)
    names = {"first_name": of.first_name} | ({"last_name": of.last_name} if of.last_name else {})
    return {"id": of.id, **names, "type": "private"}


def document(file: StoredFile) -> JSON:
    """A Document."""
    return {
        "file_name": file.name,
        "mime_type": file.mime,
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }


def message(of: Message, bot: JSON) -> JSON:
    """A Message; `date` is programme time."""
    author = bot if of.author is None else user(of.author)
    answer: JSON = {"message_id": of.id, "from": author, "chat": chat(of.chat), "date": int(of.at.timestamp())}
    if of.edited_at is not None:
        answer["edit_date"] = int(of.edited_at.timestamp())
    if of.document is not None:
        answer["document"] = document(of.document)
    answer |= _words(of) | _extras(of)
    if of.markup is not None:
        answer["reply_markup"] = of.markup
    return answer


def _words(of: Message) -> JSON:
    prefix = ("caption", "caption_entities") if of.document else ("text", "entities")
    found = {prefix[0]: of.text} if of.text else {}
    return found | ({prefix[1]: of.entities} if of.entities else {})


def _extras(of: Message) -> JSON:
    extras: JSON = {"contact": of.contact} if of.contact else {}
    return extras | ({"sticker": _sticker(of.id)} if of.sticker else {})


def _sticker(number: int) -> JSON:
    return {
        "width": STICKER_SIDE,
        "height": STICKER_SIDE,
        "emoji": "\N{THUMBS UP SIGN}",
        "is_animated": False,
        "is_video": False,
        "type": "regular",
        "file_id": f"sticker-{number}",
        "file_unique_id": f"s{number}",
        "file_size": 20_480,
    }


def callback_query(press: Press, data: str, bot: JSON) -> JSON:
    """A CallbackQuery."""
    return {
        "id": press.id,
        "from": user(press.person),
        "message": message(press.message, bot),
        "chat_instance": str(press.message.chat.id * 7919),
        "data": data,
    }


def membership(of: Chat, by: JSON, bot: JSON, before: str, after: str, at: int) -> JSON:
    """A ChatMemberUpdated about the bot: statuses are member, left or kicked; `at` in Unix seconds."""
    return {
        "chat": chat(of),
        "from": by,
        "date": at,
        "old_chat_member": _member(bot, before),
        "new_chat_member": _member(bot, after),
    }


def _member(bot: JSON, status: str) -> JSON:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
