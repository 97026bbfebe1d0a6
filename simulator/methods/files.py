"""Files: getFile."""

from simulator.errors import bad_request
from simulator.methods.parameters import Parameters
from simulator.model import JSON
from simulator.world import World

LARGEST_DOWNLOAD = 20 * 1024 * 1024  # bytes


async def get_file(world: World, parameters: Parameters) -> JSON:
    """getFile: where the bot downloads a file of at most 20 MB."""
    file = world.files.get(parameters.text("file_id"))
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
