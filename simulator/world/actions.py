"""The actions that a control or a scene names by a word, with their arguments checked."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from pydantic import ValidationError, validate_call

from simulator.errors import Impossible
from simulator.model import JSON, FileKind
from simulator.world.people import People

Action = Callable[..., Awaitable[Any]]


@cache
def _checked(action: Action) -> Action:
    return validate_call(action)


async def run(action: Action, *subject: object, **arguments: Any) -> Any:
    """Run an action with arguments that came as JSON. Raises Impossible when they are not what it takes."""
    try:
        return await _checked(action)(*subject, **arguments)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "arguments"
        raise Impossible(f"{where}: {first['msg']}") from None


async def send_encoded(
    people: Any,
    person_id: int,
    name: str,
    content_base64: str,
    mime: str | None = None,
    caption: str = "",
    kind: FileKind = "document",
) -> JSON:
    """Send a file that came in base 64."""
    try:
        content = base64.b64decode(content_base64, validate=True)
    except binascii.Error:
        raise Impossible("content_base64 is not base 64") from None
    sent: JSON = await people.send_file(person_id, name, content, mime=mime, caption=caption, kind=kind)
    return sent


OF_PERSON: dict[str, Action] = {
    "type": People.type,
    "start": People.start,
    "open": People.open,
    "press": People.press,
    "callback": People.callback,
    "file": send_encoded,
    "contact": People.contact,
    "location": People.location,
    "edit": People.edit,
    "react": People.react,
    "sticker": People.sticker,
    "block": People.block,
    "unblock": People.unblock,
    "deactivate": People.deactivate,
    "read": People.read,
    "show": People.show,
}
