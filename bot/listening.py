"""Where the webhook listens: the socket is ours, so that what is wrong with it has a name before anything starts."""

import errno
import socket

from bot.settings import Settings, SettingsError


def listener(settings: Settings) -> socket.socket:
    """A socket bound to HOST and PORT, of the caller's to close. Raises SettingsError naming which one cannot be."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise SettingsError("HOST: not a host, nor an address of this machine") from None
    family, kind, protocol, _, address = found[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        name = "HOST" if error.errno == errno.EADDRNOTAVAIL else "PORT"
        raise SettingsError(f"{name}: {settings.host} port {settings.port}, {error.strerror}") from None
    return bound
