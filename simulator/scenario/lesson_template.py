"""A lesson of one's own to begin with: a template that works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from simulator.errors import UsageError
from simulator.io import write_into_folder
from simulator.scenario.folders import LESSONS

TEMPLATE = """\
# A lesson of your own. It works as it stands: change a line, check, and go on. A text may be
# given in two languages: {en: How long, zh-Hant: 多久}. See docs/how-to/make-your-own-lesson.md
title: Who answers the telephone?
question: Three times as many customers ring. How long does an order take now?
brief:
  - Two in the office enter orders and answer the telephone from 08:00 to 17:00. Calls go first.
  - What is not done in the evening goes on the next morning, and the night counts.
world: worlds/{name}.yaml        # a scenario: the path of its file, or its name

knobs:
  calls:
    label: Calls a day
    sets: activities.call.arises.inbound.rate
    written: "{} per working day"
    values: [20, 40, 60]
    default: 20
  office: {label: People in the office, sets: roles.office.people, values: [2, 3], default: 2}

measures:                               # any that `simulator run` shows
  turnaround_mean.order: {label: From asking to done, unit: h, wanted: less}
  utilisation.office: {label: The office is busy, unit: "%", digits: 0}

bet: {measure: turnaround_mean.order, prompt: How long with 60 calls?, at: {calls: 60}, high: 24}
follows: order                          # the work whose life is shown as a bar
compare: [{to: {calls: 40}}, {from: {calls: 40}, to: {calls: 60}}]
rule:
  name: Free time is what keeps waits short
  choices:
    - {text: 20 calls more cost the same each time, because: Compare 20 with 40 and 40 with 60.}
    - {text: "The less free time is left, the steeper waits grow", right: true, because: Look.}
  knee: Say here from where on it hurts.
  trap: Say here what everybody believes.
  rule: Say here what to do on Monday.
debrief: [{question: Where do we have such an office?, answer: Your own.}]
"""
WORLD = """\
# Two in an office, who enter orders and answer the telephone: the world of a lesson.
title: An office with a telephone
horizon: {start: 2025-01-06, weeks: 20, warm_up_weeks: 4}
categories: [order_entry, telephone, travel_and_waiting, hand_over, idle]
selling: {orders: [order_entry]}
roles:
  office:
    people: 2
    cost_per_hour: 35
    shift: {from: 08:00, to: 17:00}
    lunch: {from: 12:00, lasts: 60 min}
profiles:
  open:
    days: {monday: 1, tuesday: 1, wednesday: 1, thursday: 1, friday: 1}
    hours: {08:00-17:00: 1}
activities:
  order:
    category: order_entry
    by: office
    lasts: {family: lognormal, mean: 40 min, spread: 0.6}
    arises: {inbound: {rate: 12 per working day, per: role, profile: open}}
    due: 1 d
    urgency: 5
  call:
    category: telephone
    by: office
    lasts: {family: lognormal, mean: 6 min, spread: 0.8}
    arises: {inbound: {rate: 20 per working day, per: role, profile: open}}
    due: 1 h
    urgency: 1
"""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def write_template(name: str) -> Path:
    """A new lesson in ``lessons/`` of the current folder, and its world; nothing is overwritten."""
    if not NAME.fullmatch(name):
        raise UsageError(
            "read {name!r}, expected small letters, digits and -, such as our-desk", name=name
        )
    path, world = Path(LESSONS) / f"{name}.yaml", Path(LESSONS) / "worlds" / f"{name}.yaml"
    for each in (path, world):
        if each.exists():
            raise UsageError("{target} is there already; name another one", target=each)
    write_into_folder(world, WORLD.encode())
    return write_into_folder(path, TEMPLATE.replace("{name}", name).encode())
