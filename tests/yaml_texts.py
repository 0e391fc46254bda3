"""Small scenario texts that between them use every word that a file may use."""

from __future__ import annotations

from pathlib import Path

from files import write

OFFICE = """\
title: An office
question: Who is there?
currency: EUR
horizon: {start: 2025-01-06, weeks: 3, warm_up_weeks: 1, counts_from: 2025-01-13}
holidays:
  {country: DE, region: BY, also: [2025-12-24], except: [2025-01-06],
   categories: [public, catholic], closed: {week: {from: 2025-01-14, to: 2025-01-15}},
   half_days: {"01-16": "12:00"}, make_up: [2025-01-18]}
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
    absence:
      vacation: 28
      sick_spells: 2
      sick_days: 5
      long_term: 1
      cover:
        {by: colleague, planned: 0 d, sick: 1 d, empty: 2 h, up_to_urgency: 4, calls: false,
         reading_in: 5 min, time_factor: 1.2}
    speed_spread: 0.3
  desk: {people: 2, cost_per_hour: 27.5, shift: {from: 08:00, to: 16:30}, holidays: none}
activities:
  report:
    {category: desk, by: rep, lasts: 1 h, on_days: [friday], urgency: 4,
     arises: {routine: {every: week, times: 2, on: friday, at: "15:00", closed_days: lost}}}
  meeting:
    category: desk
    by: rep
    lasts: {family: uniform, mean: 1 h, spread: 0.2}
    arises:
      meeting:
        {every: 2, on: monday, at: "11:00", groups_of: 2, joined_by: [desk], newcomers_only: true,
         worth_the_way: 0.5, closed_days: next_open_day}
    splittable: false
    individual: false
switching: {set_up: 2 min, slower: 0.15}
resumption: 2 min
"""

ROUNDS = """\
title: Rounds
horizon: {start: 2025-01-06, weeks: 2}
headquarters: {x: 0 km, y: 1.5 km, latitude: 48.5, longitude: -0.25}
territory: {width: 40 km, height: 30 km}
travel:
  {speed: 50 km/h, detour: 1.3, parking: 5 min, cost_per_km: 0.35, table: r.csv, traffic: 1.2,
   roads: {places: [Ulm, Bonn], ways: ["1:20:300", ""]}}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling], wide: [selling, travel_and_waiting]}
roles:
  rep:
    people: 3
    cost_per_hour: 60
    base: home
    desk: home
    tour: {beyond: 90 min, nights: 3, costs: 150}
    accounts: own
    shift: {from: 08:00, to: 17:30}
segments:
  large:
    accounts: 12
    contact_every: {visit: 2 weeks}
    opening: {days: [monday, friday], from: 09:00, to: 17:00}
  small: {density: 0.02 per km2}
  known:
    places: towns.csv
    coordinates: [[Ulm, 100, -200], [Bonn, 0, 5]]
    contact_every: {visit: 3 weeks}
    each:
      owner: {rep: [rep 1, ""]}
      potential: [3, ~]
      orders_a_year: [0, 12.5]
      contact_every: {visit: [2 weeks, 0 s]}
      opens: [08:30, ~]
      closes: [~, 17:00]
      open_days: [[monday, friday], ~]
activities:
  visit: {category: selling, by: rep, lasts: 36 min, splittable: false, place: account}
  ready: {category: desk, by: rep, lasts: {quantiles: {0.5: 8 min, 95%: 1 h}, mean: 14.5 min}}
  order:
    {category: desk, by: rep, lasts: 9 min, arises: {after: {visit: {chance: 0.3, delay: 1 d}}}}
  repair:
    {category: selling, by: rep, lasts: 1 h, splittable: false, place: account,
     arises: {after: {visit: 0.1}},
     appointment: {lead: 5 d, window: 4 h, moved: 0.1, no_show: 0.2, no_show_wait: 10 min}}
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
    free_no_show: 0.2
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
    overflow: {to: desk, after: 8 h, at_giver: true}
    moved:
      {to: desk, share: 0.5, hand_over: 1 min, take_over: 1 min, comes_back: 0.1, time_factor: 2}
    automated: 0.1
  mistake:
    {category: desk, by: desk, arises: {after: {order: 0.05}},
     lasts: {sample: t.csv, column: took, unit: min, mean: 30 min, read: ["1, 2.5", "600"]}}
  claim:
    {category: desk, by: desk, lasts: 9 min, arises: {inbound: {rate: 1 per week, per: role}},
     fields: {size: {values: {0%: 0.5, 20%: 0.5}}, worth: {mean: 5, family: gamma, spread: 1}},
     then: {proof: {chance: [0.5, 0.2], delay: {mean: 1 h, family: exponential}, delay_in: desk,
                    when: {size: {above: 0.1, up_to: 0.5}}}}}
  proof: {category: desk, by: desk, lasts: 9 min, then: {claim: 0.2}}
  closed: {category: desk, by: desk, lasts: 9 min, arises: {join: {of: [claim, proof]}}}
  phone:
    {category: selling, by: desk, interrupts: true,
     lasts: {mixture: {short: {share: 0.5, mean: 1 min}, long: {share: 0.5, mean: 7 min}}},
     arises: {inbound: {rate: 20 per day, per: role, closed_days: next_open_day}}}
  mail:
    {category: desk, by: desk, lasts: 3 min, urgency: 6, lapses: {after: 5 d},
     sessions: {days: [monday, friday], at: [09:00, 13:00], lasts: 30 min, exclusive: true,
                but: [phone]},
     arises: {inbound: {rate: 9 per week, per: role, trend: 0.1, steps: {2025-01-20: 1.2}}}}
line_order: earliest_due
watch: [direct_selling_share]
"""

CUSTOMERS = """\
title: Customers
horizon: {start: 2025-01-06, weeks: 3}
territory:
  {width: 20 km, height: 20 km, cut: least, within: 0.1,
   change_of_owner: {of: goodwill, colleague: 0.1, newcomer: 0.2, successor: 0.3}}
travel: {speed: 40 km/h}
categories: [selling, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
responses:
  haste: {of: wait, multiplies: chance, points: {0 s: 2, 1 h: 0.5}}
  trust: {of: goodwill, points: {0: 0.5, 1: 2}}
goodwill: {start: 0.5, fades: 90 d, too_much: {contacts: 3, within: 30 d, worthless_at: 10}}
roles:
  rep:
    people: 3
    newcomers: 1
    first_cut: 2
    cost_per_hour: 60
    base: home
    accounts: own
    shift: {from: 08:00, to: 17:00}
    commission: {share: 0.05, to_owner: 0.8, cap: 4000, drive: 0.7, leaving_at_cap: 2,
      claw_back: {within: 26 weeks, drive: 0.9, lasts: 30 d}}
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
     channel: field, hears: 0.9, felt_as: 2, goodwill: 0.2, coaches: 1 d,
     costs: 4, automated_costs: 0.5}
  lead: {category: selling, by: rep, lasts: 9 min, arises: {inbound: {rate: 1 per week}},
     due: 1 d, goodwill_if_late: -0.1, goodwill_if_lapsed: -0.2, lapses: {after: 3 d}}
  asked_too: {category: selling, by: rep, lasts: 0 s, automated: 1, bids_against: 30 d,
     arises: {after: {visit: 0.5}}}
  look: {category: selling, by: rep, lasts: 9 min, steers: {reads: [offer], steps: 2, by: person},
     arises: {routine: {every: 4}}}
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
    stages: {lead: [lead, asked_too], asked: offer, won: won}
    intent: asked
    value: {mean: 5000, spread: 1}
    discount: 0.02
    rivals_discount: 0.1
    variable_cost: 0.5
ranking: {every: 4 weeks, research: {accuracy: 0.7, ages: 52 weeks, every: 26 weeks}}
economics: {variable_cost: 0.6, grows: 0.02, wages_grow: 0.03, expenses: {rent: 300}}
change:
  on: 2025-01-13
  costs: 900
  learning: {lasts: 2 weeks, slower: 0.2}
  before: {roles: {rep: {people: 2}}}
shocks:
  surge: {title: More calls, scale: {activities.*.lasts.mean: 1.5}, absent: {rep: 1}}
  slower: {title: Slower newcomers, newcomers_need: 26 weeks}
claims:
  more:
    {system: S1, says: more, measure: sales, counts: growth, low: 0, high: 1, against: people,
     source: A book, fitted: true, mechanism: "Trust: it is earned", trust: Not much,
     placebo: {activities: {visit: {goodwill: 0}}, responses: {trust: {points: {0: 1}}}},
     guards: {cost_per_week: {counts: value, high: 9000}}}
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

PEOPLE = """\
title: People
horizon: {start: 2025-01-06, weeks: 3}
territory: {width: 20 km, height: 20 km}
travel: {speed: 40 km/h}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  rep:
    people: 3
    cost_per_hour: 60
    accounts: own
    shift:
      - {days: [monday, tuesday], from: 08:00, to: 17:00, weeks: 1 of 2}
      - {days: [friday], from: 22:00, to: 06:00}
    rosters:
      early: {people: 1, shift: {from: 06:00, to: 14:00}, lunch: none, present: 0.8}
    members:
      Ann Lee: {roster: early, home: {x: 1 km, y: 2 km}, speed: 0.9, skills: {demo: 1.2}}
    absence:
      vacation: 20
      season: nordic
      sick_season: {july: 0.5}
      at_most_away: 0.5
      never_the_last: true
      dated: {Ann Lee: [{kind: vacation, from: 2025-01-13, to: 2025-01-14}]}
    commission: {share: 0.05, credit: double, hand_off: 30 d,
      shared: {helper: {share: 0.2, drive: 1.03, lasts: 13 weeks, segments: [all]}}}
  helper: {people: 2, cost_per_hour: 50, shift: {from: 08:00, to: 17:00}}
segments:
  all:
    accounts: 20
    contact_every: {visit: 2 weeks}
    market: {size: 40, closes: 0.1, born: 0.1}
activities:
  visit: {category: selling, by: rep, lasts: 30 min, splittable: false, place: account}
  show:
    {category: selling, by: rep, with: {helper: 1}, lasts: 1 h, splittable: false, place: account,
     arises: {after: {visit: 0.1}}}
  plan:
    {category: desk, by: rep, lasts: 20 min, skill: {name: demo, required: false},
     arises: {after: {visit: 0.3}}}
  asked:
    {category: selling, by: rep, lasts: 9 min, automated: 1, serves: prospects,
     wins_account: true,
     arises: {inbound: {rate: 0.1 per week}}}
call_plans:
  visit:
    order:
      {lateness: 1, due_date: 1, potential: 0.5, segment: {all: 2}, distance: 0.5,
       lowest_quarter: 1}
"""

STEPS = """\
extends: people
title: In steps
change:
  - on: 2025-01-13
    reassign: {plan: {to: helper, only_of: {rep: 1}}}
    learning: {lasts: 1 weeks, slower: 0.2}
    costs: 90
    values:
      roles: {helper: {recruiting: {takes: 3 d, costs: 50}}}
      segments: {all: {contact_every: {visit: 1 weeks}}}
  - on: 2025-01-14
    hire: {helper: 1}
    expedite: {show: 0.5}
    automate: {plan: 0.2}
    eliminate: [asked]
shocks:
  nobody_applies: {title: Nobody applies, hires_late: 2 weeks}
"""

LISTS = """\
extends: people
title: Lists
roles:
  rep: {staff: people.csv, absence: {list: away.csv}}
"""

TEXTS = {
    "office": OFFICE,
    "rounds": ROUNDS,
    "desk": DESK,
    "customers": CUSTOMERS,
    "people": PEOPLE,
    "steps": STEPS,
    "lists": LISTS,
    "what_if": WHAT_IF,
}


def write_texts(folder: Path) -> Path:
    """All of them in a folder of scenarios, with the lists that they name."""
    scenarios = write(folder, **TEXTS)
    (scenarios / "people.csv").write_text("name;speed\nBo Hall;1,1\n", encoding="utf-8")
    (scenarios / "away.csv").write_text(
        "person;from;to\nBo Hall;2025-01-08;2025-01-09\n", encoding="utf-8"
    )
    return scenarios
