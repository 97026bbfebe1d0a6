"""The laws of the house. Each is shown to refuse a small bad sample, then asked of the whole repository."""

import ast
import re
import statistics
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
ROOMS = ("bot", "training", "db", "demo", "simulator", "benchmarks")
RECORDS = REPOSITORY / "db" / "migrations" / "versions"  # what Alembic wrote is kept as it is: sizes do not apply

MEDIAN_LINES, NINTH_DECILE_LINES, MOST_LINES = 7, 20, 45
MOST_NESTING = 3
MOST_LINES_IN_A_FILE = 250

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.Match)


# --- What the house is made of ----------------------------------------------------------------------------------------


@cache
def sources() -> dict[str, str]:
    """The Python of the rooms, by path."""
    files = [file for room in ROOMS for file in sorted((REPOSITORY / room).rglob("*.py"))]
    return {str(file.relative_to(REPOSITORY)): file.read_text() for file in files if file.parent != RECORDS}


@cache
def tracked_texts() -> dict[str, str]:
    """Every text file that git tracks, or would track, by path."""
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split("\0")
    texts = {}
    for name in filter(None, names):
        path = REPOSITORY / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[name] = content.decode()
    return texts


def functions(source: str) -> Iterator[Function]:
    """Every function of a source, nested ones too."""
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))


# --- Laws: each gives the culprits of one text ------------------------------------------------------------------------


def length(function: Function) -> int:
    """Lines from `def` to the end; the docstring is not counted, lest people write none."""
    last = function.end_lineno or function.lineno
    documented = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    words = (documented.end_lineno or 0) - documented.lineno + 1 if documented else 0
    return last - function.lineno + 1 - words


def long_functions(source: str) -> list[str]:
    """Functions of more than MOST_LINES lines."""
    return [f"{f.name}: {length(f)} lines" for f in functions(source) if length(f) > MOST_LINES]


def depth(node: ast.AST) -> int:
    """How many blocks are inside one another below `node`; an `elif` is no deeper than its `if`."""
    return max((_depth_of(node, child) for child in ast.iter_child_nodes(node)), default=0)


def _depth_of(parent: ast.AST, child: ast.AST) -> int:
    if isinstance(child, Function | ast.ClassDef | ast.Lambda):
        return 0  # counted for itself
    is_elif = isinstance(parent, ast.If) and isinstance(child, ast.If) and parent.orelse == [child]
    return depth(child) + (isinstance(child, BLOCKS) and not is_elif)


def deep_functions(source: str) -> list[str]:
    """Functions, and the module itself, with more than MOST_NESTING blocks inside one another."""
    places = [("the module", ast.parse(source)), *((f.name, f) for f in functions(source))]
    return [f"{name}: {depth(node)} deep" for name, node in places if depth(node) > MOST_NESTING]


def long_file(source: str) -> list[str]:
    """The file, when it is too long."""
    lines = len(source.splitlines())
    return [f"{lines} lines"] if lines > MOST_LINES_IN_A_FILE else []


def silences(source: str) -> list[str]:
    """Places that swallow every exception without a word."""
    found = [node for node in ast.walk(ast.parse(source)) if _swallows(node)]
    return [f"line {getattr(node, 'lineno', 0)}: handle it, log it or let it go" for node in found]


def _swallows(node: ast.AST) -> bool:
    if isinstance(node, ast.ExceptHandler):
        idle = all(isinstance(step, ast.Pass | ast.Continue) or _is_constant(step) for step in node.body)
        return idle and (node.type is None or _catches_all(node.type))
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).split(".")[-1] == "suppress" and any(map(_catches_all, node.args))
    return False


def _is_constant(step: ast.stmt) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)


def _catches_all(caught: ast.expr) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(ast.unparse(name).split(".")[-1] in {"Exception", "BaseException"} for name in names)


# In two halves, so that this file obeys the law that it states.
REGISTRIES = re.compile("|".join(["pypi" + r"\.org", "python" + r"hosted\.org", "index" + "-url", "/simp" + "le/"]))
LOCAL_PATHS = re.compile(r"(?<![\w.:/\-<])/(?:work|root|tmp|opt|mnt|(?:home|Users)/\w+)(?=/\w)|\b[A-Z]:\\\\?Users")


def addresses(text: str) -> list[str]:
    """Addresses of package registries and absolute paths of somebody's machine."""
    return [found.group() for pattern in (REGISTRIES, LOCAL_PATHS) for found in pattern.finditer(text)]


def loose_requirements(text: str) -> list[str]:
    """Requirements without one exact version and hashes, and any option or address."""
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n?", "", text)).splitlines()
    pinned = re.compile(r"[\w.\-]+(\[[\w,\-]+\])?==[\w.]+( ; [^@:]*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    return [line[:60] for line in lines if line.strip() and not pinned.fullmatch(line)]


def missing_rooms(text: str) -> list[str]:
    """Paths named in a page, between backquotes or in a tree, that lead nowhere."""
    named = re.findall(rf"(?<![\w./\-])(?:{'|'.join([*ROOMS, 'tests', 'docs'])})/[\w./*\-]*", text)
    return [path for path in named if not any(REPOSITORY.glob(path.rstrip("./")))]


# --- Negative controls ------------------------------------------------------------------------------------------------

LONG = "def f():\n" + "    x = 1\n" * MOST_LINES
DEEP = "def f():\n  for a in b:\n    with a:\n      if a:\n        while a:\n          pass\n"
HASH = "--hash=sha256:" + "0" * 64
BAD: list[tuple[Callable[[str], list[str]], str]] = [
    (long_functions, LONG),
    (long_functions, "class A:\n" + "".join(f"    {line}\n" for line in LONG.splitlines())),
    (deep_functions, DEEP),
    (deep_functions, DEEP.replace("def f():", "if f:").replace("while a", "match a").replace("  pass", "  case _: 0")),
    (long_file, "x = 1\n" * (MOST_LINES_IN_A_FILE + 1)),
    (silences, "try: f()\nexcept Exception: pass"),
    (silences, "for a in b:\n  try: f()\n  except (OSError, BaseException): continue"),
    (silences, "try: f()\nexcept: ..."),
    (silences, "with contextlib.suppress(Exception): f()"),
    (addresses, "--index" + "-url https://example.org"),
    (addresses, "see https://py" + "pi.org/project/x"),
    (addresses, 'open("/ro' + 'ot/x.csv")'),
    (addresses, "cd /ho" + "me/awa/bot"),
    (loose_requirements, "babel==2.18.0"),
    (loose_requirements, f"babel>=2.18.0 \\\n    {HASH}"),
    (loose_requirements, f"babel @ https://example.org/babel.whl \\\n    {HASH}"),
    (loose_requirements, f"-r other.txt\nbabel==2.18.0 \\\n    {HASH}"),
    (missing_rooms, "`training/teleportation.py` does it"),
    (missing_rooms, "`bot/cellar/` holds it"),
]
GOOD: list[tuple[Callable[[str], list[str]], str]] = [
    (long_functions, LONG.replace("():\n", '():\n    """A\n    word."""\n').replace("    x = 1\n", "", 1)),
    (deep_functions, DEEP.replace("while a", "def g()")),
    (deep_functions, "if a: 0\nelif b: 0\nelif c: 0\nelif d: 0\nelse: 0"),
    (silences, "try: f()\nexcept Exception: log()"),
    (silences, "try: f()\nexcept OSError: pass"),
    (addresses, "https://example.org/tmp/x ../tmp/x </tmp> and/work/x"),
    (
        loose_requirements,
        f"# a word\nbabel==2.18.0 ; python_version < '3.12' \\\n {HASH} \\\n {HASH}\n # via x",
    ),
    (missing_rooms, "`db/`, `tests/test_house.py`, `db/migrations/versions/*.py` and `somewhere/bot/cellar`"),
]


@pytest.mark.parametrize(("law", "sample"), BAD)
def test_a_bad_sample_is_refused(law: Callable[[str], list[str]], sample: str) -> None:
    assert law(sample)


@pytest.mark.parametrize(("law", "sample"), GOOD)
def test_a_good_sample_is_accepted(law: Callable[[str], list[str]], sample: str) -> None:
    assert law(sample) == []


# --- The house --------------------------------------------------------------------------------------------------------


def culprits(law: Callable[[str], list[str]], texts: dict[str, str]) -> list[str]:
    """What a law finds in some texts, with the place."""
    return [f"{name}: {found}" for name, text in texts.items() for found in law(text)]


@pytest.mark.parametrize("law", [long_functions, deep_functions, long_file, silences])
def test_the_rooms_keep_the_law(law: Callable[[str], list[str]]) -> None:
    assert culprits(law, sources()) == []


def deciles(texts: Iterable[str]) -> tuple[float, float]:
    """The median and the ninth decile of the lengths of the functions of some sources."""
    lengths = [length(function) for source in texts for function in functions(source)]
    return statistics.median(lengths), statistics.quantiles(lengths, n=10, method="inclusive")[-1]


def test_functions_are_short() -> None:
    median, ninth = deciles(sources().values())
    assert median <= MEDIAN_LINES
    assert ninth <= NINTH_DECILE_LINES


def test_long_functions_would_be_noticed() -> None:
    median, ninth = deciles([LONG] * 3)
    assert median > MEDIAN_LINES
    assert ninth > NINTH_DECILE_LINES


def test_no_address_of_a_registry_or_a_machine_is_tracked() -> None:
    assert culprits(addresses, tracked_texts()) == []


def test_requirements_are_pinned_with_hashes() -> None:
    files = {name: text for name, text in tracked_texts().items() if re.fullmatch(r"requirements[\w\-]*\.txt", name)}
    assert set(files) == {"requirements.txt", "requirements-dev.txt", "requirements-bench.txt"}
    assert culprits(loose_requirements, files) == []


def test_every_room_named_in_the_pages_exists() -> None:
    assert culprits(missing_rooms, {n: t for n, t in tracked_texts().items() if n.endswith(".md")}) == []
