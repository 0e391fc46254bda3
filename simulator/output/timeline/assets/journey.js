// What can be found, and what is told of it: a stretch, a task's story, a journey as a table.

function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  if (content !== undefined) made.textContent = content;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Everything that bears a name: people, accounts, deals; as they are called on the page. */
function directory(data, ledgers, text) {
  const deals = new Set();
  const accounts = new Set();
  for (const { rows } of ledgers) {
    for (let i = 0; i < rows.count; i++) {
      if (rows.deal[i] !== NONE) deals.add(rows.deal[i]);
      if (rows.account[i] !== NONE) accounts.add(rows.account[i]);
    }
  }
  const found = [
    ...data.people.map((name, key) => ({ kind: "person", name, key })),
    ...[...accounts].map((key) => ({ kind: "account", name: data.accounts[key], key })),
    ...[...deals].map((key) => ({
      kind: "deal",
      name: text("deal_name", { number: key }),
      key,
    })),
  ];
  return found.map((each) => ({ ...each, folded: each.name.toLowerCase() }));
}

/** Those whose name is, begins with, or holds what is written; the best first. */
function lookUp(entries, written, most = 40) {
  const wanted = written.trim().toLowerCase();
  if (!wanted) return [];
  const rank = ({ folded }) => {
    if (folded === wanted) return 0;
    if (folded.startsWith(wanted)) return 1;
    return folded.includes(wanted) ? 2 : 3;
  };
  return entries
    .map((entry) => [rank(entry), entry])
    .filter(([place]) => place < 3)
    .sort((a, b) => a[0] - b[0])
    .slice(0, most)
    .map(([, entry]) => entry);
}

/** What is told of rows and tasks, in words. */
function telling(data, shared) {
  const { write, text } = shared;
  const doing = (name) => data.titles.doings[name] ?? name;
  const activity = (i) => data.activityTitles[i];

  /** What somebody does in a row, in few words. */
  function what(ledger, i) {
    const { rows } = ledger;
    const name = rows.doing[i];
    if (rows.activity[i] === NONE) return doing(name);
    return name === "work" ? activity(rows.activity[i]) : `${activity(rows.activity[i])} (${deed(ledger, i)})`;
  }

  const deed = (ledger, i) => (ledger.rows.doing[i] === "wait" ? text(waitsFor(ledger, i)) : doing(ledger.rows.doing[i]));

  /** Whom or what somebody waits for: those who do it with him, the time agreed on, the customer. */
  function waitsFor(ledger, i) {
    const { rows, tasks } = ledger;
    const task = ledger.position(rows.task[i]);
    const all = ledger.rowsWith("task", rows.task[i]);
    const waiting = all.filter((row) => rows.doing[row] === "wait" && rows.end[row] === rows.end[i]);
    const people = (found) => new Set(found.map((row) => rows.person[row])).size;
    if (people(waiting) < people(all)) return "waits_others";
    if (task === undefined) return "waits_customer";
    const isCall = data.origins[tasks.origin[task]] === "call_plan";
    if (!isCall && !data.appointments.includes(tasks.activity[task])) return "waits_time";
    const next = i + 1;
    const goesOn = rows.task[next] === rows.task[i] && rows.person[next] === rows.person[i] && rows.start[next] === rows.end[i];
    if (goesOn && rows.doing[next] === "wait") return "waits_time";
    if (tasks.started[task] === rows.end[i]) return isCall ? "waits_customer" : "waits_time";
    return "waits_in_vain";
  }

  /** Who else is at the task of a row, where it is not handed over. */
  function others(ledger, i) {
    const { rows } = ledger;
    if (rows.task[i] === NONE || rows.doing[i] === "hand_over") return null;
    const together = (row) => rows.doing[row] === rows.doing[i] && rows.start[row] < rows.end[i] && rows.end[row] > rows.start[i];
    const found = ledger.rowsWith("task", rows.task[i]).filter((row) => together(row) && rows.person[row] !== rows.person[i]);
    return [...new Set(found.map((row) => data.people[rows.person[row]]))].join(text("and_then"));
  }

  function sentence(ledger, i) {
    const { rows } = ledger;
    const account = data.accounts[rows.account[i]];
    return text(account ? "told_account" : "told", {
      person: data.people[rows.person[i]],
      from: write.clock(rows.start[i], true),
      to: write.clock(rows.end[i], true),
      what: what(ledger, i),
      account,
    });
  }

  /** Pairs of a label and what stands under it, for a row. */
  function details(ledger, i) {
    const { rows, tasks } = ledger;
    const pairs = [
      ["category", data.categories[rows.category[i]].title],
      ["account", data.accounts[rows.account[i]]],
      ["deal", rows.deal[i] === NONE ? null : write.number(rows.deal[i])],
      ["place", data.places[rows.place[i]]],
      ["with", others(ledger, i)],
      ["stayed", data.places[rows.stayed.get(i)]],
    ];
    const task = ledger.position(rows.task[i]);
    if (task !== undefined) pairs.push(...taskDetails(ledger, task, tasks));
    if (ledger.cut[i]) pairs.push(["interrupted", text("cut")]);
    return pairs.filter(([, value]) => value).map(([key, value]) => [text(key), value]);
  }

  function taskDetails(ledger, task, tasks) {
    const at = (moment) => (moment === null ? null : write.full(moment));
    const started = tasks.started[task];
    const times = (count) => (count ? text("times", { count }) : null);
    const parent = ledger.position(tasks.parent[task]);
    const next = ledger.children(tasks.task[task]).map((child) => activity(tasks.activity[child]));
    return [
      ["in_place_of", data.people[tasks.in_place_of[task]]],
      ["asked", at(tasks.asked[task])],
      ["waited", started === null ? null : waited(started - tasks.asked[task])],
      ["started", at(started)],
      ["finished", at(tasks.finished[task]) ?? text("unfinished")],
      ["interrupted", times(tasks.interrupted[task])],
      ["handed_over", times(tasks.hand_overs[task])],
      ["came_from", parent === undefined ? data.titles.origins[data.origins[tasks.origin[task]]] : activity(tasks.activity[parent])],
      ["follows", [...new Set(next)].join(text("and_then"))],
    ];
  }

  const waited = (seconds) => (seconds <= 0 ? text("no_wait") : write.span(seconds));

  /** All that befell a task in order of time: moments with words, rows among them. */
  function story(ledger, number) {
    const task = ledger.position(number);
    const { tasks, rows } = ledger;
    const events = ledger.rowsWith("task", number).map((i) => ({
      moment: rows.start[i],
      order: 1,
      what: `${data.people[rows.person[i]]}: ${deed(ledger, i)} (${write.span(rows.end[i] - rows.start[i])})`,
    }));
    const add = (moment, order, what) => {
      if (moment !== null && moment !== undefined) events.push({ moment, order, what });
    };
    add(tasks.asked[task], 0, text("asked_for"));
    if (tasks.available[task] !== tasks.asked[task]) {
      const role = data.roleTitles[tasks.role[task]];
      add(tasks.available[task], 0, text("is_available", { role }));
    }
    add(tasks.due[task], 3, text("is_due"));
    const state = data.titles.states[data.states[tasks.state[task]]];
    add(tasks.finished[task], 2, text("is_finished", { state }));
    for (const child of ledger.children(number)) {
      add(tasks.asked[child], 4, text("is_asked_after", { activity: activity(tasks.activity[child]) }));
    }
    return events.sort((a, b) => a.moment - b.moment || a.order - b.order);
  }

  /** The hovering note of a row. */
  function note(ledger, i) {
    const { rows } = ledger;
    const box = document.createDocumentFragment();
    box.append(element("h3", what(ledger, i)));
    const length = write.span(rows.end[i] - rows.start[i]);
    const clocks = `${write.clock(rows.start[i], true)} – ${write.clock(rows.end[i], true)}`;
    box.append(element("p", `${data.people[rows.person[i]]} · ${clocks} · ${length}`));
    const list = element("dl");
    for (const [label, value] of details(ledger, i)) {
      list.append(element("dt", label), element("dd", value));
    }
    box.append(list);
    return box;
  }

  /** A real table of rows, with who did it or for whom; each row can be gone to. */
  function table(ledger, found, beside, go) {
    const made = element("table");
    made.append(element("caption", ledger.title));
    const heads = ["when", "what", beside, "waited"];
    const head = made.createTHead().insertRow();
    for (const key of heads) head.append(element("th", text(key), { scope: "col" }));
    const body = made.createTBody();
    let day = null;
    for (const i of found) {
      const today = Math.floor(ledger.rows.start[i] / DAY);
      if (today !== day) body.append(dayRow(today, heads.length));
      day = today;
      body.append(tableRow(ledger, i, beside, go));
    }
    if (!found.length) {
      body.insertRow().append(element("td", text("no_rows"), { colspan: heads.length }));
    }
    return made;
  }

  function dayRow(day, columns) {
    const row = element("tr", undefined, { class: "day" });
    row.append(element("th", write.longDay(day * DAY), { colspan: columns, scope: "rowgroup" }));
    return row;
  }

  function tableRow(ledger, i, beside, go) {
    const { rows } = ledger;
    const row = element("tr");
    row.dataset.row = i;
    const when = element("th", undefined, { scope: "row" });
    const clock = write.clock(rows.start[i]);
    const button = element("button", clock, { type: "button", title: text("go_to", { clock }) });
    button.addEventListener("click", () => go(ledger, i));
    when.append(button);
    row.append(when);
    const deed = element("td", what(ledger, i));
    deed.prepend(swatch(rows.category[i]));
    const other = beside === "who" ? data.people[rows.person[i]] : forWhom(rows, i);
    row.append(deed, element("td", other));
    const seconds = ledger.waitedUntil(i);
    row.append(element("td", seconds === null ? "" : waited(seconds)));
    return row;
  }

  function forWhom(rows, i) {
    const deal = rows.deal[i] === NONE ? null : text("deal_name", { number: rows.deal[i] });
    return [data.accounts[rows.account[i]], deal].filter(Boolean).join(text("and_then"));
  }

  function swatch(category) {
    const canvas = element("canvas", undefined, { class: "swatch", "aria-hidden": "true" });
    return shared.swatch(canvas, category);
  }

  /** A task's story as a list. */
  function storyList(ledger, number) {
    const list = element("ol", undefined, { class: "story" });
    for (const { moment, what: words } of story(ledger, number)) {
      const item = element("li");
      item.append(element("time", write.full(moment)), element("span", words));
      list.append(item);
    }
    return list;
  }

  return Object.freeze({ sentence, note, table, storyList, activity });
}
