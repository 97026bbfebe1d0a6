"""What the page and the tests see of the world."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice

from simulator.model import JSON, Chat, Group, Message, Person, StoredFile
from simulator.text import to_html
from simulator.world.state import State

SHOWN_MESSAGES = 50
PRIVATE_SCOPES = ('{"type":"all_private_chats"}', '{"type":"default"}')
LANGUAGES = ("fr", "")


def message_view(message: Message) -> JSON:
    """A message; kept until it changes."""
    if message.view is None:
        message.view = _message_view(message)
    return message.view


def _message_view(message: Message) -> JSON:
    return {
        "id": message.id,
        "from": "service" if message.service else "bot" if message.author is None else "person",
        "author": None if message.author is None else message.author.id,
        "at": message.at.isoformat(),
        "machine_at": message.machine_at.isoformat(),
        "text": message.text,
        "html": to_html(message.text, message.entities),
        "buttons": _buttons(message.markup),
        "edited": message.edited_at is not None,
        "deleted": message.deleted,
        "document": file_view(message.document),
        "contact": message.parts.get("contact"),
        "sticker": "sticker" in message.parts,
        "toast": None,
        **_seldom(message),
    }


def _seldom(message: Message) -> JSON:
    """What few messages have; only what there is."""
    parts = message.parts
    found = {
        "media": file_view(message.media),
        "location": parts.get("location"),
        "venue": parts.get("venue"),
        "album": parts.get("media_group_id"),
        "spoiler": parts.get("has_media_spoiler"),
        "caption_above": parts.get("show_caption_above_media"),
        "protected": parts.get("has_protected_content"),
        "silent": message.silent,
        "thread": message.thread,
        "forwarded": parts.get("forward_origin"),
        "reply_to": _quoted(message),
        "pinned": message.id in message.chat.pinned,
        "reactions": [one["emoji"] for given in message.reactions.values() for one in given],
        "service": _service(message),
    }
    return {name: value for name, value in found.items() if value not in (None, False, [])}


def _quoted(message: Message) -> JSON | None:
    """The beginning of what it answers, if it was there when this was drawn."""
    answered = message.chat.messages.get(message.reply_to or 0)
    return None if answered is None else {"id": answered.id, "text": _beginning(answered)}


def _beginning(message: Message) -> str:
    return message.text[:100] or (message.media.name if message.media else "")


def _service(message: Message) -> JSON | None:
    kind = message.service
    return None if kind is None else {"kind": kind, "content": message.parts[kind]}


def _buttons(markup: JSON | None) -> list[list[JSON]]:
    rows = markup["inline_keyboard"] if markup else []
    return [[_button(button) for button in row] for row in rows]


def _button(button: JSON) -> JSON:
    if "url" in button:
        return {"text": button["text"], "kind": "url", "url": button["url"]}
    return {"text": button["text"], "kind": "callback", "data": button["callback_data"]}


def file_view(file: StoredFile | None) -> JSON | None:
    """A file as the page shows it."""
    if file is None:
        return None
    address = f"/sim/files/{file.file_id}"
    facts = {"kind": file.kind, "name": file.name, "size": len(file.content), "mime": file.mime}
    return {"file_id": file.file_id, **facts, "url": address, **file.facts}


def person_view(state: State, person: Person) -> JSON:
    """A person, with the newest messages."""
    keyboard = {"rows": person.keyboard["keyboard"]} if person.keyboard else None
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone": person.phone,
        "label": person.label,
        "shown": person.shown,
        "started": person.started,
        "blocked": person.blocked,
        "deactivated": person.deactivated,
        "unread": person.unread,
        "reply_keyboard": keyboard,
        "action": person.action,
        "pinned": _pinned(person),
        "commands": commands_for(state, person.id),
        "messages": newest(person),
    }


def _pinned(chat: Chat) -> JSON | None:
    """The newest pin, with the beginning of what it says."""
    if not chat.pinned:
        return None
    message = chat.messages[chat.pinned[-1]]
    return {"id": message.id, "text": _beginning(message), "count": len(chat.pinned)}


def newest(chat: Chat) -> list[JSON]:
    """The last messages of a chat, oldest first."""
    last = [message_view(message) for message in islice(reversed(chat.messages.values()), SHOWN_MESSAGES)]
    return last[::-1]


def transcript(chat: Chat) -> JSON:
    """Every message of a chat, deleted ones too, each with the last answer to a press of it (`toast`)."""
    return {"messages": [message_view(message) | {"toast": message.toast} for message in chat.messages.values()]}


def group_view(group: Group) -> JSON:
    """A group, with the newest messages."""
    facts = {"id": group.id, "title": group.title, "members": group.members, "bot": group.presence}
    facts |= {"administrators": group.administrators, "supergroup": group.supergroup, "forum": group.forum}
    facts |= {"topics": [asdict(topic) for topic in group.topics.values()], "migrated_to": group.migrated_to}
    return facts | {"pinned": _pinned(group), "messages": newest(group)}


def commands_for(state: State, person_id: int | None = None) -> list[JSON]:
    """The commands that the menu of a private chat shows in French; of no chat in particular when none is given."""
    own = () if person_id is None else (f'{{"chat_id":{person_id},"type":"chat"}}',)
    for scope in (*own, *PRIVATE_SCOPES):
        for language in LANGUAGES:
            if (scope, language) in state.commands:
                return state.commands[scope, language]
    return []


def _description(state: State, kind: str) -> str:
    found = (state.descriptions.get((kind, language)) for language in LANGUAGES)
    return next((text for text in found if text), "")


def people_json(state: State, people: Iterable[Person]) -> str:
    """These people as a JSON array; what did not change is not rendered again."""
    rendered = []
    for person in people:
        stamp = (person.version, state.commands_version)
        if person.view[0] != stamp:
            person.view = (stamp, json.dumps(person_view(state, person), ensure_ascii=False))
        rendered.append(person.view[1])
    return f"[{','.join(rendered)}]"


def pulse(state: State) -> JSON:
    """What every event tells, whoever changed."""
    return {
        "version": state.version,
        "clock": state.clock.view(),
        "network": "up" if state.network_up else "cut",
    }


def whole_json(state: State) -> str:
    """The answer of `GET /sim/state`."""
    bot = {
        "username": state.bot["username"],
        "name": state.bot["first_name"],
        "description": _description(state, "description"),
        "short_description": _description(state, "short_description"),
        "commands": commands_for(state),
    }
    facts = pulse(state) | {
        "bot": bot,
        "groups": [group_view(group) for group in state.groups.values()],
        "marks": marks_view(state),
        "scenes": [{"name": name} for name in state.scenes],
    }
    return _with_people(facts, people_json(state, state.people.values()))


def marks_view(state: State) -> list[JSON]:
    """The named instants, in the order given."""
    return [{"name": name, "at": at.isoformat()} for name, at in state.clock.marks.items()]


def changes_json(state: State, since: int) -> str:
    """What changed after a version: the whole, when more than single chats did."""
    if state.whole_version > since:
        return whole_json(state)
    changed = [person for person in state.people.values() if person.version > since]
    facts = pulse(state) | {"groups": [group_view(group) for group in state.groups.values()]}
    return _with_people(facts, people_json(state, changed))


def _with_people(facts: JSON, people: str) -> str:
    return f'{json.dumps(facts, ensure_ascii=False)[:-1]}, "people": {people}}}'
