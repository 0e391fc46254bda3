// A week as it is known at a moment: who does what, what waits, what has broken in. Nothing later.

const NONE = -1;
const OUT_OF_WORK = new Set(["idle", "idle_none_due", "idle_closed", "idle_out_of_reach", "break"]);
const RESTS = new Set(["idle", "break"]); // those that a legend names
const COUNTED = new Set(["waiting", "done"]); // states of tasks that can be late

/** The columns of a run, arranged for asking what was known when. */
function weekOf(run, names, wanted) {
  const time = foldedTime(run.open);
  const { entries, tasks } = run;
  const counts = (i) => COUNTED.has(names.states[tasks.state[i]].name) && (!wanted?.length || wanted.includes(tasks.activity[i]));
  const dues = tasks.task.map((_, i) => i).filter((i) => tasks.due[i] !== null && counts(i));
  const travellers = new Set(entries.person.filter((_, i) => names.doings[entries.doing[i]].name === "travel"));
  const lanes = new Map(run.people.map((person) => [person, []]));
  entries.person.forEach((person, i) => lanes.get(person)?.push(i));
  const state = (name) => names.states.findIndex((each) => each.name === name);
  const automated = state("automated");
  const waits = tasks.task.map((_, i) => i).filter((i) => tasks.state[i] !== automated);
  const piles = pilesOf(run, names, waits, wanted);
  return { run, names, time, lanes, piles, dues, travellers, homes: homesOf(run, travellers), days: daysOf(run.open), rows: new Map(tasks.task.map((task, i) => [task, i])) };
}

/** The days with anybody there, each with the same hours, so that pages of days look alike. */
function daysOf(open) {
  const parts = open.flatMap(perDay);
  const numbers = [...new Set(parts.map(([from]) => Math.floor(from / DAY)))];
  const first = Math.min(...parts.map(([from]) => from % DAY));
  const last = Math.max(...parts.map(([from, to]) => to - Math.floor(from / DAY) * DAY));
  const [begin, end] = [Math.floor(first / HOUR) * HOUR, Math.ceil(last / HOUR) * HOUR];
  return numbers.map((number) => ({ number, from: number * DAY + begin, to: number * DAY + end }));
}

/** Hours that go on for more than a day, cut at each midnight. */
function perDay([from, to]) {
  const midnight = (Math.floor(from / DAY) + 1) * DAY;
  return to - from <= DAY ? [[from, to]] : [[from, midnight], ...perDay([midnight, to])];
}

function dayAt(days, moment) {
  const found = days.findLastIndex((day) => day.number * DAY <= moment);
  return Math.max(found, 0);
}

/**
 * Whoever is waited for, and what waits there, as heaps of tasks in the order in which they were asked;
 * several who share what comes have one heap. The highest come first; what waits in another week only has an empty
 * one, so that weeks can be compared.
 */
function pilesOf(run, names, waits, wanted) {
  const { tasks } = run;
  const piles = new Map();
  for (const i of waits) {
    if (wanted?.length && !wanted.includes(tasks.activity[i])) continue;
    const line = names.lines[tasks.line[i]];
    const key = line?.isPool ? `${tasks.line[i]}` : `${tasks.line[i]} ${tasks.activity[i]}`;
    if (!piles.has(key)) piles.set(key, { line, activity: tasks.activity[i], rows: [] });
    piles.get(key).rows.push(i);
  }
  const found = [...piles.values()].map((pile) => ({ ...pile, ...turnsOf(tasks, pile.rows) }));
  const high = found.filter((pile) => pile.most > 0).sort((one, other) => other.most - one.most);
  const has = new Set(high.flatMap(({ rows }) => rows.map((i) => tasks.activity[i])));
  const none = (wanted ?? []).filter((activity) => !has.has(activity));
  return [...high, ...none.map((activity) => ({ line: null, activity, rows: [], most: 0, leaves: () => Infinity }))];
}

/** How high a heap ever is, and when tasks come to it and go. */
function turnsOf(tasks, rows) {
  const leaves = (i) => tasks.started[i] ?? tasks.finished[i] ?? Infinity;
  const real = rows.filter((i) => leaves(i) > tasks.available[i]);
  real.sort((a, b) => tasks.asked[a] - tasks.asked[b]);
  const turns = real.flatMap((i) => [[Math.max(tasks.available[i], 0), 1], [leaves(i), -1]]).filter(([at]) => at < Infinity);
  turns.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let count = 0;
  let most = 0;
  for (const [, step] of turns) most = Math.max(most, (count += step));
  return { rows: real, most, leaves };
}

/** What waits in a heap at a moment, the oldest first. */
function waitingIn(pile, tasks, moment) {
  return pile.rows.filter((i) => tasks.available[i] <= moment && pile.leaves(i) > moment);
}

/** The entry in which a person is at a moment, or NONE. */
function entryAt({ lanes, run }, person, moment) {
  const rows = lanes.get(person) ?? [];
  const { start, seconds } = run.entries;
  for (let k = rows.length - 1; k >= 0; k--) {
    const i = rows[k];
    if (start[i] <= moment) return start[i] + seconds[i] > moment ? i : NONE;
  }
  return NONE;
}

/** What somebody is doing, in words. */
function doingTold(week, entry) {
  const { names, run } = week;
  const { doing, activity } = run.entries;
  const kind = names.doings[doing[entry]];
  if (kind.name === "work" && activity[entry] !== NONE) return names.activities[activity[entry]].title;
  return kind.title;
}

/** What is late at a moment: done this week after it was due, and not done although it is due. */
function lateAt({ run, dues }, moment) {
  const { due, finished } = run.tasks;
  const isDone = (i) => finished[i] !== null && finished[i] <= moment;
  const done = dues.filter((i) => isDone(i) && finished[i] >= 0 && finished[i] > due[i]).length;
  const open = dues.filter((i) => !isDone(i) && due[i] < moment).length;
  return { done, open, all: done + open };
}

/** How often each kind of event has happened so far. */
function eventsSoFar({ run, names }, moment) {
  const counts = names.events.map(() => 0);
  for (const [at, kind] of run.events) {
    if (at > moment) break;
    counts[kind] += 1;
  }
  return counts;
}
