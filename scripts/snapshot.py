"""Records what the simulator answers through its command line, and compares two records.

    python scripts/snapshot.py take --program .venv/bin/simulator --project . --to FOLDER
    python scripts/snapshot.py compare BEFORE AFTER

Meant for changes of the code that must change no number: take a record before and one after. Each
record is a folder of JSON files with sorted keys; what is there already is not recorded again.
Both commands take ``--only PREFIX``, such as ``runs/north``, to leave all other files out.

Every command runs in a new folder that holds nothing but a copy of the scenarios. Folders, hashes
of the code, the version and times are replaced by placeholders, so that records of two folders and
two versions can be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

Json = Any

PATIENCE = 300  # seconds for one command, if nobody says how many
SHOWN = 20  # differences that are printed
RESULTS, GIVEN = "results", "given"  # folders for results, and for what is exported
OF_THE_CODE = "how-it-was-run"  # an exported table that holds hashes of the code

# -- what is asked ---------------------------------------------------------------------------------

ENGINES = ("compiled", "simpy")
QUICK = "--jobs 1 --engine compiled"
PAIR = "north north-support-desk"
COMPARED = f"compare {PAIR} --replications 2 {QUICK}"

# Each is recorded twice: with --json, and in words.
VERBS = {
    "check": "check north baseline region",
    "compare": f"compare {PAIR} --replications 3 {QUICK}",
    "compare-parent": f"compare support-takes-paperwork --replications 2 {QUICK}",
    "compare-payback": f"compare medical-one-size medical-by-segment --replications 2 {QUICK}",
    "compare-precisely": f"compare {PAIR} --precision 0.5pt --most 12 {QUICK}",
    "compare-quotes": f"compare quotes-today quotes-with-authority --replications 2 {QUICK}",
    "explain": f"explain north-support-desk --replications 3 {QUICK}",
    "explain-sampled": f"explain support-takes-paperwork --exact-up-to 2 --replications 2 {QUICK}",
    "five": "five region --engine compiled",
    "five-of-a-person": "five region --person 'field rep 1' --engine compiled",
    "five-of-a-segment": "five region --segment large --engine compiled",
    "list": "list",
    "optimise": "optimise north-support-desk --goal 'direct_selling_share >= 15%'"
    " --guard 'turnaround_mean.quote <= 85 h' --hire sales_support=0..3"
    f" --tries 30 --finalists 4 --most 40 --replications 3 {QUICK}",
    "run": f"run north --replications 3 {QUICK}",
    "run-by-simpy": "run north --replications 3 --jobs 1 --engine simpy",
    "run-in-processes": "run north --replications 4 --jobs 2 --engine compiled",
    "run-with-another-seed": f"run region --seed 7 --replications 2 {QUICK}",
    "schema": "schema",
    "sensitivity": f"sensitivity {PAIR} --trajectories 2 --replications 2 {QUICK}",
    "show": "show north-support-desk",
    "show-differences": "show support-takes-paperwork --differences",
    "story-of-a-day": "story north --person 'field rep 1' --day 2025-04-10",
    "story-of-a-deal": "story region --deal 2",
    "story-of-an-account": "story region --account 'large 3'",
    "stress": f"stress {PAIR} --goal 'direct_selling_share >= 15%' --replications 3 {QUICK}",
    "study": f"study {PAIR} --replications 2 {QUICK}",
    "study-of-shares": f"study --from 11% --to 14% {QUICK}",
    "sweep": "sweep north-support-desk --set roles.sales_support.people=1..3"
    f" -m turnaround_mean.quote -m waiting_at_end.quote --replications 3 {QUICK}",
    "sweep-of-two": "sweep north-support-desk --set roles.sales_support.people=1..2"
    f" --set 'travel.speed=45 km/h,60 km/h' --replications 2 {QUICK}",
    "systems": f"systems --replications 2 {QUICK}",
    "warm-up": f"warm-up north --replications 3 {QUICK}",
    "watch": "watch north --day 2025-04-10 --lines --speed 1000000000",
}

# What is made of a stored comparison, by the files that it leaves in the folder GIVEN.
MADE = {
    "csv": f"export north+north-support-desk --format csv --to {GIVEN}",
    "ics": f"export north+north-support-desk --format ics --to {GIVEN}",
    "motion": f"motion north+north-support-desk --to {GIVEN}/week.html",
    "ocel": f"export north+north-support-desk --format ocel --to {GIVEN}",
    "parquet": f"export north+north-support-desk --format parquet --to {GIVEN}",
    "report": f"report north+north-support-desk --to {GIVEN}/report.html",
    "report-in-chinese": "report north+north-support-desk --language zh-Hant"
    f" --to {GIVEN}/report.html",
    "trace": f"export north+north-support-desk --format trace --to {GIVEN}",
    "xes": f"export north+north-support-desk --format xes --to {GIVEN}",
    "xlsx": f"export north+north-support-desk --format xlsx --to {GIVEN}/north.xlsx",
}

FAULTY = {
    "broken": "extends: north\nroles: {field_rep: {people: 6\n",
    "wrong": "extends: north\ntitle: Wrong\n"
    "roles:\n  field_rep: {peple: 6}\ntravel: {speed: 52 kg}\n",
    "orphan": "extends: nort\ntitle: Nobody's child\n",
    "unfit": "extends: north\ntitle: Unfit\n"
    "reassign:\n  order_entry: {to: sales_suport, share: 0.8}\n",
}

MISUSES = {
    "bad-amount": "run north --precision 0.3kg",
    "bad-choice": "run north --engine fast",
    "bad-goal": f"stress {PAIR} --goal 'direct_selling_share = 15%'",
    "bad-number": "run north --replications 0",
    "bad-path": "sweep north --set roles.sales_suport.people=1..2",
    "bad-set": "sweep north --set roles.sales_support.people",
    "bad-value": "sweep north --set travel.speed=fast,slow",
    "broken-yaml": "check broken",
    "half-a-study": "study north",
    "missing-argument": "run",
    "missing-file": "run scenarios/none.yaml",
    "missing-goal": "stress north",
    "misspelt-command": "simulate north",
    "misspelt-measure": "sweep north --set roles.sales_support.people=1..2 -m direct_seling_share",
    "misspelt-scenario": "run nord",
    "nothing-to-compare": "compare baseline",
    "nothing-to-explain": "explain baseline",
    "sells-nothing": "five north",
    "unfit-verb": "check unfit",
    "unknown-day": "story north --day 2031-01-01",
    "unknown-parent": "check orphan",
    "unknown-person": "story north --person 'field rep 99'",
    "unknown-result": "report nothing",
    "wrong-values": "check wrong",
}

# -- what a command prints -------------------------------------------------------------------------

QUIET = {
    "COLUMNS": "100",
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "TERM": "dumb",
    "PYTHONWARNINGS": "",
}
PASSING = (
    # A short hash has a letter, but "e" may also end the digits of a number, which follow a point.
    (re.compile(r"(?<![\w.])(?=\d*[a-f])[0-9a-f]{16}(?!\w)"), "<hash>"),
    (re.compile(r"(?<=/)[0-9a-f]{16}\b"), "<hash>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b\d+\.\d+ MB\b"), "<size>"),
    (re.compile(r"\babout \d+ s of computing\b"), "<time>"),
    (re.compile(r"^compiling the rules.*\n", re.MULTILINE), ""),
)


class Done(NamedTuple):
    """A command that has ended, or that was ended: then it has no exit code."""

    code: int | None
    out: str
    err: str


class Program(NamedTuple):
    """The command ``simulator`` and the project that it belongs to."""

    path: Path
    project: Path
    version: str
    patience: float

    @property
    def python(self) -> Path:
        """The interpreter of the same environment."""
        return self.path.with_name("python")


class Scene(NamedTuple):
    """A new folder in which commands run."""

    program: Program
    folder: Path

    def call(self, command: str) -> Done:
        """Runs a command and returns what it printed, with placeholders."""
        words = [str(self.program.path), *shlex.split(command)]
        done = run(words, self.folder, self.program.patience)
        return Done(done.code, self.plain(done.out), self.plain(done.err))

    def help(self, command: str) -> Done:
        """What ``--help`` says of a command."""
        return self.call(f"{command} --help")

    def plain(self, text: str) -> str:
        """The text with placeholders for what differs between folders, versions and times."""
        for path, name in ((self.folder, "<folder>"), (self.program.project, "<project>")):
            text = text.replace(str(path.resolve()), name).replace(str(path), name)
        own = rf"(?<![\w.]){re.escape(self.program.version)}(?!\.?\w)"
        text = re.sub(own, "<version>", text)
        for pattern, name in PASSING:
            text = pattern.sub(name, text)
        return text


def run(words: Sequence[str], folder: Path, patience: float) -> Done:
    """Runs a program and waits for it, but not for ever."""
    environment = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    process = subprocess.Popen(
        words,
        cwd=folder,
        env={**environment, **QUIET},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        out, err = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return Done(None, "", f"no answer within {patience:g} s")
    return Done(process.returncode, out, err)


@contextmanager
def scene(program: Program) -> Iterator[Scene]:
    """A new folder with a copy of the scenarios, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="snapshot-") as name:
        folder = Path(name)
        shutil.copytree(program.project / "scenarios", folder / "scenarios")
        yield Scene(program, folder)


def lines(text: str) -> list[str]:
    """The lines of a text without the blanks at their ends."""
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def answer(done: Done) -> Json:
    """What a command printed as JSON; its lines if it is none."""
    try:
        return without_paths(json.loads(done.out))
    except ValueError:
        return lines(done.out)


def without_paths(value: Json) -> Json:
    """A JSON value without the keys that hold a path below the folder of results."""
    if isinstance(value, dict):
        return {key: without_paths(each) for key, each in value.items() if not is_path(each)}
    if isinstance(value, list):
        return [without_paths(each) for each in value]
    return value


def is_path(value: Json) -> bool:
    """Whether a JSON value is a path below the folder of results."""
    return isinstance(value, str) and value.startswith(f"{RESULTS}/")


def recorded(command: str, done: Done, **more: Json) -> Json:
    """A command, how it ended, and more about it."""
    return {"command": command, "exit_code": done.code, "stderr": lines(done.err), **more}


# -- what files hold -------------------------------------------------------------------------------

# For the interpreter of the program, since Parquet is not read by the standard library.
READ_TABLES = """
import hashlib, json, sys
import polars

def digest(frame):
    found = hashlib.sha256()
    for part in frame.iter_slices(100_000):
        found.update(part.write_csv(include_header=False).encode())
    return found.hexdigest()

def described(frame):
    columns = {each.name: f"{each.dtype} {digest(each.to_frame())}" for each in frame}
    known = {"rows": len(frame), "header": frame.columns, "columns": columns}
    return {**known, "sha256": digest(frame)}

print(json.dumps([described(polars.read_parquet(path)) for path in sys.argv[1:]]))
"""


class Page(HTMLParser):
    """What a page says: its text, and the data that it brings along."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = ""
        self.text: list[str] = []
        self.data: list[Json] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes where scripts and styles begin."""
        if tag in ("script", "style"):
            self.inside = "data" if ("type", "application/json") in attrs else tag

    def handle_endtag(self, tag: str) -> None:
        """Notes where scripts and styles end."""
        if tag in ("script", "style"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        """Keeps text and data."""
        if self.inside == "data":
            self.data.append(json.loads(data))
        elif not self.inside and data.strip():
            self.text.append(" ".join(data.split()))


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def content(here: Scene, path: Path) -> Json:
    """What a file holds, in a form that can be compared."""
    if path.suffix == ".xlsx":
        return members(here, path)
    if path.suffix == ".parquet":
        found = tables(here, [path])[path.stem]
        return found["header"] if path.stem == OF_THE_CODE else found
    text = here.plain(path.read_text(encoding="utf-8"))
    if path.suffix == ".html":
        page = Page()
        page.feed(text)
        return {"text": page.text, "data": [with_kinds(data) for data in page.data]}
    return lines(text) if path.suffix == ".csv" else sha256(text.encode())


def with_kinds(data: Json) -> Json:
    """The data of a page in motion with kinds of entries for their numbers, which are arbitrary."""
    kinds = [json.dumps(kind) for kind in data["kinds"]]
    for arm in data["arms"]:
        arm["entries"]["kind"] = [kinds[number] for number in arm["entries"]["kind"]]
    return {**data, "kinds": sorted(kinds)}


def members(here: Scene, path: Path) -> Json:
    """The SHA-256 of each member of a workbook."""
    with zipfile.ZipFile(path) as book:
        texts = {name: here.plain(book.read(name).decode()) for name in book.namelist()}
    return {name: sha256(text.encode()) for name, text in texts.items()}


def tables(here: Scene, paths: Sequence[Path]) -> Json:
    """The rows of Parquet files by the names of the tables: their number and their SHA-256."""
    if not paths:
        return {}
    words = [str(here.program.python), "-c", READ_TABLES, *map(str, paths)]
    done = run(words, here.folder, here.program.patience)
    if done.code != 0:
        return {"stderr": lines(here.plain(done.err))}
    return dict(zip([path.stem for path in paths], json.loads(done.out), strict=True))


def files_below(folder: Path, pattern: str = "*") -> list[Path]:
    """The files below a folder, in order."""
    return sorted(path for path in folder.rglob(pattern) if path.is_file())


def pictures(here: Scene) -> Json:
    """The SHA-256 of each picture among the results, by its path with a placeholder."""
    found = files_below(here.folder / RESULTS, "*.png")
    names = [here.plain(path.relative_to(here.folder).as_posix()) for path in found]
    return {name: sha256(path.read_bytes()) for name, path in zip(names, found, strict=True)}


# -- what is recorded ------------------------------------------------------------------------------

Records = dict[str, Json]  # what goes into a file, by its path below the record, without ".json"


class Task(NamedTuple):
    """Something to record, and the files that it fills."""

    names: tuple[str, ...]
    record: Callable[[Program], Records]


def tasks(program: Program, only: str) -> Iterator[Task]:
    """Everything that is recorded in files that begin so, the quick ones first."""
    for folders, found in SECTIONS.items():
        if any(only.startswith(f"{each}/") or each.startswith(only) for each in folders):
            for task in found(program):
                if any(name.startswith(only) for name in task.names):
                    yield task


def golden_tasks(program: Program) -> Iterator[Task]:
    """The files in the folders of the tests that are called golden."""
    found = (program.project / "tests").rglob("golden*")
    for folder in sorted(path for path in found if path.is_dir()):
        for path in files_below(folder):
            name = f"golden/{path.relative_to(folder).as_posix()}"
            yield Task((name,), digest_of(name, path))


def digest_of(name: str, path: Path) -> Callable[[Program], Records]:
    """Records the SHA-256 of a file."""
    return lambda _: {name: {"sha256": sha256(path.read_bytes())}}


def scenarios(program: Program) -> list[str]:
    """The names of the shipped scenarios."""
    with scene(program) as here:
        return [each["name"] for each in json.loads(here.call("list --json").out)["scenarios"]]


def commands(program: Program) -> list[str]:
    """All commands as ``--help`` lists them, and below them those of groups."""
    with scene(program) as here:
        first = listed(here.call("--help").out)
        below = [f"{name} {each}" for name in first for each in listed(here.help(name).out)]
    return ["", *first, *below]


def listed(help_text: str) -> list[str]:
    """The commands that a help text lists."""
    return re.findall(r"^│ ([a-z][a-z-]*) ", help_text, re.MULTILINE)


def help_of(command: str) -> Callable[[Program], Records]:
    """Records the help of a command."""

    def record(program: Program) -> Records:
        with scene(program) as here:
            return printed(here, help_name(command), f"{command} --help".strip())

    return record


def help_name(command: str) -> str:
    """The file for the help of a command."""
    return f"help/{command.replace(' ', '+') or 'simulator'}"


def misuse(name: str) -> Callable[[Program], Records]:
    """Records what is said of a misuse."""

    def record(program: Program) -> Records:
        with scene(program) as here:
            for scenario, text in FAULTY.items():
                (here.folder / "scenarios" / f"{scenario}.yaml").write_text(text, encoding="utf-8")
            return printed(here, f"misuses/{name}", MISUSES[name])

    return record


def printed(here: Scene, name: str, command: str) -> Records:
    """How a command ended and the lines that it printed."""
    done = here.call(command)
    return {name: recorded(command, done, lines=lines(done.out))}


def verb(name: str) -> Callable[[Program], Records]:
    """Records an answer as JSON and in words, and the pictures of it."""

    def record(program: Program) -> Records:
        with scene(program) as here:
            command = f"{VERBS[name]} --json"
            done = here.call(command)
            found = recorded(command, done, answer=answer(done), pictures=pictures(here))
            return {f"verbs/{name}": found, **printed(here, f"words/{name}", VERBS[name])}

    return record


def made(name: str) -> Callable[[Program], Records]:
    """Records what is made of a stored comparison: files for other people and programs."""

    def record(program: Program) -> Records:
        with scene(program) as here:
            here.call(COMPARED)
            (here.folder / GIVEN).mkdir()
            done = here.call(MADE[name])
            files = files_below(here.folder / GIVEN)
            names = [path.relative_to(here.folder / GIVEN).as_posix() for path in files]
            held = {key: content(here, path) for key, path in zip(names, files, strict=True)}
            return {f"made/{name}": recorded(MADE[name], done, lines=lines(done.out), files=held)}

    return record


def resolved(name: str) -> Callable[[Program], Records]:
    """Records every value of a scenario."""
    return answered(f"scenarios/{name}", f"show {name} --json")


def tally(name: str) -> Callable[[Program], Records]:
    """Records two replications; of the second the compiled engine keeps no ledger."""
    command = f"run {name} --json --seed 1 --replications 2 {QUICK}"
    return answered(f"tallies/{name}", command)


def answered(name: str, command: str) -> Callable[[Program], Records]:
    """Records an answer as JSON."""

    def record(program: Program) -> Records:
        with scene(program) as here:
            done = here.call(command)
            return {name: recorded(command, done, answer=answer(done))}

    return record


def replay(name: str, engine: str) -> Callable[[Program], Records]:
    """Records one replication of a scenario by one engine: its measures, and its ledger."""
    command = f"run {name} --json --seed 1 --replications 1 --jobs 1 --engine {engine}"

    def record(program: Program) -> Records:
        with scene(program) as here:
            done = here.call(command)
            ledger = tables(here, files_below(here.folder / RESULTS, "*.parquet"))
            return {
                f"runs/{name}.{engine}": recorded(command, done, answer=answer(done)),
                f"ledgers/{name}.{engine}": ledger,
            }

    return record


def scenario_tasks(program: Program) -> Iterator[Task]:
    """Every value of each shipped scenario."""
    yield from (Task((f"scenarios/{name}",), resolved(name)) for name in scenarios(program))


def tally_tasks(program: Program) -> Iterator[Task]:
    """Two replications of each shipped scenario."""
    yield from (Task((f"tallies/{name}",), tally(name)) for name in scenarios(program))


def replay_tasks(program: Program) -> Iterator[Task]:
    """A replication of each shipped scenario by each engine."""
    for engine, name in itertools.product(ENGINES, scenarios(program)):
        yield Task((f"runs/{name}.{engine}", f"ledgers/{name}.{engine}"), replay(name, engine))


# By the folders that they fill.
SECTIONS: dict[tuple[str, ...], Callable[[Program], Iterable[Task]]] = {
    ("golden",): golden_tasks,
    ("help",): lambda program: (Task((help_name(x),), help_of(x)) for x in commands(program)),
    ("misuses",): lambda _: (Task((f"misuses/{x}",), misuse(x)) for x in MISUSES),
    ("verbs", "words"): lambda _: (Task((f"verbs/{x}", f"words/{x}"), verb(x)) for x in VERBS),
    ("made",): lambda _: (Task((f"made/{x}",), made(x)) for x in MADE),
    ("scenarios",): scenario_tasks,
    ("tallies",): tally_tasks,
    ("runs", "ledgers"): replay_tasks,
}


# -- taking a record -------------------------------------------------------------------------------


def take(program: Program, to: Path, only: str) -> None:
    """Records everything that is not there yet."""
    for task in tasks(program, only):
        if all(file_of(to, name).exists() for name in task.names):
            continue
        print(", ".join(task.names), flush=True)
        for name, record in task.record(program).items():
            keep(file_of(to, name), record)


def file_of(folder: Path, name: str) -> Path:
    """Where something is recorded."""
    return folder / f"{name}.json"


def keep(path: Path, record: Json) -> None:
    """Writes a record, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    making = path.with_name(f".{path.name}.tmp")
    making.write_text(text, encoding="utf-8")
    making.replace(path)


def program_of(path: Path, project: Path, patience: float) -> Program:
    """The program with its version, which it is asked for."""
    path, project = path.absolute(), project.resolve()
    done = run([str(path), "--version"], project, patience)
    if done.code != 0:
        raise SystemExit(f"{path} --version: {done.err.strip() or done.code}")
    return Program(path, project, done.out.split()[-1], patience)


# -- comparing two records -------------------------------------------------------------------------


def compare(before: Path, after: Path, only: str) -> bool:
    """Whether two records are equal to the last digit; says where they are not."""
    names = sorted({*recorded_in(before, only), *recorded_in(after, only)})
    found = [each for name in names for each in file_differences(before, after, name)]
    for each in found[:SHOWN]:
        print(each)
    if len(found) > SHOWN:
        print(f"and {len(found) - SHOWN} more")
    if not names:
        print("nothing is recorded")
    elif not found:
        print(f"equal: {len(names)} files")
    return bool(names) and not found


def recorded_in(folder: Path, only: str) -> list[str]:
    """The files of a record."""
    paths = (path.relative_to(folder).as_posix() for path in files_below(folder, "*.json"))
    return [name for name in paths if name.startswith(only) and "/." not in f"/{name}"]


def file_differences(before: Path, after: Path, name: str) -> Iterator[str]:
    """What differs in a file of two records."""
    for folder in (before, after):
        if not (folder / name).exists():
            yield f"{name}: not in {folder}"
            return
    pair = [json.loads((each / name).read_text(encoding="utf-8")) for each in (before, after)]
    for path, was, became in differences("$", pair[0], pair[1]):
        yield f"{name}: {path}: {short(was)} -> {short(became)}"


def differences(path: str, was: Json, became: Json) -> Iterator[tuple[str, Json, Json]]:
    """The paths at which two JSON values differ, and the values there; 1 and 1.0 differ."""
    if isinstance(was, dict) and isinstance(became, dict):
        for key in sorted({*was, *became}):
            yield from differences(
                f"{path}[{json.dumps(key, ensure_ascii=False)}]",
                was.get(key, MISSING),
                became.get(key, MISSING),
            )
    elif isinstance(was, list) and isinstance(became, list):
        for number in range(max(len(was), len(became))):
            sides = (each[number] if number < len(each) else MISSING for each in (was, became))
            yield from differences(f"{path}[{number}]", *sides)
    elif type(was) is not type(became) or was != became:
        yield path, was, became


class Missing:
    """What is not there."""


MISSING = Missing()


def short(value: Json) -> str:
    """A JSON value on one line that is not too long."""
    text = "nothing" if value is MISSING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


# -- the command line ------------------------------------------------------------------------------


def main() -> None:
    """Takes a record or compares two."""
    said = parser().parse_args()
    if said.verb == "take":
        program = program_of(said.program, said.project, said.patience)
        take(program, said.to, said.only)
    else:
        sys.exit(not compare(said.before, said.after, said.only))


def parser() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    found = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    verbs = found.add_subparsers(dest="verb", required=True)
    taking = verbs.add_parser("take", help="record what a program answers")
    taking.add_argument("--program", type=Path, required=True, help="the command simulator")
    taking.add_argument("--project", type=Path, required=True, help="folder with its scenarios")
    taking.add_argument("--to", type=Path, required=True, help="folder for the record")
    taking.add_argument("--patience", type=float, default=PATIENCE, help="seconds for one command")
    comparing = verbs.add_parser("compare", help="say where two records differ")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    for each in (taking, comparing):
        each.add_argument("--only", default="", metavar="PREFIX", help="files to look at")
    return found


if __name__ == "__main__":
    main()
