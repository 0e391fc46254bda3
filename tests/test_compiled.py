"""The compiled engine: SimPy's ledger, whatever the company, and never from old code."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import planted
import pytest
import simpy
import worlds
from companies import companies
from engines import agree, assert_same, differing, same_measures
from examples import examples
from firm import today, written
from golden_worlds import scenarios as golden_scenarios
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result
from worlds import OFFICE, scenario

from simulator.cli import app
from simulator.engine import compiled, select
from simulator.engine import simpy_engine as replaying
from simulator.engine.compiled import cache, compiler, engine, heap_ops
from simulator.engine.initial_state import initial_state
from simulator.engine.queues import heap_push as heap_join
from simulator.engine.rules.dispatch import visits
from simulator.engine.simpy_engine import SimPyModel, replay, with_lists
from simulator.errors import EngineUnavailable
from simulator.experiment.compare import run
from simulator.measures.registry import measure
from simulator.scenario.folders import listing
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload.draw import Workload, draw


@pytest.mark.law
@examples(150)
@given(companies(), st.integers(0, 3))
def test_the_engines_agree_on_random_companies_and_no_rule_looks_outside_a_column(
    company: Scenario, replication: int
) -> None:
    workload = draw(company, 1, replication)
    agree(workload)
    never_looks_outside(workload)


@pytest.mark.slow
@pytest.mark.law
@pytest.mark.parametrize("name", [each.name for each in listing()])
def test_the_engines_agree_on_every_scenario_shipped(name: str) -> None:
    scenario = load(name)
    short: dict[str, Any] = {"horizon": {"weeks": 4, "warm_up_weeks": 1}}
    if len(scenario.changes) > 1:
        days = enumerate(scenario.changes, start=15)
        short["change"] = [
            {**each.model_dump(mode="json"), "on": scenario.horizon.start + timedelta(days=day)}
            for day, each in days
        ]
    elif scenario.change.on is not None:
        short["change"] = {"on": scenario.horizon.start + timedelta(weeks=2)}
    agree(draw(what_if(scenario, **short), 1, 0))


@pytest.mark.slow
def test_no_rule_stands_in_for_another_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def travel_time() -> None: ...

    travel_time.__module__ = visits.__name__
    monkeypatch.setattr(visits, "travel_time", travel_time)
    with pytest.raises(ValueError, match="travel_time is two functions"):
        compiler.bound_names()


OFFICE_ALONE = scenario(
    roles={"clerk": {"people": 2, "cost_per_hour": 3, "shift": OFFICE}}, activities={}
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "company",
    [worlds.desk(people=0), worlds.desk(people=3), OFFICE_ALONE],
    ids=["nobody", "idle", "nothing"],
)
def test_the_engines_agree_where_there_is_nobody_or_nothing_to_do(company: Scenario) -> None:
    agree(draw(company, 1, 0))


@pytest.mark.slow
def test_measures_gathered_over_many_years_are_those_of_the_ledger() -> None:
    calls = {"arises": {"inbound": {"per": "role", "rate": "9 per day"}}, "urgency": 2}
    others = {"arises": {"routine": {"every": "day"}}, "urgency": 5, "lasts": "3 h"}
    years = {"start": "2025-01-06", "weeks": 520, "warm_up_weeks": 52}
    workload = draw(worlds.desk(2, {"call": calls, "other": others}, horizon=years), 1, 0)
    same_measures(workload, replay(workload))


@pytest.mark.slow
def test_a_company_too_wide_to_be_added_up_on_the_way_has_a_whole_ledger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workload = draw(what_if(load("baseline"), horizon={"weeks": 1, "warm_up_weeks": 0}), 1, 0)
    narrow = measure(*compiled.tally(workload))
    monkeypatch.setattr(engine, "can_accumulate", lambda _: False)
    ledger, tally = compiled.tally(workload)
    assert tally is None
    assert_same(measure(ledger, tally), narrow)


class Strict(list[int]):
    """A column that refuses what lies outside, as compiled code would not."""

    def __getitem__(self, index: Any) -> Any:
        self.check(index)
        return super().__getitem__(index)

    def __setitem__(self, index: Any, value: Any) -> None:
        self.check(index)
        super().__setitem__(index, value)

    def check(self, index: Any) -> None:
        if isinstance(index, int) and not 0 <= index < len(self):
            raise AssertionError(f"number {index} of {len(self)}")


def strict(group: Any) -> Any:
    """A group whose columns refuse what lies outside, groups in it included."""
    if not is_dataclass(group):
        columns = isinstance(group, list | array | tuple)
        plain = columns and all(isinstance(each, int) for each in group)
        return Strict(group) if plain else group
    return replace(group, **{f.name: strict(getattr(group, f.name)) for f in fields(group)})


def never_looks_outside(workload: Workload) -> None:
    state = strict(with_lists(initial_state(workload)))
    state.queues[:] = [Strict(queue) for queue in state.queues]
    asked = workload.tasks.asked[workload.roots]
    SimPyModel(state, workload.roots, asked, simpy.Environment()).run()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["region", "people-leave", "headquarters-days", "ranking-by-research"]
)
def test_no_rule_looks_outside_a_column_of_what_is_shipped(name: str) -> None:
    never_looks_outside(draw(what_if(load(name), horizon={"weeks": 3, "warm_up_weeks": 0})))


RULES = [bug for bug in planted.BUGS if bug.place.__name__.startswith("simulator.engine.rules")]


@pytest.mark.slow
@pytest.mark.parametrize("bug", RULES, ids=[bug.name for bug in RULES])
def test_a_rule_changed_in_one_engine_only_is_noticed(
    bug: planted.Bug, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    people_leave = what_if(
        load("people-leave"),
        horizon={"weeks": 8, "warm_up_weeks": 0},
        roles={"field_rep": {"turnover": {"tenure": "20 weeks", "vacancy": "2 weeks"}}},
    )
    worlds = [*golden_scenarios(tmp_path).values(), people_leave]
    workloads = [draw(scenario, 1, 0) for scenario in worlds]
    compiled.replay(workloads[0])  # compiled before the change
    planted.plant(bug, monkeypatch)
    assert any(differing(replay(each), compiled.replay(each)) for each in workloads)


@pytest.mark.slow
def test_replications_do_not_depend_on_the_number_of_threads() -> None:
    scenario = what_if(load("region"), horizon={"weeks": 3, "warm_up_weeks": 0})
    workloads = [draw(scenario, 1, number) for number in range(6)]
    alone = [compiled.replay(each) for each in workloads]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(compiled.replay, workloads))
    assert all(differing(a, b) == [] for a, b in zip(alone, together, strict=True))
    tables = [run(scenario, 3, jobs=jobs, engine="compiled").table for jobs in (1, 3)]
    assert np.array_equal(*tables, equal_nan=True)


@pytest.mark.slow
def test_memory_of_one_replay_leaves_nothing_for_the_next() -> None:
    large = draw(what_if(load("region"), horizon={"weeks": 3, "warm_up_weeks": 0}))
    small = draw(what_if(load("baseline"), horizon={"weeks": 1, "warm_up_weeks": 0}))
    first = compiled.replay(small)
    compiled.replay(large)
    assert differing(first, compiled.replay(small)) == []


@pytest.mark.slow
def test_an_engine_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str] = []
    scenario = what_if(load("baseline"), horizon={"weeks": 1, "warm_up_weeks": 0})
    for name, place in (("simpy", replaying), ("compiled", compiled)):
        monkeypatch.setattr(place, "replay", _noting(place.replay, name, used))
    for name in ("simpy", "compiled"):
        select.replay(draw(scenario), name)
    assert used == ["simpy", "compiled"]


def _noting(replay: Any, name: str, used: list[str]) -> Any:
    def noted(*said: Any) -> Any:
        used.append(name)
        return replay(*said)

    return noted


# -- which engine, when nobody says --


@pytest.mark.slow
def test_auto_compiles_where_that_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    year = load("baseline")
    week = what_if(year, horizon={"weeks": 1, "warm_up_weeks": 0})
    monkeypatch.setattr(compiled, "is_cached", lambda: True)
    assert select.choose("auto", week, 1) == "simpy"
    assert select.choose("auto", year, 1) == "compiled"
    # Nine people over 16 weeks: SimPy takes 0.4 s, to load compiled code a tenth of one.
    assert select.choose("auto", what_if(load("north"), horizon={"weeks": 16}), 1) == "compiled"
    monkeypatch.setattr(compiled, "is_cached", lambda: False)
    assert select.choose("auto", year, 1) == "simpy"
    assert select.choose("auto", year, 100) == "compiled"


@pytest.mark.slow
def test_without_numba_simpy_replays_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    year = load("baseline")
    monkeypatch.setattr(compiled, "is_installed", lambda: False)
    assert select.choose("auto", year, 1) == "simpy"
    assert caplog.text == ""
    assert select.choose("auto", year, 100) == "simpy"
    assert "install sales-force-simulator[compiled]" in caplog.text
    with pytest.raises(EngineUnavailable, match="needs numba"):
        select.choose("compiled", year, 1)


# -- the command line --


def answered(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a small firm."""
    written(tmp_path / "scenarios", today())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("words", [["run", "today", "--json"], ["story", "today"]])
def test_every_engine_gives_the_same_answer(words: list[str]) -> None:
    few = ["-n", "3", "-q"] if words[0] == "run" else []
    answers = {
        engine: answered(*words, *few, *place(words, engine), "--engine", engine).stdout
        for engine in select.ENGINES
    }
    assert answers["simpy"]
    assert set(answers.values()) == {answers["simpy"]}


def place(words: list[str], name: str) -> list[str]:
    """A folder for each engine, so that nothing is found that another has computed."""
    return ["--out", name] if words[0] == "run" else []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends Ctrl-C as POSIX systems do")
def test_ctrl_c_ends_compiled_replays_and_keeps_what_is_finished(desk: Path) -> None:
    compiled.ready()
    weeks = {"start": "2025-01-06", "weeks": 52, "warm_up_weeks": 1}
    written(desk / "scenarios", today(name="long", horizon=weeks))
    words = ["run", "long", "-n", "5000", "--jobs", "2", "--engine", "compiled"]
    command = [sys.executable, "-c", "from simulator.cli import main; main()", *words]
    with subprocess.Popen(
        command, cwd=desk, start_new_session=True, stderr=subprocess.PIPE, text=True
    ) as process:
        while not list(desk.glob("results/long/*/replications/0*.json")):
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "finished replications are kept, and the same command goes on from there" in said
    assert said.splitlines()[-1] == "stopped"


@pytest.mark.slow
@pytest.mark.usefixtures("desk")
def test_what_the_compiled_engine_lacks_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "is_installed", lambda: False)
    answer = answered("run", "today", "-n", "1", "--engine", "compiled")
    assert answer.exit_code == 2
    assert answer.stderr.strip() == compiled.NEEDED
    assert not list(Path("results").rglob("*.json"))


@pytest.mark.slow
@pytest.mark.usefixtures("desk")
def test_an_engine_that_nobody_knows_is_refused() -> None:
    answer = answered("run", "today", "--engine", "turbo")
    assert answer.exit_code == 2
    assert "simpy" in answer.stderr


# -- code on disk --


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the simulator, with a place of its own for what it compiles."""
    shutil.copytree(cache.PACKAGE, tmp_path / "simulator", ignore=shutil.ignore_patterns("__pyc*"))
    return tmp_path


def said_in(checkout: Path, words: str, **environment: str) -> str:
    """What a line of Python prints with that simulator."""
    done = subprocess.run(
        [sys.executable, "-c", words],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout), "SIMULATOR_CACHE": str(checkout / "kept"), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() + done.stderr.strip()


PLACE = "from simulator.engine.compiled import cache; print(cache.entry_folder())"


@pytest.mark.slow
@pytest.mark.parametrize(
    "module",
    [
        *("engine/rules/tasks/tasks.py", "engine/rules/customers/customers.py", "engine/queues.py"),
        *("engine/state.py", "model/parameters.py", "engine/compiled/heap_ops.py"),
    ],
)
def test_an_edited_rule_never_meets_old_code(checkout: Path, module: str) -> None:
    before = said_in(checkout, PLACE)
    path = checkout / "simulator" / module
    path.write_text(path.read_text() + "# edited\n")
    assert said_in(checkout, PLACE) != before


@pytest.mark.slow
def test_a_module_that_no_rule_looks_at_may_change(checkout: Path) -> None:
    before = said_in(checkout, PLACE)
    path = checkout / "simulator" / "output" / "charts" / "week.py"
    path.write_text(path.read_text() + "# edited\n")
    assert said_in(checkout, PLACE) == before


IMPORTS = {
    "import simulator.a.b": {"simulator.a.b", "simulator.a"},
    "import numpy, simulator.a as a": {"numpy", "simulator.a"},
    "from simulator.a import b": {"simulator.a", "simulator.a.b"},
    "from simulator.a import b as c, d": {"simulator.a.b", "simulator.a.d"},
    "from simulator.a import (\n    b as c,  # (why)\n    d,\n)": {
        "simulator.a.b",
        "simulator.a.d",
    },
    "from simulator.a import b, \\\n    d": {"simulator.a.b", "simulator.a.d"},
    "from . import b": {"simulator.engine.compiled.b"},
    "from .b import c": {"simulator.engine.compiled.b"},
    "from ..rules.tasks import tasks": {"simulator.engine.rules.tasks.tasks"},
    "from simulator.a import *": {"simulator.a"},
    "x = 1; import simulator.a": {"simulator.a"},
    "if x: import simulator.a": {"simulator.a"},
    "try:\n    import simulator.a\nexcept ImportError:\n    import simulator.b": {
        *("simulator.a", "simulator.b")
    },
    "def f():\n    from simulator.a import b\n    return b": {"simulator.a.b"},
    '"""Not an\nimport of this."""\nimport simulator.a': {"simulator.a"},
    "if TYPE_CHECKING:\n    import simulator.x\nelse:\n    import simulator.a": {"simulator.a"},
    "if typing.TYPE_CHECKING:\n    from simulator import x\nimport simulator.a": {"simulator.a"},
}


@pytest.mark.slow
@pytest.mark.parametrize("source", IMPORTS)
def test_every_form_of_import_is_found(source: str) -> None:
    modules = cache.imported_modules(source, "simulator.engine.compiled")
    assert modules >= IMPORTS[source]
    assert "simulator.x" not in modules


@pytest.mark.slow
def test_compiled_code_depends_on_every_module_that_python_loads_with_the_compiler() -> None:
    words = (
        "import sys, simulator; before = set(sys.modules);"
        f"import {cache.COMPILER};"
        "print(*(m.__file__ for n, m in sys.modules.items()"
        " if n.startswith('simulator.') and n not in before))"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert set(map(Path, done.stdout.split())) <= set(cache.sources())


@pytest.mark.slow
def test_code_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMULATOR_CACHE", str(tmp_path / "made" / "when missing"))
    assert cache.load() is None
    assert cache.store(b"machine code")
    assert cache.load() == b"machine code"
    file = cache.entry_folder() / cache.OBJECT_FILE
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.load() is None


@pytest.fixture
def own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of machine code that was just kept."""
    monkeypatch.setenv("SIMULATOR_CACHE", str(tmp_path / "own"))
    assert cache.store(b"machine code")
    return cache.entry_folder() / cache.OBJECT_FILE


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX")
def test_machine_code_that_others_could_have_written_is_not_run(own_code: Path) -> None:
    for path in (own_code, own_code.parent, own_code.parent.parent):
        mode = path.stat().st_mode
        path.chmod(mode | 0o022)
        assert cache.load() is None, path
        path.chmod(mode)
    assert cache.load() == b"machine code"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_machine_code_of_somebody_else_is_not_run(own_code: Path) -> None:
    for path in (own_code, own_code.parent):
        os.chown(path, 1234, 1234)
        assert cache.load() is None, path


@pytest.mark.slow
def test_folders_of_machine_code_are_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SIMULATOR_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.store(b"machine code")
    for folder in (cache.cache_folder(), cache.entry_folder()):
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_an_empty_or_relative_place_counts_as_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SIMULATOR_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    assert cache.cache_folder() == tmp_path / ".cache" / "simulator"


@pytest.mark.slow
def test_a_place_that_cannot_be_written_to_keeps_nothing_and_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("not a folder")
    monkeypatch.setenv("SIMULATOR_CACHE", str(tmp_path / "a file"))
    assert not cache.store(b"machine code")
    assert cache.load() is None


@pytest.mark.slow
def test_who_has_no_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: Any) -> Path:
        raise RuntimeError("could not determine home directory")

    for name in ("SIMULATOR_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert not cache.store(b"machine code")
    assert cache.load() is None


@pytest.mark.slow
def test_code_that_was_compiled_is_found_by_the_next_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    made = cache.load()
    if made is None:
        compiled.replay(draw(what_if(load("baseline"), horizon={"weeks": 1, "warm_up_weeks": 0})))
        made = cache.load()
    assert made is not None
    monkeypatch.setenv("SIMULATOR_CACHE", str(tmp_path))
    cache.store(made)
    engine._machine_code.cache_clear()
    compiled.replay(draw(what_if(load("baseline"), horizon={"weeks": 1, "warm_up_weeks": 0})))
    assert "compiling" not in caplog.text


# -- the moves --

# Drawn as one string of bytes, which takes a tenth of the time of a list of numbers.
numbers = st.binary(max_size=60).map(lambda drawn: [byte % 41 for byte in drawn])


@pytest.mark.slow
@given(numbers)
def test_a_line_gives_its_keys_in_order(keys: list[int]) -> None:
    line: list[int] = []
    for key in keys:
        heap_ops.heap_push(line, key)
    assert [heap_ops.heap_pop(line) for _ in keys] == sorted(keys)


@pytest.mark.slow
@given(numbers, numbers)
def test_a_line_may_be_joined_and_left_in_turn(first: list[int], then: list[int]) -> None:
    ours: list[int] = []
    theirs: list[int] = []
    for key in first:
        heap_ops.heap_push(ours, key)
        heap_join(theirs, key)
    for key in then:
        if ours:
            heap_ops.heap_pop(ours)
            theirs.remove(min(theirs))
        heap_ops.heap_push(ours, key)
        theirs.append(key)
    assert sorted(ours) == sorted(theirs)


@pytest.mark.slow
@given(numbers)
def test_piles_are_put_in_order(keys: list[int]) -> None:
    pile = list(keys)
    heap_ops.sort_ascending(pile)
    assert pile == sorted(keys)


@pytest.mark.slow
@given(st.sets(st.integers(0, 99), min_size=1), st.data())
def test_agendas_stay_sorted(keys: set[int], data: st.DataObject) -> None:
    agenda: list[int] = []
    for key in keys:
        heap_ops.agenda_insert(agenda, key)
    assert agenda == sorted(keys)
    gone = data.draw(st.sampled_from(sorted(keys)))
    heap_ops.agenda_remove(agenda, gone)
    assert agenda == sorted(keys - {gone})


@pytest.mark.slow
@given(st.sets(st.integers(0, 99)), st.sets(st.integers(0, 99), min_size=1))
def test_agendas_stay_sorted_where_many_keys_come_and_go(kept: set[int], moved: set[int]) -> None:
    agenda = sorted(kept - moved)
    heap_ops.agenda_insert_all(agenda, sorted(moved))
    assert agenda == sorted(kept | moved)
    heap_ops.agenda_remove_all(agenda, sorted(moved))
    assert agenda == sorted(kept - moved)


@pytest.mark.slow
@given(st.lists(st.integers(0, 9), max_size=50))
def test_those_worth_most_go_first_and_equals_keep_their_order(worth: list[int]) -> None:
    keys = list(range(len(worth)))
    heap_ops.sort_by_worth(keys, worth, list(range(len(worth))))
    assert keys == sorted(range(len(worth)), key=lambda key: -worth[key])
