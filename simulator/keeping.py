"""A world that outlives its process: people, chats, files, waiting updates and the clock, as one JSON file."""

import asyncio
import base64
import json
import os
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from simulator.model import JSON, Chat, Group, Message, Person, StoredFile, Topic
from simulator.wire.updates import Pending
from simulator.world.state import State

FORMAT = 2  # of the file; another one is not read
SAVE_EVERY = 1.0  # seconds, while something changes
NOT_KEPT = {"messages", "view", "version", "chat", "author", "action"}


def save(world: State, path: Path) -> None:
    """Write the world to a file, in one step: an interrupted save leaves the file before."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(_snapshot(world), ensure_ascii=False, default=_plain), encoding="utf-8")
    os.replace(unfinished, path)


def load(world: State, path: Path) -> bool:
    """Put a saved world in place of this one; False, and nothing changed, without a file of this format."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if kept.get("format") != FORMAT:
        return False
    world.files = {name: _file(one) for name, one in kept["files"].items()}
    world.people = {one["id"]: Person(**one) for one in kept["people"]}
    world.groups = {one["id"]: _group(one) for one in kept["groups"]}
    world.aliases = kept["aliases"]
    for one in kept["messages"]:
        _put_back(world, one)
    world.clock.offset = timedelta(seconds=kept["offset"])
    world.updates.resume(kept["next_update"], {int(n): Pending(**one) for n, one in kept["updates"].items()})
    world.last_message = kept["last_message"]
    world.touch_all()
    return True


async def keep(world: State, path: Path) -> None:
    """For ever: save the world whenever it changed, at most once a second."""
    saved = -1
    while True:
        if world.version != saved:
            saved = world.version
            save(world, path)
        await asyncio.sleep(SAVE_EVERY)


def _snapshot(world: State) -> JSON:
    chats: list[Chat] = [*world.people.values(), *world.groups.values()]
    return {
        "format": FORMAT,
        "people": [_fields(one) for one in world.people.values()],
        "groups": [_fields(one) for one in world.groups.values()],
        "aliases": world.aliases,
        "messages": [_message(one) for chat in chats for one in chat.messages.values()],
        "files": {name: _fields(one) for name, one in world.files.items()},
        "offset": world.clock.offset.total_seconds(),
        "updates": {number: _fields(one) for number, one in world.updates.pending.items()},
        "next_update": world.updates.next_id,
        "last_message": world.last_message,
    }


def _fields(what: Any) -> JSON:
    return {field.name: getattr(what, field.name) for field in fields(what) if field.name not in NOT_KEPT}


def _message(message: Message) -> JSON:
    author = message.author.id if message.author else None
    media = message.media.file_id if message.media else None
    return {**_fields(message), "chat": message.chat.id, "author": author, "media": media}


def _put_back(world: State, kept: JSON) -> None:
    chat: Chat = world.people.get(kept["chat"]) or world.groups[kept["chat"]]
    for name in ("at", "machine_at", "edited_at"):
        kept[name] = kept[name] and datetime.fromisoformat(kept[name])
    author, media = world.people.get(kept["author"]), world.files.get(kept["media"])
    chat.messages[kept["id"]] = Message(**{**kept, "chat": chat, "author": author, "media": media})


def _group(kept: JSON) -> Group:
    return Group(**{**kept, "topics": {int(number): Topic(**one) for number, one in kept["topics"].items()}})


def _file(kept: JSON) -> StoredFile:
    return StoredFile(**{**kept, "content": base64.b64decode(kept["content"])})


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Topic):
        return asdict(value)
    raise TypeError(type(value).__name__)
