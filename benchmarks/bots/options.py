"""The command line of the small bots."""

import argparse
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """`database` is an SQLAlchemy URL; without one the bot answers each text with a line. Port 0 means long polling."""

    api: str
    port: int
    secret: str
    database: str | None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/telegram"


def read() -> Options:
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret", default="")
    parser.add_argument("--database")
    return Options(**vars(parser.parse_args()))
