"""Files: those that a call brings or names, and getFile."""

from typing import Any

from simulator import pictures
from simulator.errors import Refused, bad_request
from simulator.methods.parameters import Parameters
from simulator.model import JSON, FileKind, StoredFile
from simulator.world import World

LARGEST_DOWNLOAD = 20 * 1024 * 1024  # bytes
LARGEST_UPLOAD = 50 * 1024 * 1024  # bytes
LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
PHOTO_SIDES, PHOTO_RATIO = 10_000, 20  # pixels of width and height together; the longer side to the shorter
WHOLE = ("duration", "width", "height")
WORDS = ("performer", "title")
FACTS: dict[str, tuple[str, ...]] = {
    "voice": ("duration",),
    "audio": ("duration", "performer", "title"),
    "video": ("duration", "width", "height"),
    "animation": ("duration", "width", "height"),
}


async def get_file(world: World, parameters: Parameters) -> JSON:
    """getFile: where the bot downloads a file of at most 20 MB."""
    file_id = parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = world.files.get(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def read_file(world: World, parameters: Parameters, kind: FileKind, name: str = "") -> StoredFile:
    """The file of a parameter (named as its kind unless told): an upload, or a `file_id`. Raises Refused (400, 413)."""
    name = name or kind
    named = parameters.text(name)
    upload = parameters.uploads.get(named.removeprefix("attach://") or name)
    if upload is None:
        return _known(world, named, kind)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    facts = _photo_facts(upload.content) if kind == "photo" else _told(parameters, kind)
    return world.store_file(upload.name, upload.mime, upload.content, kind, facts)


def _known(world: World, file_id: str, kind: FileKind) -> StoredFile:
    if not file_id:
        raise bad_request(f"there is no {kind} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad_request("a file by its HTTP URL is not simulated")
    if file_id not in world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    file = world.files[file_id]
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file


def _photo_facts(content: bytes) -> JSON:
    if len(content) > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is 10485760 bytes"
        )
    found = pictures.size(content)
    if found is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = found
    if not min(found) or width + height > PHOTO_SIDES or max(found) > PHOTO_RATIO * min(found):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"width": width, "height": height}


def _told(parameters: Parameters, kind: FileKind) -> JSON:
    """What the call says of the file: nobody looks inside."""
    wanted = FACTS.get(kind, ())
    facts: dict[str, Any] = {name: parameters.integer(name, 0) for name in WHOLE if name in wanted}
    return facts | {name: parameters.text(name) for name in WORDS if name in wanted and parameters.text(name)}
