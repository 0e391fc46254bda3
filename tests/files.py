"""A small scenario text that uses every part of the schema, and a folder to try what-ifs in."""

from __future__ import annotations

from pathlib import Path

PARENT = """\
title: The shop today
question: Where does the week go?
currency: EUR
horizon: {start: 2025-01-06, weeks: 2, warm_up_weeks: 1}
holidays: {country: DE, region: BY}
headquarters: {x: 0 km, y: 1.5 km}
territory: {width: 40 km, height: 30 km}
travel: {speed: 50 km/h, detour: 1.3, parking: 5 min, cost_per_km: 0.35}
categories: [selling, desk, meetings, travel_and_waiting, hand_over, idle]
selling:
  main: [selling]
  wide: [selling, travel_and_waiting]
roles:
  rep:
    people: 3
    cost_per_hour: 60
    overtime_factor: 1.25
    base: home
    accounts: own
    shift: {days: [monday, tuesday, friday], from: 08:00, to: 17:30}
    lunch: {from: 12:00, lasts: 30 min}
    evening: {from: 20:00, lasts: 1 h, when_waiting: 3 h}
    absence: {vacation: 28, sick_spells: 2, sick_days: 5}
    speed_spread: 0.3
  desk:
    people: 2
    cost_per_hour: 27.5
    shift: {from: 08:00, to: 16:30}
segments:
  large:
    accounts: 12
    contact_every: {visit: 2 weeks}
    opening: {from: 09:00, to: 17:00}
  small: {density: 0.02 per km2}
profiles:
  office:
    days: {monday: 1, friday: 0.5}
    hours: {"08:00-12:00": 1, "13:00-17:00": 0.8}
activities:
  visit:
    category: selling
    by: rep
    lasts: {family: lognormal, mean: 36 min, spread: 0.5}
    splittable: false
    place: account
    individual: false
  get_ready: {category: desk, by: rep, lasts: 10 min}
  order:
    category: desk
    by: rep
    lasts: {family: gamma, mean: 20 min, spread: 1}
    arises:
      inbound:
        {rate: 0.5 per week, segments: [large], profile: office, over_dispersion: 0.2}
      after: {visit: 0.3}
    due: 2 d
    urgency: 4
    overflow: {to: desk, after: 8 h}
  mistake:
    category: desk
    by: desk
    lasts: {family: weibull, mean: 30 min, spread: 1.2}
    arises: {after: {order: {chance: 0.05, delay: 1 d}}}
  report:
    category: desk
    by: rep
    lasts: 1 h
    arises: {routine: {every: week, on: friday, at: "15:00"}}
    on_days: [friday]
  phone:
    category: selling
    by: desk
    lasts: {family: exponential, mean: 4 min}
    arises: {inbound: {rate: 20 per day, per: role}}
    interrupts: true
    urgency: 1
  round:
    category: meetings
    by: rep
    lasts: {family: uniform, mean: 1 h, spread: 0.2}
    arises: {meeting: {every: 2, on: monday, at: "11:00", groups_of: 2, joined_by: [desk]}}
    splittable: false
    place: headquarters
call_plans:
  visit:
    planned_share: 0.6
    order: nearest_first
    free_urgency: 4
    lie_over: 2 h
    preparation: get_ready
    waiting: {family: gamma, mean: 8 min, spread: 1}
    no_show: 0.05
    no_show_wait: 10 min
switching: {set_up: 2 min, slower: 0.15}
resumption: 2 min
line_order: earliest_due
watch: [direct_selling_share]
"""

CHILD = """\
extends: shop
title: The desk enters orders
reassign:
  order: {to: desk, share: 0.8, hand_over: 4 min, take_over: 1 min, comes_back: 0.05}
hire: {desk: 2, rep: -1}
expedite: {report: 0.5}
automate: {phone: 0.25}
eliminate: [mistake]
"""


def write(folder: Path, **texts: str) -> Path:
    """Writes files into a folder named scenarios; the folder."""
    scenarios = folder / "scenarios"
    scenarios.mkdir(exist_ok=True)
    for name, text in texts.items():
        (scenarios / f"{name}.yaml").write_text(text)
    return scenarios
