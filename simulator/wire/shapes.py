"""The objects of the Bot API that concern messages, as the bot receives them."""

from simulator.model import JSON, Chat, Group, Message, Person, Press, StoredFile, Topic

STICKER_SIDE = 512  # pixels


def user(person: Person) -> JSON:
    """A User."""
    names = {"first_name": person.first_name} | ({"last_name": person.last_name} if person.last_name else {})
    return {"id": person.id, "is_bot": False, **names, "language_code": "fr"}


def chat(of: Chat) -> JSON:
    """A Chat: private for a person, else a group or a supergroup."""
    if isinstance(of, Group):
        kind = {"title": of.title, "type": "supergroup" if of.supergroup else "group"}
        return {"id": of.id, **kind} | ({"is_forum": True} if of.forum else {})
    assert isinstance(of, Person)
    names = {"first_name": of.first_name} | ({"last_name": of.last_name} if of.last_name else {})
    return {"id": of.id, **names, "type": "private"}


def file_facts(file: StoredFile) -> JSON:
    """What the Bot API tells of a file, whatever its kind: PhotoSize, Document, Voice, Audio, Video, Animation."""
    names = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    if file.kind == "photo":
        return names | file.facts
    if file.kind == "voice":
        return names | file.facts | {"mime_type": file.mime}
    return {"file_name": file.name, "mime_type": file.mime, **names, **file.facts}


def _media(file: StoredFile) -> JSON:
    facts = file_facts(file)
    if file.kind == "photo":
        return {"photo": [facts]}
    if file.kind == "animation":  # Telegram gives both, for clients that know no animations
        plain = {name: value for name, value in facts.items() if name not in file.facts}
        return {"animation": facts, "document": plain}
    return {file.kind: facts}


def message(of: Message, bot: JSON, *, nested: bool = False) -> JSON:
    """A Message; `date` is programme time. A nested one does not tell what it replies to."""
    author = bot if of.author is None else user(of.author)
    answer: JSON = {"message_id": of.id, "from": author, "chat": chat(of.chat), "date": int(of.at.timestamp())}
    if of.edited_at is not None:
        answer["edit_date"] = int(of.edited_at.timestamp())
    if of.media is not None:
        answer |= _media(of.media)
    answer |= _words(of) | of.parts
    replied = None if of.reply_to is None or nested else of.chat.messages.get(of.reply_to)
    if replied is not None and not replied.deleted:
        answer["reply_to_message"] = message(replied, bot, nested=True)
    if of.markup is not None:
        answer["reply_markup"] = of.markup
    return answer


def _words(of: Message) -> JSON:
    prefix = ("caption", "caption_entities") if of.media else ("text", "entities")
    found: JSON = {prefix[0]: of.text} if of.text else {}
    return found | ({prefix[1]: of.entities} if of.entities else {})


def origin(of: Message, bot: JSON) -> JSON:
    """A MessageOriginUser: who wrote what is forwarded; the first author, when it was forwarded before."""
    before: JSON | None = of.parts.get("forward_origin")
    author = bot if of.author is None else user(of.author)
    return before or {"type": "user", "sender_user": author, "date": int(of.at.timestamp())}


def sticker(file_id: str) -> JSON:
    """A Sticker, always the same one."""
    return {
        "width": STICKER_SIDE,
        "height": STICKER_SIDE,
        "emoji": "\N{THUMBS UP SIGN}",
        "is_animated": False,
        "is_video": False,
        "type": "regular",
        "file_id": file_id,
        "file_unique_id": f"s-{file_id}",
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


def reaction(of: Message, by: Person, old: list[JSON], new: list[JSON], at: int) -> JSON:
    """A MessageReactionUpdated; `at` in Unix seconds."""
    facts: JSON = {"chat": chat(of.chat), "message_id": of.id, "user": user(by), "date": at}
    return facts | {"old_reaction": old, "new_reaction": new}


def forum_topic(topic: Topic) -> JSON:
    """A ForumTopic."""
    answer = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    icon = {"icon_custom_emoji_id": topic.icon_custom_emoji_id} if topic.icon_custom_emoji_id else {}
    return answer | icon
