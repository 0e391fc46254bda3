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
question: Twice as many customers ring. How long does an order wait now?
brief: [Six reps visit customers. Three in the office enter orders and answer the telephone.]
world: office-enters-orders             # a scenario: its name, or the path of its file
values: {horizon: {weeks: 16, warm_up_weeks: 4}}      # what of it is different here

knobs:
  calls:
    label: Calls a day
    sets: activities.delivery_enquiries.arises.inbound.rate
    written: "{} per day"
    values: [60, 90, 120]
    default: 60
  office: {label: People in the office, sets: roles.office.people, values: [2, 3, 4], default: 3}

measures:                               # any that `simulator run` shows
  turnaround_mean.order_entry: {label: From asking to done, unit: h, wanted: less}
  utilisation.office: {label: The office is busy, unit: "%", digits: 0}

bet:
  {measure: turnaround_mean.order_entry, prompt: How long with 120?, at: {calls: 120}, high: 24}
follows: order_entry                    # the work whose life is shown as a bar
rule:
  name: Free time is what keeps waits short
  choices:
    - {text: Twice the calls make the wait twice as long, because: Look at the three points.}
    - {text: The wait grows with what is left free, right: true, because: See how busy they are.}
  knee: Say here from where on it hurts.
  trap: Say here what everybody believes.
  rule: Say here what to do on Monday.
debrief: [{question: Where do we have such an office?, answer: Your own.}]
"""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def write_template(name: str) -> Path:
    """A new lesson in ``lessons/`` of the current folder; nothing is overwritten."""
    if not NAME.fullmatch(name):
        raise UsageError(
            "read {name!r}, expected small letters, digits and -, such as our-desk", name=name
        )
    path = Path(LESSONS) / f"{name}.yaml"
    if path.exists():
        raise UsageError("{target} is there already; name another one", target=path)
    return write_into_folder(path, TEMPLATE.encode())
