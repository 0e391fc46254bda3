"""Twenty thousand mutated scenario files: each loads or is refused with file and line."""

from __future__ import annotations

import random
import re
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from files import write

from simulator.errors import ScenarioError
from simulator.scenario.inheritance import load
from simulator.scenario.json_schema import file_schema
from simulator.scenario.overrides import as_yaml
from simulator.scenario.yaml_reader import read_yaml

FILES = 20_000
PARTS = 8
SLOWEST = 2  # seconds of work
LARGEST = 50_000_000  # bytes held for one file

# Three small firms and a what-if, which between them use every word that a file may use.
OFFICE = """\
title: An office
question: Who is there?
currency: EUR
horizon: {start: 2025-01-06, weeks: 3, warm_up_weeks: 1}
holidays: {country: DE, region: BY}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  rep:
    people: 3
    cost_per_hour: 60
    overtime_factor: 1.25
    shift: {days: [monday, tuesday, friday], from: 08:00, to: 17:30}
    lunch: {from: 12:00, lasts: 30 min}
    evening: {from: 20:00, lasts: 1 h, when_waiting: 3 h}
    absence: {vacation: 28, sick_spells: 2, sick_days: 5}
    speed_spread: 0.3
  desk: {people: 2, cost_per_hour: 27.5, shift: {from: 08:00, to: 16:30}}
activities:
  report:
    {category: desk, by: rep, lasts: 1 h, on_days: [friday], urgency: 4,
     arises: {routine: {every: week, times: 2, on: friday, at: "15:00"}}}
  meeting:
    category: desk
    by: rep
    lasts: {family: uniform, mean: 1 h, spread: 0.2}
    arises: {meeting: {every: 2, on: monday, at: "11:00", groups_of: 2, joined_by: [desk]}}
    splittable: false
    individual: false
switching: {set_up: 2 min, slower: 0.15}
resumption: 2 min
"""

ROUNDS = """\
title: Rounds
horizon: {start: 2025-01-06, weeks: 2}
headquarters: {x: 0 km, y: 1.5 km}
territory: {width: 40 km, height: 30 km}
travel: {speed: 50 km/h, detour: 1.3, parking: 5 min, cost_per_km: 0.35}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling], wide: [selling, travel_and_waiting]}
roles:
  rep: {people: 3, cost_per_hour: 60, base: home, accounts: own, shift: {from: 08:00, to: 17:30}}
segments:
  large:
    accounts: 12
    contact_every: {visit: 2 weeks}
    opening: {days: [monday, friday], from: 09:00, to: 17:00}
  small: {density: 0.02 per km2}
  known: {places: towns.csv, coordinates: [[Ulm, 100, -200], [Bonn, 0, 5]]}
activities:
  visit: {category: selling, by: rep, lasts: 36 min, splittable: false, place: account}
  ready: {category: desk, by: rep, lasts: {family: exponential, mean: 10 min}}
  order:
    {category: desk, by: rep, lasts: 9 min, arises: {after: {visit: {chance: 0.3, delay: 1 d}}}}
call_plans:
  visit:
    planned_share: 0.6
    order: nearest_first
    planned_urgency: 3
    free_urgency: 4
    lie_over: 2 h
    preparation: ready
    waiting: {family: gamma, mean: 8 min, spread: 1}
    no_show: 0.05
    no_show_wait: 10 min
"""

DESK = """\
title: A desk
horizon: {start: 2025-01-06, weeks: 2}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  rep: {people: 3, cost_per_hour: 60, shift: {from: 08:00, to: 17:30}}
  desk: {people: 2, cost_per_hour: 27.5, shift: {from: 08:00, to: 16:30}}
profiles:
  office: {days: {monday: 1, friday: 0.5}, hours: {"08:00-12:00": 1, "13:00-17:00": 0.8}}
activities:
  order:
    category: desk
    by: rep
    whose: anyone
    lasts: {family: lognormal, mean: 20 min, spread: 1}
    arises:
      inbound: {rate: 5 per week, per: role, profile: office, over_dispersion: 0.2}
    due: 2 d
    overflow: {to: desk, after: 8 h}
    moved:
      {to: desk, share: 0.5, hand_over: 1 min, take_over: 1 min, comes_back: 0.1, time_factor: 2}
    automated: 0.1
  mistake: {category: desk, by: desk, lasts: 30 min, arises: {after: {order: 0.05}}}
  phone:
    {category: selling, by: desk, lasts: 4 min, interrupts: true,
     arises: {inbound: {rate: 20 per day, per: role}}}
line_order: earliest_due
watch: [direct_selling_share]
"""

CUSTOMERS = """\
title: Customers
horizon: {start: 2025-01-06, weeks: 3}
territory: {width: 20 km, height: 20 km}
travel: {speed: 40 km/h}
categories: [selling, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
responses:
  haste: {of: wait, multiplies: chance, points: {0 s: 2, 1 h: 0.5}}
  trust: {of: goodwill, points: {0: 0.5, 1: 2}}
goodwill: {start: 0.5, fades: 90 d, too_much: {contacts: 3, within: 30 d, costs: 0.1}}
roles:
  rep:
    people: 3
    newcomers: 1
    cost_per_hour: 60
    base: home
    accounts: own
    shift: {from: 08:00, to: 17:00}
    commission: {share: 0.05, cap: 4000}
    turnover: {tenure: 200 weeks, vacancy: 8 weeks, costs: 3000}
    ramp_up: {lasts: 39 weeks, starts_at: 0.4}
segments:
  all:
    accounts: 20
    contact_every: {visit: 2 weeks}
    potential: {mean: 2, spread: 1}
    contract: {lasts: 52 weeks, worth: 900, ends_with: renewal}
activities:
  visit:
    {category: selling, by: rep, lasts: 30 min, splittable: false, place: account,
     channel: field, goodwill: 0.2, coaches: 1 d}
  lead: {category: selling, by: rep, lasts: 9 min, arises: {inbound: {rate: 1 per week}},
     due: 1 d, goodwill_if_late: -0.1}
  offer:
    {category: selling, by: rep, lasts: 9 min,
     arises: {after: {lead: {chance: 0.5, responds_to: [haste], above: 10, up_to: 90000}}}}
  won: {category: selling, by: rep, lasts: 0 s, automated: 1, arises: {after: {offer: 0.4}}}
  renewal: {category: selling, by: rep, lasts: 0 s, automated: 1}
  gone:
    {category: selling, by: rep, lasts: 0 s, automated: 1, loses_account: true,
     arises: {after: {renewal: {chance: 0.2, responds_to: [trust]}}}}
call_plans:
  visit: {order: best_first, coordinated: false}
deals:
  sale:
    stages: {lead: lead, asked: offer, won: won}
    intent: asked
    value: {mean: 5000, spread: 1}
    rivals_discount: 0.1
ranking: {every: 4 weeks}
economics: {variable_cost: 0.6, grows: 0.02}
change: {on: 2025-01-13, costs: 900, learning: {lasts: 2 weeks, slower: 0.2}}
shocks:
  surge: {title: More calls, scale: {activities.*.lasts.mean: 1.5}, absent: {rep: 1}}
  slower: {title: Slower newcomers, newcomers_need: 26 weeks}
claims:
  more: {system: S1, says: more, measure: sales, counts: growth, low: 0, high: 1}
"""

WHAT_IF = """\
extends: desk
title: The desk enters orders
roles: {rep: {cost_per_hour: 61}}
segments: {all: {accounts: 5}}
territory: {width: 1 km, height: 1 km}
travel: {speed: 9 km/h}
activities: {phone: {arises: {inbound: {per: account, segments: [all]}}}}
reassign:
  order: {to: desk, share: 0.8}
  phone: rep
hire: {desk: 2, rep: -1}
expedite: {order: 0.5}
automate: {phone: 0.25}
eliminate: [mistake]
"""

TEXTS = {
    "office": OFFICE,
    "rounds": ROUNDS,
    "desk": DESK,
    "customers": CUSTOMERS,
    "what_if": WHAT_IF,
}

TRAPS = [
    "no", "1:30", "1e400", ".nan", "&a", "*a", "<<: {}", "!!python/name:os.system", "0x1F", "012",
    "-3 min", "''", "{", "}", "[", "]", ":", "- ", "\t", "\x00", "é", "\u2028", "null", "~", "true",
    "1e3", "9" * 40, "---", "...", "%YAML 1.1", "? ", "|", ">", "#", "extends: desk", "- - -",
    "{a: 1, a: 2}", "../../x", "24:00", "0 s", "1000000 weeks", "-0.0", "5 per fortnight", "0",
    "-1", "1.5", "[]", "{}", "monday", "rep", '"\\ud800"', '"\\0"', "x" * 300, "999999999 km",
    "1e300", "XX",
]  # fmt: skip


def mutated(text: str, dice: random.Random) -> str:
    """The text after one to four accidents."""
    for _ in range(dice.randint(1, 4)):
        text = dice.choice((_lines, _lines, _words, _words, _letters))(text, dice) or "x"
    return text


def _lines(text: str, dice: random.Random) -> str:
    """A line swapped, lost, doubled, indented anew or foreign; or the end cut off."""
    lines = text.split("\n")
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    indent = "  " * dice.randint(0, 3)
    match dice.randrange(6):
        case 0:
            lines[at], lines[other] = lines[other], lines[at]
        case 1:
            del lines[at]
        case 2:
            lines.insert(other, lines[at])
        case 3:
            lines[at] = indent + lines[at].strip()
        case 4:
            lines.insert(at, indent + dice.choice(TRAPS))
        case _:
            del lines[at + 1 :]
    return "\n".join(lines)


def _words(text: str, dice: random.Random) -> str:
    """A word lost, doubled, exchanged with another or turned into a trap."""
    words = re.findall(r"[\w.%:/-]+|\s+|.", text, flags=re.DOTALL)
    at, other = dice.randrange(len(words)), dice.randrange(len(words))
    match dice.randrange(4):
        case 0:
            del words[at]
        case 1:
            words.insert(other, words[at])
        case 2:
            words[at], words[other] = words[other], words[at]
        case _:
            words[at] = dice.choice(TRAPS)
    return "".join(words)


def _letters(text: str, dice: random.Random) -> str:
    """A letter that is another one, or none."""
    at = dice.randrange(len(text))
    letter = chr(dice.randrange(1, 0x250)) if dice.random() < 0.7 else ""
    return text[:at] + letter + text[at + 1 :]


def bytes_of(text: str, dice: random.Random) -> bytes:
    """The file's bytes, of which one in twenty files has a wrong one."""
    raw = bytearray(text.encode())
    if dice.random() < 0.05:
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    return bytes(raw)


def loads(folder: Path, name: str, *, again: bool) -> bool:
    """Does the file load, and its resolved form again? If not, each diagnostic has a line."""
    scenario, refused = None, None
    try:
        scenario = load(name, folder)
    except ScenarioError as error:
        refused = error
    if refused is not None:
        assert refused.diagnostics
        for diagnostic in refused.diagnostics:
            assert re.match(r".*\.yaml:\d+: ", str(diagnostic).split("\n")[0]), str(refused)
        assert str(refused).encode(), "what is said can be shown"
    elif scenario is not None and again:
        resolved = folder.parent / f"{name}.yaml"
        resolved.write_text(as_yaml(scenario), encoding="utf-8")
        assert load(resolved) == scenario
    return scenario is not None


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_file_loads_or_is_refused_at_a_line(tmp_path: Path, part: int) -> None:
    dice = random.Random(part)
    folder = write(tmp_path, **TEXTS)
    loaded = 0
    for number in range(FILES // PARTS):
        name = list(TEXTS)[number % len(TEXTS)]
        (folder / f"{name}.yaml").write_bytes(bytes_of(mutated(TEXTS[name], dice), dice))
        # What a faulty firm is to its what-if, is tried as well.
        asked = "what_if" if name == "desk" and dice.random() < 0.5 else name
        begin = time.process_time()
        loaded += loads(folder, asked, again=number % 10 == 0)
        assert time.process_time() - begin < SLOWEST
        (folder / f"{name}.yaml").write_text(TEXTS[name], encoding="utf-8")
    assert 0.02 < loaded / (FILES // PARTS) < 0.9, "mutations are neither harmless nor all deadly"


def test_no_mutated_file_needs_much_memory(tmp_path: Path) -> None:
    dice = random.Random(PARTS)
    folder = write(tmp_path, **TEXTS)
    tracemalloc.start()
    try:
        for number in range(100):
            name = list(TEXTS)[number % len(TEXTS)]
            (folder / f"{name}.yaml").write_bytes(bytes_of(mutated(TEXTS[name], dice), dice))
            loads(folder, name, again=False)
            (folder / f"{name}.yaml").write_text(TEXTS[name], encoding="utf-8")
        assert tracemalloc.get_traced_memory()[1] < LARGEST
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_sound_before_it_is_mutated(tmp_path: Path, name: str) -> None:
    assert loads(write(tmp_path, **TEXTS), name, again=True)


def test_the_texts_use_every_word_that_a_file_may_use(tmp_path: Path) -> None:
    folder = write(tmp_path, **TEXTS)
    used = {key for name in TEXTS for key in keys_in(read_yaml(folder / f"{name}.yaml").values)}
    schema = file_schema()
    known = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    assert known <= used


def keys_in(values: Any) -> Iterator[str]:
    for key, value in values.items() if isinstance(values, dict) else ():
        yield key
        yield from keys_in(value)
