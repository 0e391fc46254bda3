"""The documentation says what the program does: its commands are run, its site is built."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from firm import today

from simulator.experiment.runner import simulate
from simulator.experiment.store.store import TABLES
from simulator.ledger.frames import COLUMNS, frames_of
from simulator.ledger.ledger import Ledger
from simulator.measures.registry import MEASURES

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import reference  # noqa: E402 - lies among the scripts
import refresh_docs  # noqa: E402


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return simulate(today())


@pytest.mark.slow
@pytest.mark.parametrize("page", refresh_docs.PAGES, ids=lambda page: page.name)
def test_every_command_prints_what_the_page_says(page: Path) -> None:
    changed = refresh_docs.differing(page)
    assert not changed, "run make refresh\n" + "\n".join(changed)


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    build = Path(sys.executable).with_name("sphinx-build")
    docs = shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("_*"))
    for folder in ("scripts", "scenarios"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    command = [build, "-q", "-W", "-b", "html", docs, tmp_path / "site"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "reference" / "commands.html").exists()


WRITTEN = [
    *(
        ROOT / name
        for name in (
            "README.md",
            "README.zh-Hant.md",
            "CONTRIBUTING.md",
            "ARCHITECTURE.md",
            "CHANGELOG.md",
        )
    ),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
    ROOT / "scenarios" / "README.md",
]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_links_lead_somewhere_in_a_clone_in_which_nothing_was_made(page: Path) -> None:
    """Not into the reference, which is made from the code when the site is built."""
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    own = [page.parent / link for link in links if "://" not in link]
    lost = [str(path) for path in own if not path.exists()]
    assert not lost
    assert not [path for path in own if (ROOT / "docs" / "reference") in path.resolve().parents]


def test_the_chinese_readme_gives_the_commands_of_the_english_one() -> None:
    english, chinese = (
        {
            re.sub(r"--language zh-Hant ", "", line).strip()
            for line in re.findall(
                r"^    ((?:simulator|make|pip) .*?)(?:\s+#.*)?$",
                (ROOT / name).read_text("utf-8"),
                re.M,
            )
        }
        for name in ("README.md", "README.zh-Hant.md")
    )
    assert chinese == english
    assert len(chinese) > 30


def test_the_chinese_readme_has_the_parts_of_the_english_one() -> None:
    """Headings, tables, blocks and points are as many, part by part."""
    marks = {
        "part": r"^## ",
        "row": r"^\|",
        "block": r"^ {4,}\S|^>>> ",
        "point": r"^- ",
        "fence": r"^```",
    }
    counts = [
        [
            {name: len(re.findall(mark, part, re.M)) for name, mark in marks.items()}
            for part in re.split(r"^(?=## )", (ROOT / name).read_text("utf-8"), flags=re.M)
        ]
        for name in ("README.md", "README.zh-Hant.md")
    ]
    assert counts[0] == counts[1]


def test_the_reference_names_every_column_of_the_tables(ledger: Ledger) -> None:
    frames = frames_of(ledger)
    assert {name: list(columns) for name, columns in COLUMNS.items()} == {
        name: frame.columns for name, frame in frames.items()
    }
    assert [f"{name}.parquet" for name in frames] == list(TABLES)


def test_the_reference_names_every_measure_and_every_command() -> None:
    measures, commands = "\n".join(reference.measures()), "\n".join(reference.commands())
    assert all(each.name.replace("<", "&lt;") in measures for each in MEASURES)
    for command in ("run", "compare", "explain", "optimise", "results list", "report", "export"):
        assert f"\n## simulator {command}\n" in commands


def test_a_command_is_told_from_what_it_printed() -> None:
    block = "$ simulator check north\nfine\n$ simulator list\n"
    assert list(refresh_docs.commands(block)) == [
        ("simulator check north", "fine\n"),
        ("simulator list", ""),
    ]
