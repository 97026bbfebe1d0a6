"""`python -m simulator`: the pretend Telegram on its own."""

import argparse
import contextlib
import logging

from simulator.serve import SimulatorServer, listener
from simulator.world import World
from simulator.world.state import DEFAULT_TOKEN, DEFAULT_USERNAME

log = logging.getLogger("simulator")


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A pretend Telegram, in memory.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8081, help="port to listen on; 0 is any free one (default: 8081)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the token that the bot must use")
    parser.add_argument("--username", default=DEFAULT_USERNAME, help="the bot's username")
    return parser.parse_args()


def main() -> None:
    """Serve until interrupted."""
    options = arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses
    server = SimulatorServer(World(options.token, options.username), options.host, options.port)
    bound = listener(options.host, options.port)
    address = "http://{}:{}".format(*bound.getsockname())
    log.info("The page of the simulator: %s/", address)
    log.info("Bots call %s/bot<token>/<method>; the control is under %s/sim/", address, address)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[bound])


if __name__ == "__main__":
    main()
