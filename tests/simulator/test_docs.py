"""`docs/simulator.md` says what the simulator does: nothing missing, nothing invented, and its commands work."""

import asyncio
import inspect
import re
import shutil
from asyncio.subprocess import PIPE
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.routing import Route

from simulator.control import routes
from simulator.methods import METHODS
from simulator.serve import Running
from simulator.wire.faults import KINDS
from simulator.wire.limits import Pace
from simulator.world import World
from simulator.world.actions import OF_PERSON, Action
from simulator.world.state import DEFAULT_TOKEN, DEFAULT_USERNAME

PAGE = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
QUOTED = re.compile(r"`([^`]+)`")
NO_ARGUMENTS = {"self", "people", "person_id", "group_id"}
SAID_IN_WORDS = {"/sim/faults", "/sim/marks", "/sim/scenes"}  # their arguments are not a list of names


def section(title: str) -> str:
    """The part of the page under a title."""
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> Iterable[list[str]]:
    """The cells of the table of a section."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def paths() -> set[str]:
    """Every path of the control, with the actions of people and groups one by one."""
    found = set()
    for route in routes.ROUTES:
        assert isinstance(route, Route)
        verb = next(iter((route.methods or set()) - {"HEAD"}))
        path = re.sub(r"\{(\w+)\}", r"<\1>", route.path)
        actions = routes.OF_GROUP if "groups" in path else OF_PERSON
        steps = list(actions) if path.endswith("<action>") else [""]
        found |= {f"{verb} {path.replace('<action>', step)}" for step in steps}
    return found


def actions() -> dict[str, Action]:
    """The function behind each path that takes arguments."""
    found = {f"/sim/{name}": action for name, action in routes.OF_WORLD.items()}
    found |= {f"/sim/people/<id>/{name}": action for name, action in OF_PERSON.items()}
    return found | {f"/sim/groups/<id>/{name}": action for name, action in routes.OF_GROUP.items()}


def test_the_methods_of_the_page_are_those_of_the_code() -> None:
    listed = [name for row in rows("Methods") for name in QUOTED.findall(row[1]) if not name.startswith("GET")]
    assert sorted(listed) == sorted(METHODS)


def test_the_paths_of_the_page_are_those_of_the_code() -> None:
    listed = [QUOTED.findall(row[0])[0] for row in rows("Control")]
    assert sorted(listed) == sorted(paths())


def test_the_arguments_of_the_page_are_those_of_the_code() -> None:
    listed = {QUOTED.findall(row[0])[0].partition(" ")[2]: set(QUOTED.findall(row[1])) for row in rows("Control")}
    for path, action in actions().items():
        taken = {name for name in inspect.signature(action).parameters if name not in NO_ARGUMENTS | {"limits"}}
        if path == "/sim/rates":
            taken = {limit.name for limit in fields(Pace)}
        if path not in SAID_IN_WORDS:
            assert listed[path] == taken, path


def test_the_faults_of_the_page_are_those_of_the_code() -> None:
    assert [QUOTED.findall(row[0])[0] for row in rows("Faults")] == list(KINDS)
    options = {name for row in rows("Faults") for name in QUOTED.findall(row[3])} | {"method", "kind", "times", "chat"}
    assert options == {name for name in inspect.signature(World.fault).parameters if name != "self"}


def test_the_defaults_of_the_page_are_those_of_the_code() -> None:
    defaults = {QUOTED.findall(row[0])[0]: QUOTED.findall(row[2])[0] for row in rows("Start it")}
    assert (defaults["--token"], defaults["--username"]) == (DEFAULT_TOKEN, DEFAULT_USERNAME)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_commands_of_the_page_work(simulator: Running) -> None:
    commands = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) for line in block.splitlines()]
    calls = [line for line in commands if line.startswith("curl")]
    assert len(calls) > 15
    script = "\n".join(f"{line.replace('curl -s', 'curl -sS --noproxy *')}; echo" for line in commands)
    script = script.replace("http://127.0.0.1:8081", simulator.url).replace("--noproxy *", "--noproxy '*'")
    shell = await asyncio.create_subprocess_exec("sh", "-c", script, stdout=PIPE, stderr=PIPE)
    out, err = await asyncio.wait_for(shell.communicate(), 60)
    answers = [line for line in out.decode().splitlines() if line]
    assert err == b""
    assert len(answers) == len(calls)
    assert [line for line in answers if '"error"' in line or '"ok":false' in line] == []
