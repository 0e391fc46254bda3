"""The wheel works where nothing else is: in an empty environment, in an empty folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import simulator

ROOT = Path(__file__).parent.parent
NOT_SHARED = ("simulator", "sales_force_simulator", "_editable", "__")

# What the README asks of large companies, asked of the small one or of few replications instead.
LIGHTER = {
    "--precision": "{line} --least 2 --most 2",
    "medical-by-segment": "{line} -n 1",
    "compare": "{line} -n 2",
    "demo": "{line} -n 2",
    "explain": "simulator explain office-enters-orders -n 2",
    "sweep": "simulator sweep small-company --set roles.office.people=3..5:2 -n 2",
    "sensitivity": "simulator sensitivity small-company office-enters-orders -n 2"
    " --trajectories 2 --few 1",
    "optimise": "simulator optimise office-enters-orders --goal 'direct_selling_share >= 35%'"
    " --tries 4 --finalists 2 --most 4 -n 2",
    "stress": "{line} -n 1",
    "luck": "simulator luck small-company -n 2",
    "months": "simulator months small-company -n 2",
    "systems": "simulator systems --help",  # seventeen comparisons
    "watch": "simulator watch --help",  # needs a terminal
}

# One process for many commands; each ends as if it were alone.
ONE_AFTER_THE_OTHER = """
import json, sys
from simulator.cli import app
for words in json.loads(sys.argv[1]):
    print(*words, file=sys.stderr)
    try:
        app(words)
    except SystemExit as end:
        if end.code:
            raise
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; what it depends on is lent by the running one."""
    venv, lent = tmp_path_factory.mktemp("venv"), tmp_path_factory.mktemp("lent")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    for package in dependencies():
        if not (lent / package.name).exists():
            (lent / package.name).symlink_to(package)
    (packages,) = venv.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(f"{lent}\n")
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "--quiet"]
    install = [*pip, "install", "--no-index", f"{wheel}[compiled]"]
    subprocess.run(install, check=True, capture_output=True)
    compiled = "from simulator.engine import compiled; compiled.ready()"  # kept: all lines use it
    subprocess.run([venv / "bin" / "python", "-c", compiled], check=True, cwd=lent)
    return venv


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


def dependencies() -> Iterator[Path]:
    """All that is installed beside this Python, less the project itself."""
    for folder in map(Path, sys.path):
        if folder.name == "site-packages":
            for each in folder.iterdir():
                if not each.name.startswith(NOT_SHARED) and each.suffix != ".pth":
                    yield each


def said(environment: Path, here: Path, command: str | Sequence[str]) -> str:
    words = shlex.split(command) if isinstance(command, str) else list(command)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [environment / "bin" / words[0], *words[1:]],
        cwd=here,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def readme_lines() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^    (simulator .*?)(?:\s+#.*)?$", text, re.MULTILINE)


def readme_scenario() -> str:
    """The what-if that the README has its reader write."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.match(r"(?:    .*\n|\n)+", text[text.index("    extends: baseline\n") :])
    assert block
    return textwrap.dedent(block[0])


def lighter(line: str) -> str:
    """The line itself, or what stands for it here."""
    for key, other in LIGHTER.items():
        if key in line.split():
            return other.format(line=line)
    return line


def test_the_wheel_brings_scenarios_and_compiled_catalogues(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as content:
        names = set(content.namelist())
    shipped = {f"simulator/{each}" for each in (*scenarios(), *lessons())}
    assert shipped <= names
    assert "simulator/i18n/locale/zh_Hant/LC_MESSAGES/simulator.mo" in names
    assert "simulator/py.typed" in names
    assert {name.split("/")[0] for name in names} == {
        "simulator",
        f"sales_force_simulator-{simulator.__version__}.dist-info",
    }


def scenarios() -> Iterator[str]:
    for each in (ROOT / "scenarios").rglob("*.yaml"):
        yield each.relative_to(ROOT).as_posix()


def lessons() -> Iterator[str]:
    for each in (ROOT / "lessons").rglob("*.yaml"):
        yield each.relative_to(ROOT).as_posix()


def test_nothing_of_the_source_tree_is_seen(environment: Path, here: Path) -> None:
    ask = "import sys, simulator; print(simulator.__file__, *sys.path, sep='\\n')"
    file, *path = said(environment, here, ["python", "-c", ask]).splitlines()
    assert Path(file).is_relative_to(environment)
    assert not any(Path(each) == ROOT for each in path)


def test_scenarios_are_listed_checked_and_compared(environment: Path, here: Path) -> None:
    listed = json.loads(said(environment, here, "simulator list --json"))["scenarios"]
    assert len(listed) == len(list(scenarios()))
    checked = said(environment, here, "simulator check baseline region small-company")
    noted = {"baseline": "1 note", "region": "1 note", "small-company": "2 notes"}
    assert checked == "".join(f"{name}: fine, with {notes}\n" for name, notes in noted.items())
    answer = json.loads(said(environment, here, "simulator demo -n 2 --engine compiled --json"))
    gain = answer["differences"]["support-takes-paperwork"]["direct_selling_share"]["mean"]
    assert gain == pytest.approx(0.1, abs=0.02)


def test_a_company_of_ones_own_is_begun(environment: Path, here: Path) -> None:
    shown = json.loads(said(environment, here, "simulator init ours --json"))
    for command in shown["next"][1:]:
        few = " -n 2" if "compare" in command else ""
        said(environment, here / "ours", command + few)
    copied = said(environment, here, "simulator init theirs --from baseline")
    assert "selling-time" not in copied


def test_every_line_of_the_readme_works(environment: Path, here: Path) -> None:
    (here / "scenarios").mkdir()
    (here / "scenarios" / "support-enters-orders.yaml").write_text(readme_scenario())
    lines = readme_lines()
    assert len(lines) > 15
    words = [shlex.split(lighter(line))[1:] for line in lines]
    said(environment, here, ["python", "-c", ONE_AFTER_THE_OTHER, json.dumps(words)])
