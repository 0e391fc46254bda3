// One scenario's ledger: its rows as columns, what is asked of them, and curves over time.

const NONE = -1;

/** The first index of a sorted column, between two, whose value is greater than a limit. */
function firstAbove(column, limit, low = 0, high = column.length) {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Moments in order, and the sum of all before each. */
function ordered(moments) {
  const sorted = Int32Array.from(moments).sort();
  const before = new Float64Array(sorted.length + 1);
  sorted.forEach((moment, i) => (before[i + 1] = before[i] + moment));
  return { sorted, before };
}

/** How many are there at a moment, from when each comes and goes; and for how long they were. */
function presence(coming, going) {
  const [comes, goes] = [ordered(coming), ordered(going)];
  const since = ({ sorted, before }, moment) => {
    const count = firstAbove(sorted, moment);
    return count * moment - before[count];
  };
  return {
    count: (moment) => firstAbove(comes.sorted, moment) - firstAbove(goes.sorted, moment),
    seconds: (moment) => since(comes, moment) - since(goes, moment),
  };
}

/** The ledger of one arm of the data, with times both of the clock and as they are shown. */
function ledgerOf(data, arm, time, write) {
  const rows = decodedRows(data, arm.entries, time);
  const tasks = decodedTasks(arm.tasks);
  const position = new Map(tasks.task.map((number, i) => [number, i]));
  const children = new Map();
  tasks.parent.forEach((parent, i) => {
    if (parent === null) return;
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(i);
  });
  const sells = data.categories.map((category) => category.selling);
  const length = data.days * DAY;

  /** Rows of a person; [from, to). */
  const lane = (person) => rows.lanes[person];

  /** The row of a person that goes on at a moment, or -1. */
  function rowAt(person, moment) {
    const [from, to] = lane(person);
    const row = firstAbove(rows.end, moment, from, to);
    return row < to && rows.start[row] <= moment ? row : NONE;
  }

  /** The share of selling in the attended time, so far, of the role whose selling counts. */
  function shareSoFar() {
    const [sold, attended] = [[[], []], [[], []]];
    for (let i = 0; i < rows.count; i++) {
      if (data.role_of[rows.person[i]] !== data.seller || rows.isBreak[i]) continue;
      const stretch = [Math.max(rows.start[i], 0), Math.min(rows.end[i], length)];
      for (const each of sells[rows.category[i]] ? [sold, attended] : [attended]) {
        each[0].push(stretch[0]);
        each[1].push(stretch[1]);
      }
    }
    const [part, whole] = [presence(...sold), presence(...attended)];
    return (moment) => {
      const all = whole.seconds(moment);
      return all > 0.5 ? part.seconds(moment) / all : null;
    };
  }

  /** For each role the number of tasks that wait for somebody to begin. */
  function queues() {
    return lying.map((each) => {
      const gone = each.filter(({ until }) => until < length);
      return presence(each.map(({ since }) => since), gone.map(({ until }) => until)).count;
    });
  }

  /**
   * For each role what lies with it, in the order in which it came: since when, from when until when
   * in these days. What a time was agreed on for waits on its day alone: until then nobody could
   * begin it.
   */
  function backlogs() {
    const calls = data.origins.indexOf("call_plan");
    const agreed = new Set(data.appointments);
    const found = data.roles.map(() => []);
    for (let i = 0; i < tasks.task.length; i++) {
      if (tasks.origin[i] === calls || tasks.role[i] === NONE) continue;
      const until = tasks.started[i] ?? tasks.finished[i] ?? length;
      const day = agreed.has(tasks.activity[i]) ? Math.floor(until / DAY) * DAY : -Infinity;
      const came = Math.max(tasks.available[i] ?? tasks.asked[i], day);
      const since = Math.max(came, 0);
      if (since < Math.min(until, length)) found[tasks.role[i]].push({ came, since, until });
    }
    found.forEach((each) => each.sort((one, other) => one.came - other.came));
    return found;
  }

  /** Since when the oldest of what waits for a role at a moment has been there; null if none. */
  const oldest = (role, moment) =>
    lying[role].find(({ since, until }) => since <= moment && moment < until)?.came ?? null;

  /** Rows at whose end somebody is called away from a task that is not finished. */
  function interruptions() {
    const going = new Set(["work", "take_over", "set_up", "resume", "hand_over"]);
    const found = new Uint8Array(rows.count);
    for (let i = 0; i + 1 < rows.count; i++) {
      const next = i + 1;
      const task = position.get(rows.task[i]);
      if (task === undefined || !going.has(rows.doing[i])) continue;
      const over = rows.doing[i] === "hand_over" ? tasks.available[task] : tasks.finished[task];
      const follows = rows.person[next] === rows.person[i] && rows.start[next] === rows.end[i];
      const other = rows.task[next] !== rows.task[i] && rows.task[next] !== NONE;
      if (over !== rows.end[i] && follows && other && rows.doing[next] !== "travel") found[i] = 1;
    }
    return found;
  }

  /** A row as the ledger's table has it. */
  function entry(i) {
    const [doing, category, activity, channel] = data.kinds[rows.kind[i]];
    return {
      person: data.people[rows.person[i]],
      role: data.roles[data.role_of[rows.person[i]]],
      doing,
      category,
      activity,
      task: rows.task[i] === NONE ? null : rows.task[i],
      account: data.accounts[rows.account[i]] ?? null,
      deal: rows.deal[i] === NONE ? null : rows.deal[i],
      channel,
      place: data.places[rows.place[i]] ?? null,
      start: write.exact(rows.start[i]),
      end: write.exact(rows.end[i]),
      seconds: rows.end[i] - rows.start[i],
    };
  }

  /** A task as the ledger's table has it. */
  function taskRow(i) {
    const moment = (value) => (value === null ? null : write.exact(value));
    return {
      task: tasks.task[i],
      activity: data.activities[tasks.activity[i]],
      account: data.accounts[tasks.account[i]] ?? null,
      deal: tasks.deal[i] === NONE ? null : tasks.deal[i],
      origin: data.origins[tasks.origin[i]] ?? null,
      parent: tasks.parent[i],
      asked: moment(tasks.asked[i]),
      due: moment(tasks.due[i]),
      available: moment(tasks.available[i]),
      started: moment(tasks.started[i]),
      finished: moment(tasks.finished[i]),
      by: data.people[tasks.by[i]] ?? null,
      in_place_of: data.people[tasks.in_place_of[i]] ?? null,
      role: data.roles[tasks.role[i]] ?? null,
      state: data.states[tasks.state[i]] ?? null,
      interrupted: tasks.interrupted[i],
      hand_overs: tasks.hand_overs[i],
    };
  }

  /** Numbers of the rows whose column has a value. */
  function rowsWith(column, value) {
    const found = [];
    const values = rows[column];
    for (let i = 0; i < rows.count; i++) if (values[i] === value) found.push(i);
    return found;
  }

  /** How long the task of a row had waited when somebody began it; null if it does not begin here. */
  function waitedUntil(i) {
    const task = position.get(rows.task[i]);
    if (task === undefined || rows.doing[i] === "travel" || rows.doing[i] === "hand_over") return null;
    const started = tasks.started[task];
    if (started === null || started < rows.start[i] || started > rows.end[i]) return null;
    return started - tasks.asked[task];
  }

  /** Who is away and why, for each day that is shown, and until when it goes on so; by person. */
  function absences() {
    const known = new Map();
    for (const [person, day, reason] of arm.absences) {
      const days = time.segments.filter(({ from }) => Math.floor(from / DAY) === day);
      const stretches = known.get(person) ?? [];
      for (const { at, from, to } of days) {
        const before = stretches.at(-1);
        const goesOn = before?.to === at && before.reason === data.reasons[reason];
        const first = goesOn ? before.first : at;
        stretches.push({ first, from: at, to: at + to - from, reason: data.reasons[reason] });
      }
      known.set(person, stretches);
    }
    for (const stretches of known.values()) {
      for (const each of stretches) each.last = stretches.findLast(({ first }) => first === each.first).to;
    }
    return known;
  }

  /** Tasks that somebody takes over from another: the row with which it begins, and from whom. */
  function handOvers() {
    const given = rows.doing.flatMap((doing, i) => (doing === "hand_over" ? [i] : []));
    const pieces = new Map(given.map((i) => [rows.task[i], []]));
    for (let i = 0; i < rows.count; i++) pieces.get(rows.task[i])?.push(i);
    const found = new Map();
    for (const i of given) {
      const later = pieces.get(rows.task[i]).filter((j) => rows.person[j] !== rows.person[i] && rows.start[j] >= rows.end[i]);
      if (!later.length) continue;
      const taken = later.reduce((one, other) => (rows.start[other] < rows.start[one] ? other : one));
      found.set(taken, { from: rows.person[i], to: rows.person[taken], moment: rows.start[taken], at: rows.from[taken], row: taken });
    }
    return [...found.values()].sort((one, other) => one.moment - other.moment);
  }

  const lying = backlogs();
  const cut = interruptions();
  const away = absences();
  const handed = handOvers();
  const breaks = rows.end.filter((_, i) => cut[i]).sort();
  const takings = handed.map(({ moment }) => moment);

  return Object.freeze({
    name: arm.name,
    title: arm.title,
    present: new Set(arm.people),
    absences: away,
    rows,
    tasks,
    cut,
    handed,
    /** How often people were called away, and cases went from hand to hand, until a moment. */
    soFar: (moment) => ({
      interrupted: firstAbove(breaks, moment),
      handed_over: firstAbove(takings, moment),
    }),
    /** How many people are away on the day of a shown time. */
    awayAt: (shown) =>
      [...away.values()].filter((days) => days.some(({ from, to }) => from <= shown && shown < to)).length,
    share: shareSoFar(),
    queues: queues(),
    oldest,
    position: (task) => position.get(task),
    children: (task) => children.get(task) ?? [],
    lane,
    rowAt,
    entry,
    taskRow,
    rowsWith,
    waitedUntil,
  });
}

function decodedRows(data, said, time) {
  const count = said.kind.length;
  const column = () => new Int32Array(count);
  const rows = {
    count,
    person: column(),
    start: column(),
    end: column(),
    kind: Int32Array.from(said.kind),
    task: Int32Array.from(said.task),
    account: Int32Array.from(said.account),
    deal: Int32Array.from(said.deal),
    place: Int32Array.from(said.place),
    stayed: new Map(said.stayed), // where somebody was overnight before a row, if not at home
    category: column(),
    isBreak: new Uint8Array(count),
    from: new Float64Array(count), // as shown
    to: new Float64Array(count),
    lanes: data.people.map(() => [0, 0]),
    doing: new Array(count),
    activity: column(),
  };
  const categories = new Map(data.categories.map((category, i) => [category.name, i]));
  const activities = new Map(data.activities.map((name, i) => [name, i]));
  let row = 0;
  said.people.forEach((person, i) => {
    rows.lanes[person] = [row, row + said.counts[i]];
    rows.person.fill(person, row, (row += said.counts[i]));
  });
  let before = 0;
  for (let i = 0; i < count; i++) {
    const [doing, category, activity] = data.kinds[said.kind[i]];
    rows.start[i] = before + said.gap[i];
    before = rows.end[i] = rows.start[i] + said.seconds[i];
    rows.from[i] = time.shown(rows.start[i]);
    rows.to[i] = time.shown(rows.end[i]);
    rows.doing[i] = doing;
    rows.category[i] = categories.get(category);
    rows.activity[i] = activities.get(activity) ?? NONE;
    rows.isBreak[i] = doing === "break" ? 1 : 0;
  }
  return rows;
}

function decodedTasks(said) {
  const count = said.task.length;
  const tasks = { ...said, task: new Array(count), asked: new Array(count) };
  for (const name of ["due", "available", "started", "finished", "parent"]) {
    tasks[name] = new Array(count);
  }
  let [number, asked] = [0, 0];
  for (let i = 0; i < count; i++) {
    tasks.task[i] = number += said.task[i];
    tasks.asked[i] = asked += said.asked[i];
    tasks.parent[i] = said.parent[i] === null ? null : number + said.parent[i];
    for (const name of ["due", "available", "started", "finished"]) {
      tasks[name][i] = said[name][i] === null ? null : asked + said[name][i];
    }
  }
  return tasks;
}
