"""A lesson of one's own to begin with: a template that works as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from simulator.errors import UsageError
from simulator.i18n import gettext
from simulator.io import write_into_folder
from simulator.scenario.folders import LESSONS

TEMPLATE = Template("""\
# $about
# $two_languages
title: $title
question: $question
brief:
  - $brief_who
  - $brief_night
world: worlds/$name.yaml        # $world

knobs:
  calls: {label: $calls, sets: activities.call.arises.inbound.rate, \
written: "{} per working day", values: [20, 40, 60], default: 20}
  office: {label: $people, sets: roles.office.people, values: [2, 3], default: 2}

measures:                               # $measures
  turnaround_mean.order: {label: $turnaround, unit: h, wanted: less}
  utilisation.office: {label: $busy, unit: "%", digits: 0}

bet: {measure: turnaround_mean.order, prompt: $prompt, at: {calls: 60}, high: 24}
follows: order                          # $follows
names: {office: $office, order: $order, call: $call, weekly_list: $weekly_list, \
order_entry: $orders, telephone: $telephone}
compare: [{to: {calls: 40}}, {from: {calls: 40}, to: {calls: 60}}]
rule:
  name: $rule_name
  choices:
    - {text: $wrong, because: $wrong_because}
    - {text: "$right", right: true, because: $right_because}
  knee: $knee
  trap: $trap
  rule: $rule
debrief: [{question: $debrief, answer: $answer}]
""")
WORLD = Template("""\
# $world_about
title: $world_title
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
  weekly_list:
    category: order_entry
    by: office
    lasts: 10 min
    arises: {routine: {every: week, on: friday}}
    urgency: 4
""")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def write_template(name: str) -> Path:
    """A new lesson in ``lessons/`` of the current folder, and its world; nothing is overwritten.

    Its texts are in the language that is spoken.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            "read {name!r}, expected small letters, digits and -, such as our-desk", name=name
        )
    path, world = Path(LESSONS) / f"{name}.yaml", Path(LESSONS) / "worlds" / f"{name}.yaml"
    for each in (path, world):
        if each.exists():
            raise UsageError("{target} is there already; name another one", target=each)
    write_into_folder(world, WORLD.substitute(_world_texts()).encode())
    texts = {**_told(), **_named(), **_taught()}
    return write_into_folder(path, TEMPLATE.substitute(texts, name=name).encode())


def _world_texts() -> dict[str, str]:
    return {
        "world_about": gettext(
            "Two in an office, who enter orders and answer the telephone: the world of a lesson."
        ),
        "world_title": gettext("An office with a telephone"),
    }


def _told() -> dict[str, str]:
    """What is asked, and what is said of the keys."""
    return {
        "about": gettext(
            "A lesson of your own. It works as it stands: change a line, check, and go on."
        ),
        "two_languages": gettext(
            "A text may be given in two languages: {example}."
            " See docs/how-to/make-your-own-lesson.md",
            example="{en: How long, zh-Hant: 多久}",
        ),
        "title": gettext("Who answers the telephone?"),
        "question": gettext("Three times as many customers ring. How long does an order take now?"),
        "brief_who": gettext(
            "Two in the office enter orders and answer the telephone from 08:00 to 17:00."
            " Calls go first."
        ),
        "brief_night": gettext(
            "What is not done in the evening goes on the next morning, and the night counts."
        ),
        "prompt": gettext("How long with 60 calls?"),
        "world": gettext("a scenario: the path of its file, or its name"),
        "measures": gettext("any that `simulator run` shows"),
        "follows": gettext("the work whose life is shown as a bar"),
    }


def _named() -> dict[str, str]:
    """Knobs, measures, and the words of the world."""
    return {
        "calls": gettext("Calls a day"),
        "people": gettext("People in the office"),
        "turnaround": gettext("From asking to done"),
        "busy": gettext("The office is busy"),
        "office": gettext("office"),
        "order": gettext("order"),
        "call": gettext("call"),
        "weekly_list": gettext("weekly list"),
        "orders": gettext("orders"),
        "telephone": gettext("telephone"),
    }


def _taught() -> dict[str, str]:
    """The rule, and what is talked about."""
    return {
        "rule_name": gettext("Free time is what keeps waits short"),
        "wrong": gettext("20 calls more cost the same each time"),
        "wrong_because": gettext("Compare 20 with 40 and 40 with 60."),
        "right": gettext("The less free time is left, the steeper waits grow"),
        "right_because": gettext("Look."),
        "knee": gettext("Say here from where on it hurts."),
        "trap": gettext("Say here what everybody believes."),
        "rule": gettext("Say here what to do on Monday."),
        "debrief": gettext("Where do we have such an office?"),
        "answer": gettext("Your own."),
    }
