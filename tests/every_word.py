"""A small firm whose scenario uses nearly every word of people, territories and customers."""

from __future__ import annotations

from pathlib import Path

ACCOUNTS = """\
name;owner;x_km;y_km;potential;orders_a_year;contact_every_visit;opens;closes
Adler;Ann Lee;2,5;1;40;24;;08:00;18:00
Brandt;;4;-3;20;12;2 d;;
Castor;rep 2;55;20;10;50;;;
Dorn;;62;-15;30;10;3 d;09:00;17:00
Engel;;-6;5;10;12;;;
Frei;;58;2;;12;;;
"""
STAFF = """\
name,role,x_km,y_km,roster,speed,skills,accounts
Ann Lee,rep,0,0,,0.9,demo,Dorn
Cid Fox,desk,1,1,early,,enter: 0.8,
"""
AWAY = """\
person,from,to,kind
Ann Lee,2025-01-15,2025-01-17,sick
Cid Fox,2025-01-20,2025-01-21,vacation
"""
TODAY = """\
title: Every word
question: Enough?
horizon: {start: 2025-01-06, weeks: 4, warm_up_weeks: 1, counts_from: 2025-01-13}
holidays: {country: DE, also: [2025-01-24]}
headquarters: {x: 0 km, y: 0 km}
territory: {width: 60 km, height: 40 km, cut: CUT, within: 0.4, change_of_owner: {lasts: 2 weeks}}
travel: {speed: 60 km/h, detour: 1.2, parking: 2 min, cost_per_km: 0.4}
categories: [selling, paper, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
goodwill: {start: 0.5, fades: 60 d}
roles:
  rep:
    people: 2
    cost_per_hour: 60
    base: home
    accounts: own
    desk: home
    staff: staff.csv
    shift:
      - {days: [monday, tuesday, wednesday, thursday], from: 08:00, to: 17:00}
      - {days: [friday], from: 08:00, to: 15:00, weeks: 1 of 2}
    lunch: {from: 12:00, lasts: 30 min}
    tour: {beyond: 30 min, nights: 2 (1 to 3), costs: 110}
    absence:
      vacation: 20
      season: august
      list: away.csv
      sick_spells: 5
      sick_days: 2
      sick_season: nordic
      at_most_away: 0.5
      never_the_last: true
      cover: {by: colleague, planned: 0 d, sick: 1 d (0.5 d to 2 d), reading_in: 5 min,
        time_factor: 1.2}
    turnover: {tenure: 52 weeks, vacancy: 1 weeks, costs: 1000}
    ramp_up: {lasts: 3 weeks, starts_at: 0.5}
    recruiting: {takes: 1 weeks, costs: 500}
    commission: {share: 0.05, credit: split, to_owner: 0.5, hand_off: 7 d,
      shared: {desk: {share: 0.1, drive: 1.03, segments: [shops]}}}
  desk:
    people: 2
    cost_per_hour: 35
    staff: staff.csv
    shift: {from: 08:00, to: 17:00}
    lunch: {from: 12:30, lasts: 30 min}
    rosters:
      early: {people: 1, shift: {from: 06:00, to: 14:00}, lunch: none, present: 0.8}
    absence: {list: away.csv, sick_spells: 4, sick_days: 1, cover: {by: team, sick: 0 d}}
  presales:
    people: 1
    cost_per_hour: 70
    shift: {from: 08:00, to: 17:00}
    commission: {share: 0.01, credit: overlay}
segments:
  shops:
    places: accounts.csv
    contact_every: {visit: 4 d, review: 2 weeks}
    opening: {from: 08:00, to: 17:00}
  offices:
    accounts: 6
    contact_every: {visit: 1 weeks}
    potential: {mean: 1, spread: 0.5}
    contract: {lasts: 2 weeks, worth: 5200, ends_with: renewal}
    market: {size: 14, closes: 1.0, born: 1.0, contact_every: {visit: 1 weeks}}
activities:
  visit: {category: selling, by: rep, lasts: 40 min, splittable: false, place: account, serves: all,
    costs: 2.5, channel: field, hears: 0.9, felt_as: 1.2, goodwill: 0.1}
  review: {category: selling, by: rep, lasts: 30 min, splittable: false, place: account}
  repair:
    category: paper
    by: rep
    lasts: 30 min
    splittable: false
    place: account
    arises: {inbound: {rate: 2 per year, per: order, segments: [shops]}}
    appointment: {lead: 2 d (1 d to 3 d), window: 3 h, moved: 0.1, no_show: 0.2,
      no_show_wait: 10 min}
  demo:
    category: selling
    by: rep
    lasts: 1 h
    splittable: false
    place: account
    skill: {name: demo, required: false}
    with: {presales: 1}
    whose: anyone
    arises: {after: {visit: {chance: 0.2, delay: 1 d}}}
  lead: {category: selling, by: rep, lasts: 10 min, place: desk, serves: all,
    arises: {after: {visit: 0.4}}}
  sale: {category: selling, by: rep, lasts: 0 s, automated: 1, serves: all,
    arises: {after: {lead: {chance: 0.5, delay: 1 d}}}}
  signs: {category: paper, by: desk, lasts: 0 s, automated: 1, serves: prospects,
    wins_account: true, arises: {inbound: {rate: 1 per week, per: account}}}
  leaves: {category: paper, by: desk, lasts: 0 s, automated: 1, loses_account: true,
    arises: {after: {renewal: 0.5}}}
  renewal: {category: paper, by: desk, lasts: 0 s, automated: 1}
  order:
    category: paper
    by: {rep: 0.4 (0.3 to 0.5), desk: 0.6}
    lasts: {quantiles: {0.1: 5 min, 0.5: 12 min, 0.9: 30 min}, mean: 15.5 min}
    whose: anyone
    place: desk
    arises: {inbound: {rate: 4 per year, per: order, segments: [shops]}}
    due: 1 d
  enter:
    category: paper
    by: [desk, presales]
    lasts: {family: lognormal, mean: 20 min, spread: 0.5}
    skill: {name: enter, required: false}
    whose: anyone
    arises: {inbound: {rate: 6 per working day, per: role, profile: office, closed_days: lost}}
    lapses: {after: 2 d}
    goodwill_if_lapsed: -0.1
  meeting: {category: paper, by: rep, lasts: 1 h, splittable: false, place: headquarters,
    arises: {meeting: {every: week, on: monday, at: "08:30", joined_by: [presales],
    worth_the_way: 0.5, closed_days: next_open_day}}}
profiles:
  office: {days: {monday: 2, tuesday: 1, wednesday: 1, thursday: 1, friday: 1},
    hours: {08:00-16:00: 1}}
deals:
  business: {stages: {lead: lead, won: sale}, value: {mean: 3000, spread: 0.5}}
call_plans:
  visit:
    order: {lateness: 1, potential: 0.5, segment: {shops: 1}, distance: 0.5,
      lowest_quarter: 0.2}
    planned_share: 0.5
    no_show: 0.1
    free_no_show: 0.3
    no_show_wait: 10 min
  review: {order: as_reps_do, planned_share: 0.5}
switching: {set_up: 2 min}
watch: [direct_selling_share, nights_away.rep]
shocks:
  rush: {title: More orders, scale: {activities.*.arises.inbound.rate: 1.5}}
  late: {title: Late hires, hires_late: 1 weeks}
"""
WHAT_IF = """\
extends: today
title: All changed
question: Changed?
roles:
  rep:
    people: 3
    tour: {nights: 1}
    desk: headquarters
    absence: {cover: {sick: 0 d, time_factor: 1}}
  desk: {absence: {cover: {by: colleague}}}
segments:
  offices: {market: {closes: 0.5}}
activities:
  order: {by: {rep: 0.2, desk: 0.8}}
  repair: {appointment: {lead: 1 d}}
call_plans:
  visit: {order: {lateness: 2}}
"""


def written(folder: Path, cut: str = "least") -> None:
    """Both scenarios and the files that they read, in a folder."""
    folder.mkdir(parents=True)
    files = {"accounts.csv": ACCOUNTS, "staff.csv": STAFF, "away.csv": AWAY}
    files |= {"today.yaml": TODAY.replace("CUT", cut), "changed.yaml": WHAT_IF}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
