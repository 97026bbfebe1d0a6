"""How the bot receives updates: getUpdates or a webhook."""

import re
from urllib.parse import urlsplit

from simulator.errors import Refused, bad_request
from simulator.methods.parameters import Parameters
from simulator.model import JSON
from simulator.world import World

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PORTS = {443, 80, 88, 8443}


async def get_updates(world: World, parameters: Parameters) -> list[JSON]:
    """getUpdates."""
    if world.webhook.url:
        raise Refused(409, WEBHOOK_ACTIVE)
    limit = parameters.integer("limit", 100)
    _ask_for(world, parameters)
    timeout = max(parameters.integer("timeout", 0), 0)
    return await world.updates.poll(parameters.integer("offset", 0), min(max(limit, 1), 100), timeout)


async def set_webhook(world: World, parameters: Parameters) -> bool:
    """setWebhook; an empty address removes it."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    connections = parameters.integer("max_connections", 40)
    if url:
        _check_url(url)
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    _ask_for(world, parameters)
    _drop_if_asked(world, parameters)
    await (world.webhook.set(url, secret, connections) if url else world.webhook.remove())
    return True


def _check_url(url: str) -> None:
    """Telegram wants HTTPS on one of four ports; a simulator also talks plainly with its own machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise bad_request("bad webhook: invalid URL") from None
    if parts.scheme in ("http", "https") and host in LOOPBACK:
        return
    if parts.scheme != "https" or not host:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


async def delete_webhook(world: World, parameters: Parameters) -> bool:
    """deleteWebhook."""
    _drop_if_asked(world, parameters)
    await world.webhook.remove()
    return True


async def get_webhook_info(world: World, parameters: Parameters) -> JSON:
    """getWebhookInfo."""
    return world.webhook.info()


def _ask_for(world: World, parameters: Parameters) -> None:
    """Kinds of updates wanted from now on; when not said, what was said before stays."""
    wanted = parameters.structure("allowed_updates", list)
    if wanted is not None:
        world.updates.allowed = [str(kind) for kind in wanted]


def _drop_if_asked(world: World, parameters: Parameters) -> None:
    if parameters.flag("drop_pending_updates"):
        world.updates.forget(list(world.updates.pending))
